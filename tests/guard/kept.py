"""Where the frozen histories are kept: in full of the scenarios and some lives, digests of the others."""

import json
import lzma
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from tests.guard.driving import Left, parts

FOLDER = Path(__file__).parent / "frozen"
LIFE_COUNT = 200
TOWNS = tuple(f"town {number}" for number in range(6))
EVERY = 5
"""One life of so many is kept in full; the digests of the others are kept."""

TESTED = 2
"""The default tests drive so many towns, and one of so many full lives; the long form drives all of them."""

GROUPED = ("row", "owed", "table")

DIGEST = "sha256:"
_DIGITS = 8


def short_parts() -> list[str]:
    """Return the scenarios, the towns, and the lives that are kept in full."""
    return [*parts(), *TOWNS, *(f"life {seed}" for seed in range(EVERY, LIFE_COUNT + 1, EVERY))]


def tested_parts() -> list[str]:
    """Return the scenarios, and the towns and lives that the default tests drive."""
    skipped = len(parts()) + len(TOWNS)
    return [*parts(), *TOWNS[:TESTED], *short_parts()[skipped::TESTED]]


def long_parts() -> list[str]:
    """Return the lives of which digests are kept."""
    return [f"life {seed}" for seed in range(1, LIFE_COUNT + 1) if seed % EVERY]


def make_digest(text: str) -> str:
    """Return the digest that stands for a text."""
    return DIGEST + sha256(text.encode()).hexdigest()[:_DIGITS]


def as_kept(part: str, left: Left) -> Left:
    """Return what a part left as it is kept: most lives with one text for all rows of a reader or a table."""
    if part in short_parts():
        return left
    found: dict[str, list[str]] = {}
    for label, text in left.items():
        kind, name = label.split()[:2]
        group = f"{kind} {name}" if kind in GROUPED else label
        found.setdefault(group, []).append(f"{label} {text}" if kind in GROUPED else text)
    return {group: "\n".join(texts) for group, texts in found.items()}


def frozen(part: str) -> Left:
    """Return what a part left when it was frozen; a digest in the place of each text for most lives."""
    return _read(_file(part)).get(part, {})


def freeze(of: Iterable[tuple[str, Left]]) -> None:
    """Write what parts left."""
    files: dict[str, dict[str, Left]] = {}
    for part, left in of:
        kept = as_kept(part, left)
        if part not in short_parts():
            kept = {label: make_digest(text) for label, text in kept.items()}
        files.setdefault(_file(part), {})[part] = kept
    FOLDER.mkdir(exist_ok=True)
    for name, parts_of in files.items():
        lines = [
            json.dumps([part, label, text], ensure_ascii=False)
            for part, left in parts_of.items()
            for label, text in left.items()
        ]
        filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 26}]
        written = lzma.compress("\n".join(lines).encode(), check=lzma.CHECK_CRC32, filters=filters)
        (FOLDER / name).write_bytes(written)


def _file(part: str) -> str:
    kind, name = part.split()
    if kind == "scenario":
        return f"{kind}_{name}.xz"
    if kind == "town":
        return "towns.xz"
    return "lives.xz" if part in short_parts() else "digests.xz"


@cache
def _read(name: str) -> dict[str, Left]:
    found: dict[str, Left] = {}
    for line in lzma.decompress((FOLDER / name).read_bytes()).decode().splitlines():
        part, label, text = json.loads(line)
        found.setdefault(part, {})[label] = text
    return found
