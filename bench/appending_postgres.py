"""Appending on PostgreSQL, fsync on: one command at a time, 8 and 128 waiting.

Ours validates, decides, and stores the answer by command id; theirs gets, acts and saves, with as many
threads as commands wait and a pool of that size. COPY of the same rows is the raw limit.
"""

import asyncio
import gc
import itertools
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from adapters.compose import Engine, Settings, open_engine
from adapters.engine.dispatch import CommandOutcome
from adapters.engine.store.database import Database
from adapters.engine.store.stored import ClockKind
from bench.appending import (
    FAST_DISK_SHARE,
    MILESTONES,
    SLOW_DISK,
    Rows,
    begin_missions,
    count_accepted,
    list_milestones,
    split_batches,
)
from bench.measure import ROUNDS, Row, measure_fdatasync
from bench.stock import Values, open_postgres_missions
from bench.twin import envelope_of, make_reach_request, run_mission
from domain.record import Recorded
from tests.adapters.acts import DOCUMENT, give, parties, started_mission
from tests.postgres import Server, server

SETTINGS = {"max_connections": "200", "shared_buffers": "256MB"}  # all else, fsync too, has its default
OURS = {1: 128, 8: 512, 128: 1_536}
THEIRS = {1: 128, 8: 256, 128: 512}
"""How many commands one measurement has, by how many wait at once."""
TARGETS = {1: 2.5, 8: 8, 128: 20}
WAITING = 128

COPY_EVENTS = "COPY raw_events FROM STDIN (FORMAT binary)"
COPY_ANSWERS = "COPY raw_answers FROM STDIN (FORMAT binary)"
EVENTS = "SELECT * FROM jalon.stored_events WHERE notification_id > %s ORDER BY notification_id"
ANSWERS = "SELECT * FROM jalon.answers WHERE first_position > %s ORDER BY first_position"
COPIES = (
    "CREATE TABLE raw_events (LIKE jalon.stored_events INCLUDING ALL)",
    "CREATE TABLE raw_answers (LIKE jalon.answers INCLUDING ALL)",
    "INSERT INTO raw_events SELECT * FROM jalon.stored_events ORDER BY notification_id",
    "INSERT INTO raw_answers SELECT * FROM jalon.answers ORDER BY first_position",
    "VACUUM ANALYZE",
    "CHECKPOINT",
)


async def measure_rows(folder: Path) -> list[Row]:
    """Compare on one server, on the disk of the folder."""
    with server(SETTINGS, inside=folder) as running:
        settings = Settings(private=folder / "private")
        database = Database(running.url(running.new_database()))
        async with open_engine(database, clock=ClockKind.SIMULATED, settings=settings) as engine:
            return await _measure_engine(running, database, engine, measure_fdatasync(folder))


async def _measure_engine(running: Server, database: Database, engine: Engine, disk: float) -> list[Row]:
    await give(engine, parties())
    ids = [uuid4() for _ in range((ROUNDS + 1) * sum(OURS.values()) // MILESTONES + 1)]
    for start in range(0, len(ids), WAITING):
        together = ids[start : start + WAITING]
        await asyncio.gather(
            *(give(engine, started_mission(id_, instalments=MILESTONES)) for id_ in together)
        )
    ours, events = Ours(engine, ids), await run_mission(engine, uuid4(), 14)
    begun = [type(event.data).__name__ for event in events].index("MilestoneReached")
    theirs = [
        Theirs(running, waiting, events[:begun], envelope_of(events[begun])) for waiting in sorted(THEIRS)
    ]
    raw = RawCopies(database)
    gc.collect()
    gc.freeze()  # as in `compare_sides`
    found: list[list[float]] = []
    for _ in range(ROUNDS + 1):
        mine = [await ours.measure_rate(waiting) for waiting in sorted(OURS)]
        other = [await asyncio.to_thread(each.measure_rate) for each in theirs]
        found.append([*mine, *other, raw.measure_rate()])
    for each in (*theirs, raw):
        each.close()
    return _compare_medians([statistics.median(side) for side in zip(*found[1:], strict=True)], disk)


def _compare_medians(medians: list[float], disk: float) -> list[Row]:
    mine, others, raw = medians[:3], medians[3:6], medians[6]
    fast = disk < SLOW_DISK
    compared = [
        _make_row(
            "one at a time" if waiting == 1 else f"{waiting} waiting",
            *(own, other),
            None if fast and waiting == WAITING else TARGETS[waiting],
        )
        for waiting, own, other in zip(sorted(OURS), mine, others, strict=True)
    ]
    share = f"{WAITING} waiting, against COPY of the same rows"
    return [*compared, _make_row(share, mine[-1], raw, FAST_DISK_SHARE if fast else None)]


def _make_row(name: str, ours: float, theirs: float, target: float | None) -> Row:
    return Row(
        name=f"PostgreSQL, append, {name}",
        ours=ours,
        theirs=theirs,
        unit="/s",
        ratio=ours / theirs,
        target=target,
    )


class Ours:
    """Our engine with so many callers at once; each milestone of each mission is reached once."""

    def __init__(self, engine: Engine, ids: list[UUID]) -> None:
        self._engine = engine
        self._todo = list_milestones(ids)

    async def measure_rate(self, waiting: int) -> float:
        """Return the answers a second; the time to make the requests does not count."""
        pairs = itertools.islice(self._todo, OURS[waiting])
        requests = iter([make_reach_request(mission, number) for mission, number in pairs])

        async def submit_next() -> list[CommandOutcome]:
            return [(await self._engine.submit(request)).outcome for request in requests]

        start = time.perf_counter()
        outcomes = await asyncio.gather(*(submit_next() for _ in range(waiting)))
        return count_accepted(itertools.chain(*outcomes)) / (time.perf_counter() - start)


class Theirs:
    """The library, in a database of its own, with so many threads and connections."""

    def __init__(self, running: Server, waiting: int, events: list[Recorded[Any]], envelope: Values) -> None:
        self._waiting, self._envelope = waiting, envelope
        self._stock = open_postgres_missions(running.new_database(migrated=False), running.port, waiting)
        count = (ROUNDS + 1) * THEIRS[waiting] // MILESTONES + waiting
        self._todo = list_milestones(begin_missions(self._stock, events, count))
        self._threads = ThreadPoolExecutor(waiting)

    def measure_rate(self) -> float:
        """Return the saves a second."""
        pairs = list(itertools.islice(self._todo, THEIRS[self._waiting]))
        start = time.perf_counter()
        done = list(self._threads.map(self._reach_milestone, pairs))
        return len(done) / (time.perf_counter() - start)

    def _reach_milestone(self, pair: tuple[UUID, int]) -> None:
        mission, number = pair
        self._stock.reach(mission, f"J{number}", DOCUMENT, self._envelope)

    def close(self) -> None:
        """Close the connections."""
        self._threads.shutdown()
        self._stock.close()


class RawCopies:
    """Copies into a copy of the tables the same rows that ours stored, 128 commands a transaction.

    Its tables and indexes have the same size as ours, and grow alike.
    """

    def __init__(self, database: Database) -> None:
        self._connection = psycopg.connect(database.url, autocommit=True)
        for statement in COPIES:
            self._connection.execute(statement)
        self._head = 0
        self._read_new_rows()

    def measure_rate(self) -> float:
        """Copy the rows that ours stored since the last call, and return the commands a second."""
        batches = list(zip(*map(split_batches, self._read_new_rows()), strict=True))
        start = time.perf_counter()
        for events, answers in batches:
            with self._connection.transaction():
                self._copy_rows(COPY_EVENTS, ["int8", "uuid", "int8", "text", "bytea"], events)
                self._copy_rows(COPY_ANSWERS, ["uuid", "text", "bytea", "int8", "int8"], answers)
        return sum(len(answers) for _, answers in batches) / (time.perf_counter() - start)

    def _copy_rows(self, statement: str, types: list[str], rows: Rows) -> None:
        with self._connection.cursor().copy(statement.encode()) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)

    def _read_new_rows(self) -> tuple[Rows, Rows]:
        events = self._connection.execute(EVENTS, [self._head], binary=True).fetchall()
        answers = self._connection.execute(ANSWERS, [self._head], binary=True).fetchall()
        self._head, *_ = events[-1]
        return events, answers

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
