"""Every projection rebuilt from a hundred thousand events and from a million: does it stay as fast, as small?

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
from adapters.compose.followers import make_follower_log
from adapters.compose.opening import store_environment
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.log_subscription import subscription_of_projection
from adapters.engine.follow.rebuilding import rebuild_rows
from adapters.engine.follow.registry import PROJECTIONS
from adapters.sqlite.sqlite_derived_database import SQLiteDerivedDatabase
from bench.measure import elsewhere
from bench.town import made_up

SIZES = (100_000, 1_000_000)
EVENTS_A_MISSION = 64  # a little less than they have
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
    derived, log = Derived(SQLiteDerivedDatabase(kept)), make_follower_log(archive)
    start = time.perf_counter()
    stands = [
        rebuild_rows(subscription_of_projection(one), log, derived, lambda *_: None) for one in PROJECTIONS
    ]
    derived.database.close()
    seconds = time.perf_counter() - start
    events = archive.store.head()
    assert {stand.position for stand in stands} == {events}
    archive.close()
    kept.unlink()
    return Rebuilt(events, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE)


def _of_rounds(taken: Sequence[Rebuilt]) -> Rebuilt:
    """Return the fastest time, for all else that the machine does slows it down, and the most memory."""
    return Rebuilt(taken[0].facts, min(one.seconds for one in taken), max(one.megabytes for one in taken))


def _log(folder: Path, events: int) -> Path:
    return folder / f"{events}.db"


def main() -> None:
    """Measure on a folder beside this one, so on the disk that the project is on."""
    console = Console()
    folder = Path(tempfile.mkdtemp(prefix=".bench-", dir=Path.cwd()))
    try:
        with console.status("making up the logs"):
            for events in SIZES:
                made_up(_log(folder, events), folder / PRIVATE, events // EVENTS_A_MISSION, events)
        with console.status(f"rebuilding {len(PROJECTIONS)} projections"):
            rounds = [[elsewhere(rebuilt, _log(folder, events)) for events in SIZES] for _ in range(ROUNDS)]
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
    for what, growth in (("time for an event", slower), ("peak memory", larger)):
        console.print(f"{'✓' if growth <= WITHIN else '✗'} {what}: ×{growth:.2f}, ×{WITHIN:g} at most")


if __name__ == "__main__":
    main()
