"""What is measured, what is aimed at, and how much may still be left: less every time, never more.

How much is left stands in a file for each measure, folder by folder. A folder that the file does not
know (it was made or renamed since) is held by the total alone. Without its file a measure is held to
its aim. `python -m tests.house --lower` writes the files again from what is measured; it refuses when
a total has risen, and removes a file once nothing is left.
"""

from collections.abc import Callable, Sequence
from math import inf
from pathlib import Path
from typing import NamedTuple

from tests.house.circles import find_circles
from tests.house.names import find_one_word_names, find_participles, find_same_classes, measure_shares
from tests.house.retired import find_retired_words
from tests.house.sizes import find_long_files
from tests.house.tree import TOTAL, Offence, count_by_folder, list_folders

HERE = Path(__file__).parent


class Measure(NamedTuple):
    """One measure: what breaks it, how much of that there is by folder, and the most there may be at last."""

    find: Callable[[], Sequence[Offence]]
    take: Callable[[], dict[str, float]]
    aim: float = 0


def _count_found(find: Callable[[], Sequence[Offence]]) -> Measure:
    def take() -> dict[str, float]:
        return dict.fromkeys(list_folders(), 0) | count_by_folder(find())

    return Measure(find, take)


MEASURES = {
    "retired": _count_found(find_retired_words),
    "one-word": Measure(find_one_word_names, measure_shares, aim=50),
    "participles": _count_found(find_participles),
    "same-class": _count_found(find_same_classes),
    "long-files": _count_found(find_long_files),
    "circles": _count_found(find_circles),
}


def find_file(name: str) -> Path:
    """Return where it stands how much of a measure is left."""
    return HERE / f"{name.replace('-', '_')}_left.txt"


def read_limits(name: str) -> dict[str, float]:
    """Return how much may be left by folder; nothing, if the measure is held to its aim."""
    file = find_file(name)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {folder: float(value) for folder, value in (line.split() for line in lines)}


def find_risen(name: str) -> list[str]:
    """Say which folders are above their limit, by how much."""
    measure, limits = MEASURES[name], read_limits(name)
    bounds = {folder: max(measure.aim, limits.get(folder, inf if limits else 0)) for folder in measure.take()}
    return [
        f"{folder}: {value:g} {name}, at most {bounds[folder]:g} (python -m tests.house --list {name})"
        for folder, value in measure.take().items()
        if value > bounds[folder]
    ]


def lower_limits(name: str) -> bool:
    """Write the limits again from what is left; return False, and write nothing, if there is more."""
    measure, file = MEASURES[name], find_file(name)
    if not file.exists():
        return not find_risen(name)
    values = measure.take()
    if values[TOTAL] > max(measure.aim, read_limits(name).get(TOTAL, inf)):
        return False
    if all(value <= measure.aim for value in values.values()):
        file.unlink()
    else:
        file.write_text(
            "".join(f"{folder} {value:g}\n" for folder, value in sorted(values.items())), encoding="utf-8"
        )
    return True
