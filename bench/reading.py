"""Encoding, decoding and rehydrating a mission of 200 facts."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from adapters.compose import Engine
from bench.measure import Row, compare
from bench.stock import StockMission, StockMissions, missions
from bench.twin import life, told
from domain.aggregates import LIVES
from domain.language import Kind, Stream
from domain.record import Recorded
from tests.adapters.acts import engine_at, give, parties

FACTS = 200
TIMES, THEIR_TIMES = 20, 4


async def rows(folder: Path) -> list[Row]:
    """Compare on the same life, kept on both sides in a SQLite file."""
    async with engine_at(folder / "reading.db") as engine:
        await give(engine, parties())
        mission = uuid4()
        facts = await life(engine, mission, FACTS)
        stock = missions(str(folder / "reading.stock.db"))
        try:
            sides = Sides(engine, mission, facts, stock)
            return [
                compare("encode a fact", sides.encode, sides.their_encode, 8),
                compare("decode a fact", sides.decode, sides.their_decode, 4),
                compare(
                    f"rehydrate a mission of {len(facts)} facts",
                    sides.rehydrate,
                    sides.their_rehydrate,
                    10,
                ),
            ]
        finally:
            stock.close()


class Sides:
    """One life as we keep it and as the library does; each method is one round of work."""

    def __init__(
        self, engine: Engine, mission: UUID, facts: list[Recorded[Any]], stock: StockMissions
    ) -> None:
        self._codec, self._store = engine.codec, engine.store
        self._mission = Stream(Kind.MISSION, mission).key
        self._facts, self._kept = facts, engine.store.select_events(self._mission)
        self._stock, self._aggregate = stock, told(facts)
        self._events = list(self._aggregate.pending_events)
        stock.save(self._aggregate)
        self._stored = [stock.mapper.to_stored_event(event) for event in self._events]

    def encode(self) -> int:
        """Encode every fact, several times over."""
        for _ in range(TIMES):
            for fact in self._facts:
                self._codec.encode(fact)
        return TIMES * len(self._facts)

    def their_encode(self) -> int:
        """Encode every event."""
        for event in self._events:
            self._stock.mapper.to_stored_event(event)
        return len(self._events)

    def decode(self) -> int:
        """Decode every fact with its envelope, several times over."""
        for _ in range(TIMES):
            for fact in self._kept:
                self._codec.decode(fact.topic, fact.state)
        return TIMES * len(self._kept)

    def their_decode(self) -> int:
        """Decode every event."""
        for stored in self._stored:
            self._stock.mapper.to_domain_event(stored)
        return len(self._stored)

    def rehydrate(self) -> int:
        """Read the mission from the file and fold it, as the dispatcher does."""
        life_of = LIVES[Kind.MISSION]
        for _ in range(TIMES):
            told_ = self._codec.decode_data(self._store.select_states(self._mission))
            state = life_of.fold(life_of.blank, told_)
            assert len(state.invoices) == len(self._aggregate.invoices)
        return TIMES

    def their_rehydrate(self) -> int:
        """Get the aggregate from the repository."""
        for _ in range(THEIR_TIMES):
            found: StockMission = self._stock.repository.get(self._aggregate.id)
            assert len(found.invoices) == len(self._aggregate.invoices)
        return THEIR_TIMES
