"""Every projection rebuilt from a hundred thousand facts and from a million: does it stay as fast, as small?

`make bench-long`: a town of each size lives to its end, and is rebuilt in a process of its own, for a process
begins with the peak of memory of the one that made it.
"""

import resource
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from adapters.compose import Archive
from adapters.compose.followers import log_of
from adapters.compose.opening import store_environment
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.log_subscription import of_projection
from adapters.engine.follow.rebuilding import rebuild
from adapters.engine.follow.registry import PROJECTIONS
from adapters.sqlite.sqlite_derived_database import SQLiteDatabase
from bench.measure import elsewhere
from bench.town import made_up

SIZES = (100_000, 1_000_000)
FACTS_A_MISSION = 64  # a little less than they have
ROUNDS = 3
WITHIN = 1.15
PRIVATE = "private"
MEGABYTE = 1 << 10  # the system counts in kilobytes


class Rebuilt(NamedTuple):
    """How long it took, in seconds, until all was on the disk, and the most memory it held, in megabytes."""

    facts: int
    seconds: float
    megabytes: float


def rebuilt(store: Path) -> Rebuilt:
    """Rebuild all projections, one after the other, as `jalon projections rebuild` does."""
    archive = Archive(store_environment(store), store.with_name(PRIVATE))
    kept = store.with_suffix(".derived")
    derived, log = Derived(SQLiteDatabase(kept)), log_of(archive)
    start = time.perf_counter()
    stands = [rebuild(of_projection(one), log, derived, lambda *_: None) for one in PROJECTIONS]
    derived.database.close()
    seconds = time.perf_counter() - start
    facts = archive.store.head()
    assert {stand.position for stand in stands} == {facts}
    archive.close()
    kept.unlink()
    return Rebuilt(facts, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE)


def _of_rounds(taken: Sequence[Rebuilt]) -> Rebuilt:
    """Return the fastest time, for all else that the machine does slows it down, and the most memory."""
    return Rebuilt(taken[0].facts, min(one.seconds for one in taken), max(one.megabytes for one in taken))


def _log(folder: Path, facts: int) -> Path:
    return folder / f"{facts}.db"


def main() -> None:
    """Measure on a folder beside this one, so on the disk that the project is on."""
    console = Console()
    folder = Path(tempfile.mkdtemp(prefix=".bench-", dir=Path.cwd()))
    try:
        with console.status("making up the logs"):
            for facts in SIZES:
                made_up(_log(folder, facts), folder / PRIVATE, facts // FACTS_A_MISSION, facts)
        with console.status(f"rebuilding {len(PROJECTIONS)} projections"):
            rounds = [[elsewhere(rebuilt, _log(folder, facts)) for facts in SIZES] for _ in range(ROUNDS)]
    finally:
        shutil.rmtree(folder)
    fewer, more = (_of_rounds(size) for size in zip(*rounds, strict=True))
    table = Table("facts", "seconds", "facts/s", "peak memory")
    for one in (fewer, more):
        speed = f"{one.facts / one.seconds:,.0f}"
        table.add_row(f"{one.facts:,}", f"{one.seconds:.1f}", speed, f"{one.megabytes:,.0f} MB")
    console.print(table)
    slower = (more.seconds / more.facts) / (fewer.seconds / fewer.facts)
    larger = more.megabytes / fewer.megabytes
    for what, growth in (("time for a fact", slower), ("peak memory", larger)):
        console.print(f"{'✓' if growth <= WITHIN else '✗'} {what}: ×{growth:.2f}, ×{WITHIN:g} at most")


if __name__ == "__main__":
    main()
