"""Appending on SQLite, synchronous=FULL: one command at a time, and 128 waiting.

Ours validates, decides, and stores the answer by command id; theirs gets, acts and saves.
"""

import asyncio
import gc
import itertools
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from adapters.compose import Engine
from adapters.engine.dispatch import CommandOutcome
from bench.measure import MILLISECOND, ROUNDS, Row, measure_fdatasync, measure_rate
from bench.stock import StockMissions, open_missions
from bench.twin import envelope_of, make_reach_request, replay_to_stock, run_mission
from domain.record import Recorded
from tests.adapters.acts import DOCUMENT, engine_at, give, parties, started_mission

EVENTS = "SELECT * FROM stored_events WHERE notification_id > ? ORDER BY notification_id"
ANSWERS = "SELECT * FROM answers WHERE first_position > ? ORDER BY first_position"
Rows = list[tuple[Any, ...]]

WAITING = 128
ONE_BY_ONE = 256
STEPS = 8  # batches of 128 in one measurement
MISSIONS, MILESTONES = 800, 10  # enough milestones for all measurements of ours, each reached once
FAST_DISK_SHARE, SLOW_DISK_RATIO, ONE_RATIO = 0.25, 15, 1.3
SLOW_DISK = 0.5 * MILLISECOND


async def measure_rows(folder: Path) -> list[Row]:
    """Compare one command at a time, then 128 waiting, with the library and with the raw insert."""
    async with engine_at(folder / "appending.db") as engine:
        await give(engine, parties())
        ids = [uuid4() for _ in range(MISSIONS)]
        for mission in ids:
            await give(engine, started_mission(mission, instalments=MILESTONES))
        stock, theirs = await _open_stock(engine, folder)
        ours = list_milestones(ids)
        raw = RawInserts(folder / "appending.db", folder / "raw.db")

        async def one_at_a_time() -> float:
            requests = [
                make_reach_request(mission, number) for mission, number in itertools.islice(ours, ONE_BY_ONE)
            ]
            start = time.perf_counter()
            outcomes = [(await engine.submit(request)).outcome for request in requests]
            return count_accepted(outcomes) / (time.perf_counter() - start)

        async def many_waiting() -> float:
            pairs = itertools.islice(ours, STEPS * WAITING)
            requests = iter([make_reach_request(mission, number) for mission, number in pairs])

            async def submit_next() -> list[CommandOutcome]:
                return [(await engine.submit(request)).outcome for request in requests]

            start = time.perf_counter()
            outcomes = await asyncio.gather(*(submit_next() for _ in range(WAITING)))
            return count_accepted(itertools.chain(*outcomes)) / (time.perf_counter() - start)

        found = await _measure_rounds(one_at_a_time, many_waiting, theirs, raw.measure_rate)
        stock.close()
        raw.close()
        return _make_rows(found, measure_fdatasync(folder))


async def _measure_rounds(
    one: Callable[[], Awaitable[float]],
    many: Callable[[], Awaitable[float]],
    theirs: Callable[[], int],
    raw: Callable[[], float],
) -> tuple[float, float, float, float]:
    """Measure all four alternately; the first round does not count."""
    gc.collect()
    gc.freeze()  # as in `compare_sides`
    figures = [(await one(), await many(), measure_rate(theirs), raw()) for _ in range(ROUNDS + 1)]
    first, second, third, fourth = (statistics.median(side) for side in zip(*figures[1:], strict=True))
    return first, second, third, fourth


def count_accepted(outcomes: Iterable[CommandOutcome]) -> int:
    """Count the answers; assert that each is accepted."""
    counted = Counter(outcomes)
    assert counted.keys() == {CommandOutcome.ACCEPTED}
    return counted.total()


def _make_rows(found: tuple[float, float, float, float], disk: float) -> list[Row]:
    one, many, theirs, raw = found
    slow = disk >= SLOW_DISK

    def make_row(name: str, ours: float, other: float, target: float | None) -> Row:
        return Row(name=name, ours=ours, theirs=other, unit="/s", ratio=ours / other, target=target)

    return [
        make_row("append, one at a time", one, theirs, ONE_RATIO),
        make_row("append, 128 waiting", many, theirs, SLOW_DISK_RATIO if slow else None),
        make_row(
            "append, 128 waiting, against the raw grouped insert of the same rows",
            many,
            raw,
            None if slow else FAST_DISK_SHARE,
        ),
    ]


def list_milestones(ids: list[UUID]) -> Iterator[tuple[UUID, int]]:
    """Yield each milestone of each mission once, mission after mission."""
    for number in range(1, MILESTONES + 1):
        for mission in ids:
            yield mission, number


async def _open_stock(engine: Engine, folder: Path) -> tuple[StockMissions, Callable[[], int]]:
    """Store the same missions with the library; return the work of one measurement of its appends."""
    events = await run_mission(engine, uuid4(), 14)
    begun = [type(event.data).__name__ for event in events].index("MilestoneReached")
    envelope = envelope_of(events[begun])
    stock = open_missions(str(folder / "appending.stock.db"))
    todo = list_milestones(begin_missions(stock, events[:begun], WAITING))

    def append_theirs() -> int:
        for mission, number in itertools.islice(todo, WAITING):
            stock.reach(mission, f"J{number}", DOCUMENT, envelope)
        return WAITING

    return stock, append_theirs


def begin_missions(stock: StockMissions, events: list[Recorded[Any]], count: int) -> list[UUID]:
    """Store so many missions that have these events; return their ids."""
    ids: list[UUID] = []
    for _ in range(count):
        mission = replay_to_stock(events)
        stock.save(mission)
        ids.append(mission.id)
    return ids


class RawInserts:
    """Inserts into a copy of the store the same rows that ours stored, 128 commands a transaction.

    Its tables and indexes have the same size as ours, and grow alike.
    """

    def __init__(self, store: Path, copy: Path) -> None:
        self._store = sqlite3.connect(store)
        self._copy = sqlite3.connect(copy, isolation_level=None)
        self._store.backup(self._copy)
        self._copy.execute("PRAGMA journal_mode=WAL")
        self._copy.execute("PRAGMA synchronous=FULL")
        self._head = 0
        self._read_new_rows()

    def measure_rate(self) -> float:
        """Insert the rows that ours stored since the last call, and return the commands a second."""
        batches = list(zip(*map(split_batches, self._read_new_rows()), strict=True))
        start = time.perf_counter()
        for events, answers in batches:
            self._copy.execute("BEGIN IMMEDIATE")
            self._copy.executemany("INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", events)
            self._copy.executemany("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", answers)
            self._copy.execute("COMMIT")
        return sum(len(answers) for _, answers in batches) / (time.perf_counter() - start)

    def _read_new_rows(self) -> tuple[Rows, Rows]:
        events = self._store.execute(EVENTS, [self._head]).fetchall()
        answers = self._store.execute(ANSWERS, [self._head]).fetchall()
        self._head, *_ = events[-1]
        return events, answers

    def close(self) -> None:
        """Close the files."""
        self._store.close()
        self._copy.close()


def split_batches(rows: Rows) -> list[Rows]:
    """Return the rows of each transaction: those of 128 commands, each with one event."""
    return [rows[start : start + WAITING] for start in range(0, len(rows), WAITING)]
