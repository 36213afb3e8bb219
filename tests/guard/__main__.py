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

from tests.guard import kept, store, vocabulary
from tests.guard.comparing import of_left, of_lines, unwanted, wanted
from tests.guard.driving import Left
from tests.guard.towns import left_anywhere

ALONE = WORDS, STORE = ("frozen.txt", "store")
SAID = "nothing that is stored, sent, hashed or typed has changed"


def main() -> None:
    """Compare, or freeze."""
    said = sys.argv[1:]
    if said == ["--freeze"]:
        _freeze()
        return
    known = [*ALONE, *kept.short_parts(), *kept.long_parts()]
    parts = [*ALONE, *kept.tested_parts()] if said == ["--short"] else said or known
    if unknown := [part for part in parts if part not in known]:
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(known)}")
    count = 0
    for line in _differences(parts):
        count += 1
        print(line, flush=True)
    print(f"{count} differences" if count else SAID)
    sys.exit(1 if count else 0)


def _differences(parts: list[str]) -> Iterator[str]:
    reviewed = wanted()
    for part, found in _found(parts):
        yield from (f"{part} | {line}" for line in unwanted(part, found, reviewed))


def _found(parts: list[str]) -> Iterator[tuple[str, list[str]]]:
    with TemporaryDirectory() as folder:
        if WORDS in parts:
            yield WORDS, of_lines(vocabulary.frozen(), vocabulary.lines(Path(folder)))
    with TemporaryDirectory() as folder:
        if STORE in parts:
            yield STORE, list(store.differences(Path(folder)))
    for part, left in _driven([part for part in parts if part not in ALONE]):
        yield part, of_left(kept.frozen(part), kept.as_kept(part, left))


def _freeze() -> None:
    with TemporaryDirectory() as folder:
        vocabulary.freeze(Path(folder))
    with TemporaryDirectory() as folder:
        store.freeze(Path(folder))
    kept.freeze(_driven([*kept.short_parts(), *kept.long_parts()]))


def _driven(parts: list[str]) -> Iterator[tuple[str, Left]]:
    workers = min(2, cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from zip(parts, pool.map(left_anywhere, parts), strict=True)


if __name__ == "__main__":
    main()
