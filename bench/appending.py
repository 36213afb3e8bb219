"""Appending on SQLite, synchronous=FULL: one command at a time, and 128 waiting.

Ours goes through the door, decides, keeps the answer by command id; theirs gets, acts and saves.
"""

import asyncio
import itertools
import sqlite3
import statistics
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

from adapters.compose import Engine
from adapters.dispatcher import Outcome
from adapters.store.stored import StoredFact
from bench.measure import MILLISECOND, ROUNDS, Row, fdatasync_p50, rate
from bench.stock import StockMissions, missions
from bench.twin import envelope_of, life, reach, told
from tests.adapters.acts import DOCUMENT, engine_at, give, lived, parties

WAITING = 128
ONE_BY_ONE = 256
STEPS = 8  # turns of 128 in a round
FULL_MILESTONES = 120
FAST_DISK_SHARE, SLOW_DISK_RATIO, ONE_RATIO = 0.25, 15, 1.3
SLOW_DISK = 0.5 * MILLISECOND


async def rows(folder: Path) -> list[Row]:
    """Compare one at a time, then 128 waiting, against the library and against the raw insert."""
    async with engine_at(folder / "appending.db") as engine:
        await give(engine, parties())
        ids = [uuid4() for _ in range(WAITING)]
        for mission in ids:
            await give(engine, lived(mission, instalments=FULL_MILESTONES))
        stock, theirs = await _stock(engine, folder)
        ours = _milestones(ids)
        raw = Raw(folder / "raw.db", engine.store.stream(ids[0])[-1])

        async def one_at_a_time() -> int:
            for mission, rank in itertools.islice(ours, ONE_BY_ONE):
                assert (await engine.submit(reach(mission, rank))).outcome is Outcome.ACCEPTED
            return ONE_BY_ONE

        async def waiting() -> int:
            for _ in range(STEPS):
                asked = [reach(mission, rank) for mission, rank in itertools.islice(ours, WAITING)]
                answers = await asyncio.gather(*map(engine.submit, asked))
                assert {answer.outcome for answer in answers} == {Outcome.ACCEPTED}
            return STEPS * WAITING

        found = await _rounds(one_at_a_time, waiting, theirs, raw.grouped)
        stock.close()
        raw.close()
        return _rows(found, fdatasync_p50(folder))


async def _rounds(
    one: Callable[[], Awaitable[int]],
    many: Callable[[], Awaitable[int]],
    theirs: Callable[[], int],
    raw: Callable[[], int],
) -> tuple[float, float, float, float]:
    """Take all four in turn; the first round does not count."""
    figures: list[tuple[float, float, float, float]] = []
    for _ in range(ROUNDS + 1):
        figures.append((await _rate(one), await _rate(many), rate(theirs), rate(raw)))
    first, second, third, fourth = (statistics.median(side) for side in zip(*figures[1:], strict=True))
    return first, second, third, fourth


async def _rate(work: Callable[[], Awaitable[int]]) -> float:
    start = asyncio.get_running_loop().time()
    count = await work()
    return count / (asyncio.get_running_loop().time() - start)


def _rows(found: tuple[float, float, float, float], disk: float) -> list[Row]:
    one, many, theirs, raw = found
    slow = disk >= SLOW_DISK

    def row(name: str, ours: float, other: float, target: float | None) -> Row:
        return Row(name=name, ours=ours, theirs=other, unit="/s", ratio=ours / other, target=target)

    return [
        row("append, one at a time", one, theirs, ONE_RATIO),
        row("append, 128 waiting", many, theirs, SLOW_DISK_RATIO if slow else None),
        row(
            "append, 128 waiting, against the raw grouped insert",
            many,
            raw,
            None if slow else FAST_DISK_SHARE,
        ),
    ]


def _milestones(ids: list[UUID]) -> Iterator[tuple[UUID, int]]:
    """Name each milestone of each mission once, mission after mission."""
    for rank in range(1, FULL_MILESTONES + 1):
        for mission in ids:
            yield mission, rank


async def _stock(engine: Engine, folder: Path) -> tuple[StockMissions, Callable[[], int]]:
    """Keep the same missions with the library; return its round of appends."""
    facts = await life(engine, uuid4(), 14)
    begun = [type(fact.data).__name__ for fact in facts].index("MilestoneReached")
    envelope = envelope_of(facts[begun])
    stock = missions(str(folder / "appending.stock.db"))
    ids: list[UUID] = []
    for _ in range(WAITING):
        mission = told(facts[:begun])
        stock.save(mission)
        ids.append(mission.id)
    todo = _milestones(ids)

    def theirs() -> int:
        for mission, rank in itertools.islice(todo, WAITING):
            stock.reach(mission, f"J{rank}", DOCUMENT, envelope)
        return WAITING

    return stock, theirs


class Raw:
    """The bare table with the same key and the same bytes, 128 rows a transaction."""

    def __init__(self, path: Path, fact: StoredFact) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(
            "CREATE TABLE facts (position INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT, "
            "version INTEGER, type TEXT, body BLOB, UNIQUE (stream, version))"
        )
        self._fact = fact
        self._streams = [uuid4().hex for _ in range(WAITING)]
        self._position = 0
        self._version = 0

    def grouped(self) -> int:
        """Insert as many rows as the engine appends in a round."""
        for _ in range(STEPS):
            self._version += 1
            batch = [
                (self._position + n, stream, self._version, self._fact.type, self._fact.body)
                for n, stream in enumerate(self._streams, 1)
            ]
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?)", batch)
            self._connection.execute("COMMIT")
            self._position += WAITING
        return STEPS * WAITING

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
