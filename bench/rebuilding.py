"""Rebuild every projection from 100,000 events and from a million, and compare the time and the memory.

`make bench-long` generates a town of each size. Each rebuild runs in a new process, because a forked process
would start with the peak memory of its parent.
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
from bench.measure import run_in_new_process
from bench.town import generate_log

SIZES = (100_000, 1_000_000)
EVENTS_A_MISSION = 64  # slightly fewer than a generated mission has
ROUNDS = 3
WITHIN = 1.15
PRIVATE = "private"
MEGABYTE = 1 << 10  # the system counts in kilobytes


class Rebuilt(NamedTuple):
    """One rebuild: the time until all rows were on the disk, and the peak memory."""

    events: int
    seconds: float
    megabytes: float


def measure_rebuild(store: Path) -> Rebuilt:
    """Rebuild all projections, one after the other, as `jalon projections rebuild` does."""
    archive = Archive(store_environment(store), store.with_name(PRIVATE))
    derived_file = store.with_suffix(".derived")
    derived, log = Derived(SQLiteDerivedDatabase(derived_file)), make_follower_log(archive)
    start = time.perf_counter()
    checkpoints = [
        rebuild_rows(subscription_of_projection(one), log, derived, lambda *_: None) for one in PROJECTIONS
    ]
    derived.database.close()
    seconds = time.perf_counter() - start
    events = archive.store.head()
    assert {checkpoint.position for checkpoint in checkpoints} == {events}
    archive.close()
    derived_file.unlink()
    return Rebuilt(events, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE)


def _summarize(rounds: Sequence[Rebuilt]) -> Rebuilt:
    """Return the fastest time, because other work on the machine only adds to it, and the peak memory."""
    return Rebuilt(rounds[0].events, min(one.seconds for one in rounds), max(one.megabytes for one in rounds))


def _log_path(folder: Path, events: int) -> Path:
    return folder / f"{events}.db"


def main() -> None:
    """Measure in a folder beside this one, on the disk of the project."""
    console = Console()
    folder = Path(tempfile.mkdtemp(prefix=".bench-", dir=Path.cwd()))
    try:
        with console.status("generating the logs"):
            for events in SIZES:
                generate_log(_log_path(folder, events), folder / PRIVATE, events // EVENTS_A_MISSION, events)
        with console.status(f"rebuilding {len(PROJECTIONS)} projections"):
            rounds = [
                [run_in_new_process(measure_rebuild, _log_path(folder, events)) for events in SIZES]
                for _ in range(ROUNDS)
            ]
    finally:
        shutil.rmtree(folder)
    fewer, more = (_summarize(size) for size in zip(*rounds, strict=True))
    table = Table("facts", "seconds", "facts/s", "peak memory")
    for one in (fewer, more):
        speed = f"{one.events / one.seconds:,.0f}"
        table.add_row(f"{one.events:,}", f"{one.seconds:.1f}", speed, f"{one.megabytes:,.0f} MB")
    console.print(table)
    slower = (more.seconds / more.events) / (fewer.seconds / fewer.events)
    larger = more.megabytes / fewer.megabytes
    for what, growth in (("time for an event", slower), ("peak memory", larger)):
        console.print(f"{'✓' if growth <= WITHIN else '✗'} {what}: ×{growth:.2f}, ×{WITHIN:g} at most")


if __name__ == "__main__":
    main()
