"""Encode, decode and rehydrate a mission of 200 events."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from adapters.compose import Engine
from bench.measure import Row, compare_sides
from bench.stock import StockMission, StockMissions, open_missions
from bench.twin import replay_to_stock, run_mission
from domain.aggregates import AGGREGATES
from domain.language import Kind, Stream
from domain.record import Recorded
from tests.adapters.acts import engine_at, give, parties

EVENTS = 200
TIMES, THEIR_TIMES = 20, 4


async def measure_rows(folder: Path) -> list[Row]:
    """Compare on the same mission, stored on both sides in a SQLite file."""
    async with engine_at(folder / "reading.db") as engine:
        await give(engine, parties())
        mission = uuid4()
        events = await run_mission(engine, mission, EVENTS)
        stock = open_missions(str(folder / "reading.stock.db"))
        try:
            sides = Sides(engine, mission, events, stock)
            return [
                compare_sides("encode a fact", sides.encode_events, sides.their_encode, 8),
                compare_sides("decode a fact", sides.decode_events, sides.their_decode, 4),
                compare_sides(
                    f"rehydrate a mission of {len(events)} facts",
                    sides.rehydrate_mission,
                    sides.their_rehydrate,
                    10,
                ),
            ]
        finally:
            stock.close()


class Sides:
    """One mission as we store it and as the library does; each method does the work of one measurement."""

    def __init__(
        self, engine: Engine, mission: UUID, events: list[Recorded[Any]], stock: StockMissions
    ) -> None:
        self._codec, self._store = engine.codec, engine.store
        self._mission = Stream(Kind.MISSION, mission).key
        self._events, self._stored = events, engine.store.select_events(self._mission)
        self._stock, self._aggregate = stock, replay_to_stock(events)
        self._their_events = list(self._aggregate.pending_events)
        stock.save(self._aggregate)
        self._their_stored = [stock.mapper.to_stored_event(event) for event in self._their_events]

    def encode_events(self) -> int:
        """Encode every event, several times over."""
        for _ in range(TIMES):
            for event in self._events:
                self._codec.encode(event)
        return TIMES * len(self._events)

    def their_encode(self) -> int:
        """Encode every event."""
        for event in self._their_events:
            self._stock.mapper.to_stored_event(event)
        return len(self._their_events)

    def decode_events(self) -> int:
        """Decode every event with its envelope, several times over."""
        for _ in range(TIMES):
            for event in self._stored:
                self._codec.decode(event.topic, event.state)
        return TIMES * len(self._stored)

    def their_decode(self) -> int:
        """Decode every event."""
        for stored in self._their_stored:
            self._stock.mapper.to_domain_event(stored)
        return len(self._their_stored)

    def rehydrate_mission(self) -> int:
        """Read the mission from the file and fold it, as the dispatcher does."""
        aggregate = AGGREGATES[Kind.MISSION]
        for _ in range(TIMES):
            data = self._codec.decode_data(self._store.select_states(self._mission))
            state = aggregate.fold_events(aggregate.initial_state, data)
            assert len(state.invoices) == len(self._aggregate.invoices)
        return TIMES

    def their_rehydrate(self) -> int:
        """Get the aggregate from the repository."""
        for _ in range(THEIR_TIMES):
            found: StockMission = self._stock.repository.get(self._aggregate.id)
            assert len(found.invoices) == len(self._aggregate.invoices)
        return THEIR_TIMES
