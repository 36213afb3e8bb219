"""Encoding, decoding and rehydrating a mission of 200 facts."""

from pathlib import Path
from uuid import uuid4

from eventsourcing.persistence import StoredEvent

from bench.measure import Row, compare
from bench.stock import missions
from bench.twin import life, told
from domain.language import Kind
from domain.world import LIVES
from tests.adapters.acts import engine_at, give, parties

FACTS = 200
TIMES = 20


async def rows(folder: Path) -> list[Row]:
    """Compare on the same life, kept on both sides in a SQLite file."""
    async with engine_at(folder / "reading.db") as engine:
        await give(engine, parties())
        mission = uuid4()
        facts = await life(engine, mission, FACTS)
        stock = missions(str(folder / "reading.stock.db"))
        aggregate = told(facts)
        events = list(aggregate.pending_events)
        stock.save(aggregate)
        stored: list[StoredEvent] = [stock.mapper.to_stored_event(event) for event in events]
        kept = engine.store.stream(mission)
        codec, store, life_of = engine.codec, engine.store, LIVES[Kind.MISSION]

        def encode() -> int:
            for _ in range(TIMES):
                for fact in facts:
                    codec.encode(fact)
            return TIMES * len(facts)

        def their_encode() -> int:
            for event in events:
                stock.mapper.to_stored_event(event)
            return len(events)

        def decode() -> int:
            for _ in range(TIMES):
                for fact in kept:
                    codec.decode(fact.type, fact.body)
            return TIMES * len(kept)

        def their_decode() -> int:
            for event in stored:
                stock.mapper.to_domain_event(event)
            return len(stored)

        def rehydrate() -> int:
            for _ in range(TIMES):
                told = (codec.remember(fact.type, fact.body) for fact in store.stream(mission))
                state = life_of.fold(life_of.blank, told)
                assert len(state.invoices) == len(aggregate.invoices)
            return TIMES

        def their_rehydrate() -> int:
            for _ in range(2):
                found = stock.repository.get(aggregate.id)
                assert len(found.invoices) == len(aggregate.invoices)
            return 2

        found = [
            compare("encode a fact", encode, their_encode, 8),
            compare("decode a fact", decode, their_decode, 4),
            compare(f"rehydrate a mission of {len(facts)} facts", rehydrate, their_rehydrate, 10),
        ]
        stock.close()
        return found
