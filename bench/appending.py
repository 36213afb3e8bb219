"""Appending on SQLite, synchronous=FULL: one command at a time, and 128 waiting.

Ours goes through the door, decides, keeps the answer by command id; theirs gets, acts and saves.
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
from bench.measure import MILLISECOND, ROUNDS, Row, fdatasync_p50, rate
from bench.stock import StockMissions, missions
from bench.twin import envelope_of, life, reach, told
from domain.record import Recorded
from tests.adapters.acts import DOCUMENT, engine_at, give, lived, parties

EVENTS = "SELECT * FROM stored_events WHERE notification_id > ? ORDER BY notification_id"
ANSWERS = "SELECT * FROM answers WHERE first_position > ? ORDER BY first_position"
Rows = list[tuple[Any, ...]]

WAITING = 128
ONE_BY_ONE = 256
STEPS = 8  # turns of 128 in a round
MISSIONS, MILESTONES = 800, 10  # as many milestones as all rounds reach, ours each once
FAST_DISK_SHARE, SLOW_DISK_RATIO, ONE_RATIO = 0.25, 15, 1.3
SLOW_DISK = 0.5 * MILLISECOND


async def rows(folder: Path) -> list[Row]:
    """Compare one at a time, then 128 waiting, against the library and against the raw insert."""
    async with engine_at(folder / "appending.db") as engine:
        await give(engine, parties())
        ids = [uuid4() for _ in range(MISSIONS)]
        for mission in ids:
            await give(engine, lived(mission, instalments=MILESTONES))
        stock, theirs = await _stock(engine, folder)
        ours = milestones(ids)
        raw = Raw(folder / "appending.db", folder / "raw.db")

        async def one_at_a_time() -> float:
            asked = [reach(mission, rank) for mission, rank in itertools.islice(ours, ONE_BY_ONE)]
            start = time.perf_counter()
            outcomes = [(await engine.submit(request)).outcome for request in asked]
            return accepted(outcomes) / (time.perf_counter() - start)

        async def waiting() -> float:
            asked = iter([reach(*one) for one in itertools.islice(ours, STEPS * WAITING)])

            async def caller() -> list[CommandOutcome]:
                return [(await engine.submit(request)).outcome for request in asked]

            start = time.perf_counter()
            outcomes = await asyncio.gather(*(caller() for _ in range(WAITING)))
            return accepted(itertools.chain(*outcomes)) / (time.perf_counter() - start)

        found = await _rounds(one_at_a_time, waiting, theirs, raw.rate)
        stock.close()
        raw.close()
        return _rows(found, fdatasync_p50(folder))


async def _rounds(
    one: Callable[[], Awaitable[float]],
    many: Callable[[], Awaitable[float]],
    theirs: Callable[[], int],
    raw: Callable[[], float],
) -> tuple[float, float, float, float]:
    """Take all four in turn; the first round does not count."""
    gc.collect()
    gc.freeze()  # as in `compare`
    figures = [(await one(), await many(), rate(theirs), raw()) for _ in range(ROUNDS + 1)]
    first, second, third, fourth = (statistics.median(side) for side in zip(*figures[1:], strict=True))
    return first, second, third, fourth


def accepted(outcomes: Iterable[CommandOutcome]) -> int:
    """Count the answers; each must be a yes."""
    counted = Counter(outcomes)
    assert counted.keys() == {CommandOutcome.ACCEPTED}
    return counted.total()


def _rows(found: tuple[float, float, float, float], disk: float) -> list[Row]:
    one, many, theirs, raw = found
    slow = disk >= SLOW_DISK

    def row(name: str, ours: float, other: float, target: float | None) -> Row:
        return Row(name=name, ours=ours, theirs=other, unit="/s", ratio=ours / other, target=target)

    return [
        row("append, one at a time", one, theirs, ONE_RATIO),
        row("append, 128 waiting", many, theirs, SLOW_DISK_RATIO if slow else None),
        row(
            "append, 128 waiting, against the raw grouped insert of the same rows",
            many,
            raw,
            None if slow else FAST_DISK_SHARE,
        ),
    ]


def milestones(ids: list[UUID]) -> Iterator[tuple[UUID, int]]:
    """Name each milestone of each mission once, mission after mission."""
    for rank in range(1, MILESTONES + 1):
        for mission in ids:
            yield mission, rank


async def _stock(engine: Engine, folder: Path) -> tuple[StockMissions, Callable[[], int]]:
    """Keep the same missions with the library; return its round of appends."""
    events = await life(engine, uuid4(), 14)
    begun = [type(event.data).__name__ for event in events].index("MilestoneReached")
    envelope = envelope_of(events[begun])
    stock = missions(str(folder / "appending.stock.db"))
    todo = milestones(begin(stock, events[:begun], WAITING))

    def theirs() -> int:
        for mission, rank in itertools.islice(todo, WAITING):
            stock.reach(mission, f"J{rank}", DOCUMENT, envelope)
        return WAITING

    return stock, theirs


def begin(stock: StockMissions, events: list[Recorded[Any]], count: int) -> list[UUID]:
    """Keep so many missions that have got as far as these events; return their ids."""
    ids: list[UUID] = []
    for _ in range(count):
        mission = told(events)
        stock.save(mission)
        ids.append(mission.id)
    return ids


class Raw:
    """The bare inserts, into a copy of the store: the very rows that ours kept, 128 commands a transaction.

    Tables and indexes are as full as ours, and grow alike.
    """

    def __init__(self, store: Path, copy: Path) -> None:
        self._store = sqlite3.connect(store)
        self._copy = sqlite3.connect(copy, isolation_level=None)
        self._store.backup(self._copy)
        self._copy.execute("PRAGMA journal_mode=WAL")
        self._copy.execute("PRAGMA synchronous=FULL")
        self._head = 0
        self._kept()

    def rate(self) -> float:
        """Insert what ours kept since the last time, and return the commands a second."""
        turns = list(zip(*map(in_turns, self._kept()), strict=True))
        start = time.perf_counter()
        for events, answers in turns:
            self._copy.execute("BEGIN IMMEDIATE")
            self._copy.executemany("INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", events)
            self._copy.executemany("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", answers)
            self._copy.execute("COMMIT")
        return sum(len(answers) for _, answers in turns) / (time.perf_counter() - start)

    def _kept(self) -> tuple[Rows, Rows]:
        events = self._store.execute(EVENTS, [self._head]).fetchall()
        answers = self._store.execute(ANSWERS, [self._head]).fetchall()
        self._head, *_ = events[-1]
        return events, answers

    def close(self) -> None:
        """Close the files."""
        self._store.close()
        self._copy.close()


def in_turns(rows: Rows) -> list[Rows]:
    """Return the rows of each transaction: those of 128 commands, each of which stated one event."""
    return [rows[some : some + WAITING] for some in range(0, len(rows), WAITING)]
