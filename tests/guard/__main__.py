"""Print what has changed of all that is stored, sent, hashed or typed, compared with what was frozen.

`python -m tests.guard` compares the words (`frozen.txt`), the store that was kept (`store`), the scenarios,
the towns and all 200 lives. With `--short` it compares as many lives as the tests drive. With names of parts,
such as `frozen.txt` or `"life 5"`, it compares those. One sentence says that nothing has changed; otherwise
each difference is a line, and the exit code is 1. A difference that is wanted goes to `wanted.toml`.

`python -m tests.guard --freeze` wrote the files. They were made from commit b5ec12b, before the renaming, and
are made again only from a commit that is the new reference: never to silence a difference.
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.guard import frozen_lines, kept, store
from tests.guard.comparing import compare_left, compare_lines, find_unwanted, read_wanted
from tests.guard.driving import Left
from tests.guard.towns import drive_in_new_folder

ALONE = WORDS, STORE = ("frozen.txt", "store")
NO_DIFFERENCE = "nothing that is stored, sent, hashed or typed has changed"


def main() -> None:
    """Compare, or freeze."""
    arguments = sys.argv[1:]
    if arguments == ["--freeze"]:
        _freeze()
        return
    known = [*ALONE, *kept.short_parts(), *kept.long_parts()]
    parts = [*ALONE, *kept.tested_parts()] if arguments == ["--short"] else arguments or known
    if unknown := [part for part in parts if part not in known]:
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(known)}")
    count = 0
    for line in _differences(parts):
        count += 1
        print(line, flush=True)
    print(f"{count} differences" if count else NO_DIFFERENCE)
    sys.exit(1 if count else 0)


def _differences(parts: list[str]) -> Iterator[str]:
    reviewed = read_wanted()
    for part, found in _compare_parts(parts):
        yield from (f"{part} | {line}" for line in find_unwanted(part, found, reviewed))


def _compare_parts(parts: list[str]) -> Iterator[tuple[str, list[str]]]:
    with TemporaryDirectory() as folder:
        if WORDS in parts:
            yield WORDS, compare_lines(frozen_lines.frozen(), frozen_lines.lines(Path(folder)))
    with TemporaryDirectory() as folder:
        if STORE in parts:
            yield STORE, list(store.differences(Path(folder)))
    for part, left in _drive_parts([part for part in parts if part not in ALONE]):
        yield part, compare_left(kept.frozen(part), kept.as_kept(part, left))


def _freeze() -> None:
    with TemporaryDirectory() as folder:
        frozen_lines.freeze(Path(folder))
    with TemporaryDirectory() as folder:
        store.freeze(Path(folder))
    kept.freeze(_drive_parts([*kept.short_parts(), *kept.long_parts()]))


def _drive_parts(parts: list[str]) -> Iterator[tuple[str, Left]]:
    workers = min(2, cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from zip(parts, pool.map(drive_in_new_folder, parts), strict=True)


if __name__ == "__main__":
    main()
