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
from adapters.dispatcher import Outcome
from adapters.store.sqlite import SQLiteStore
from adapters.store.stored import ClockKind, StoredFact
from bench.measure import MILLISECOND, ROUNDS, Row, fdatasync_p50, rate
from bench.stock import StockMissions, missions
from bench.twin import envelope_of, life, reach, told, uuid7
from domain.mission.events.working import MilestoneReached
from domain.record import Recorded
from tests.adapters.acts import DOCUMENT, engine_at, give, lived, parties

DIGEST = bytes(32)  # as long as ours
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
        SQLiteStore.open(folder / "raw.db", tenant="raw", clock=ClockKind.REAL).close()
        raw = Raw(folder / "raw.db", reached_in(engine, await life(engine, uuid4(), 14)))

        async def one_at_a_time() -> float:
            asked = [reach(mission, rank) for mission, rank in itertools.islice(ours, ONE_BY_ONE)]
            start = time.perf_counter()
            outcomes = [(await engine.submit(request)).outcome for request in asked]
            return accepted(outcomes) / (time.perf_counter() - start)

        async def waiting() -> float:
            asked = iter([reach(*one) for one in itertools.islice(ours, STEPS * WAITING)])

            async def caller() -> list[Outcome]:
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


def accepted(outcomes: Iterable[Outcome]) -> int:
    """Count the answers; each must be a yes."""
    counted = Counter(outcomes)
    assert counted.keys() == {Outcome.ACCEPTED}
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
    facts = await life(engine, uuid4(), 14)
    begun = [type(fact.data).__name__ for fact in facts].index("MilestoneReached")
    envelope = envelope_of(facts[begun])
    stock = missions(str(folder / "appending.stock.db"))
    todo = milestones(begin(stock, facts[:begun], WAITING))

    def theirs() -> int:
        for mission, rank in itertools.islice(todo, WAITING):
            stock.reach(mission, f"J{rank}", DOCUMENT, envelope)
        return WAITING

    return stock, theirs


def begin(stock: StockMissions, facts: list[Recorded[Any]], count: int) -> list[UUID]:
    """Keep so many missions that have got as far as these facts; return their ids."""
    ids: list[UUID] = []
    for _ in range(count):
        mission = told(facts)
        stock.save(mission)
        ids.append(mission.id)
    return ids


def reached_in(engine: Engine, facts: list[Recorded[Any]]) -> StoredFact:
    """Return a fact such as the engine appends in these rows."""
    (mission,) = {fact.stream for fact in facts}
    stored = engine.store.stream(mission.key)
    return next(fact for fact in stored if fact.type == MilestoneReached.TYPE)


class Raw:
    """The bare inserts: the same tables, the same bytes, facts and answers, 128 commands a transaction."""

    def __init__(self, store: Path, fact: StoredFact) -> None:
        self._connection = sqlite3.connect(store, isolation_level=None)
        self._connection.execute("PRAGMA synchronous=FULL")
        self._fact = fact
        self._streams = [uuid4().hex for _ in range(WAITING)]
        self._position = 0
        self._version = 0
        self.seconds = 0.0

    def grouped(self) -> int:
        """Insert as many rows as the engine appends in a round."""
        turns = [self._turn() for _ in range(STEPS)]
        start = time.perf_counter()
        for facts, answers in turns:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", facts)
            self._connection.executemany("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", answers)
            self._connection.execute("COMMIT")
        self.seconds = time.perf_counter() - start
        return STEPS * WAITING

    def _turn(self) -> tuple[Rows, Rows]:
        self._version += 1
        places = range(self._position + 1, self._position + WAITING + 1)
        self._position += WAITING
        type_, body = self._fact.type, self._fact.body
        facts = [
            (at, stream, self._version, type_, body) for at, stream in zip(places, self._streams, strict=True)
        ]
        return facts, [(uuid7().hex, "jeanne", DIGEST, at, at) for at in places]

    def rate(self) -> float:
        """Return the inserts of a round a second; making the rows is not counted."""
        return self.grouped() / self.seconds

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
