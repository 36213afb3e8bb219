"""Print what has changed of all that is stored, sent, hashed or typed, compared with what was frozen.

`python -m tests.guard` compares the vocabulary (`frozen.txt`), the store that was kept, the scenarios and all
200 lives; `--short` only as many lives as the tests drive. It prints nothing but one sentence if nothing has
changed, otherwise each difference, and ends with 1. A difference that is wanted goes to `wanted.toml`.

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

from tests.guard import kept, store, vocabulary
from tests.guard.comparing import of_left, of_lines, unwanted, wanted
from tests.guard.driving import Left, drive

SAID = "nothing that is stored, sent, hashed or typed has changed"


def main() -> None:
    """Compare, or freeze."""
    if "--freeze" in sys.argv[1:]:
        _freeze()
        return
    parts = kept.short_parts() if "--short" in sys.argv[1:] else [*kept.short_parts(), *kept.long_parts()]
    count = 0
    for line in _differences(parts):
        count += 1
        print(line, flush=True)
    print(f"{count} differences" if count else SAID)
    sys.exit(1 if count else 0)


def _differences(parts: list[str]) -> Iterator[str]:
    reviewed = wanted()
    with TemporaryDirectory() as folder:
        found = of_lines(vocabulary.frozen(), vocabulary.lines(Path(folder)))
        yield from (f"frozen.txt | {line}" for line in unwanted("frozen.txt", found, reviewed))
    with TemporaryDirectory() as folder:
        found = store.differences(Path(folder))
        yield from (f"store | {line}" for line in unwanted("store", found, reviewed))
    for part, left in _driven(parts):
        found = of_left(kept.frozen(part), kept.as_kept(part, left))
        yield from (f"{part} | {line}" for line in unwanted(part, found, reviewed))


def _freeze() -> None:
    with TemporaryDirectory() as folder:
        vocabulary.freeze(Path(folder))
    with TemporaryDirectory() as folder:
        store.freeze(Path(folder))
    kept.freeze(_driven([*kept.short_parts(), *kept.long_parts()]))


def _driven(parts: list[str]) -> Iterator[tuple[str, Left]]:
    workers = min(2, cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from zip(parts, pool.map(_drive, parts), strict=True)


def _drive(part: str) -> Left:
    with TemporaryDirectory() as folder:
        return drive(part, Path(folder))


if __name__ == "__main__":
    main()
