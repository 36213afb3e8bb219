"""Mutation testing of the domain: find small errors that the tests do not notice.

A sample of mutants over every file, the same for the same seed. Results are stored, so that the next run
continues where this one stopped and repeats only the mutants of changed files or tests.
Settings, from the environment: MUTANTS (1000), SEED (1), WORKERS (2), MINUTES (45), ONLY (part of a path).
"""

import json
import os
import sys
import time
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from random import Random

import hypothesis  # noqa: F401 -- loaded once, before any fork
import msgspec  # noqa: F401

from tests.mutation.areas import ROOT, find_files, find_tests
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.trying import notices, try_mutants

RESULTS = ROOT / "build" / "mutation" / "tried.jsonl"
TARGET = 0.85


def sample(count: int, seed: int, only: str = "") -> list[Mutant]:
    """Return a number of mutants: at least one per file, the others at random."""
    chance, first, others = Random(seed), list[Mutant](), list[Mutant]()
    for path in (path for path in find_files() if only in path):
        found = mutants(path, (ROOT / path).read_text(encoding="utf-8"))
        chance.shuffle(found)
        first += found[:1]
        others += found[1:]
    chance.shuffle(others)
    return [*first, *others][:count]


def main() -> int:
    """Try the sample as far as time allows; print the share killed, and the survivors."""
    asked = int(os.environ.get("MUTANTS", "1000"))
    chosen = sample(asked, int(os.environ.get("SEED", "1")), os.environ.get("ONLY", ""))
    names = {mutant: _name(mutant) for mutant in chosen}
    known = _load_results()
    left = [mutant for mutant in chosen if names[mutant] not in known]
    print(f"{len(chosen)} mutants, {len(chosen) - len(left)} tried before")
    if left and not _sound(left):
        return 2
    _try(left, names, known)
    return _report(chosen, names, known)


def _sound(left: list[Mutant]) -> bool:
    areas = {tuple(find_tests(mutant.path)): mutant.path for mutant in left}
    broken = [path for path in areas.values() if not notices(path)]
    for path in broken:
        first, *others = find_tests(path)
        print(f"without any mutant, the tests of {path} fail: {first} and {len(others)} more files")
    return not broken


def _try(left: list[Mutant], names: dict[Mutant, str], known: dict[str, bool]) -> None:
    until = time.monotonic() + 60 * float(os.environ.get("MINUTES", "45"))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.open("a", encoding="utf-8") as kept:
        for done, result in enumerate(try_mutants(left, int(os.environ.get("WORKERS", "2"))), start=1):
            name = names[result.mutant]
            known[name] = result.killed
            line = {"name": name, "mutant": str(result.mutant), "killed": result.killed}
            kept.write(json.dumps({**line, "seconds": round(result.seconds, 2)}) + "\n")
            kept.flush()
            _print_progress(done, len(left))
            if time.monotonic() > until:
                print("\ntime is up: run it again to go on", file=sys.stderr)
                return


def _print_progress(done: int, of: int) -> None:
    """Print the progress on one line of a terminal; now and then in a log."""
    if sys.stderr.isatty():
        print(f"\r{done} of {of}", end="\n" if done == of else "", file=sys.stderr, flush=True)
    elif done % 100 == 0:
        print(f"{done} of {of}", file=sys.stderr, flush=True)


def _report(chosen: list[Mutant], names: dict[Mutant, str], known: dict[str, bool]) -> int:
    there = sorted(mutant for mutant in chosen if names[mutant] in known)
    survivors = [mutant for mutant in there if not known[names[mutant]]]
    for path, of_file in groupby(survivors, key=lambda mutant: mutant.path):
        print(path)
        for mutant in of_file:
            print(f"  {mutant.line}: {mutant.what[:100]}")
    share = 1 - len(survivors) / max(len(there), 1)
    print(f"{len(there) - len(survivors)} of {len(there)} killed: {share:.1%}, target {TARGET:.0%}")
    return 0 if share >= TARGET and len(there) == len(chosen) else 1


def _name(mutant: Mutant) -> str:
    """Name a mutant by its file and a digest of that file and its tests."""
    digest = sha256()
    for name in (mutant.path, *find_tests(mutant.path)):
        digest.update(Path(ROOT / name).read_bytes())
    return f"{mutant.path}#{mutant.index}#{digest.hexdigest()[:16]}"


def _load_results() -> dict[str, bool]:
    if not RESULTS.exists():
        return {}
    lines = [json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines()]
    return {line["name"]: line["killed"] for line in lines}


if __name__ == "__main__":
    sys.exit(main())
