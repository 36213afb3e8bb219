"""The log of a town: whole lives made up, in a process of their own, so that who measures begins small."""

import asyncio
from pathlib import Path

from adapters.compose import Settings, open_engine
from adapters.engine.store.stored import ClockKind, Place
from adapters.scenarios.mission_generator import submit_generated
from bench.measure import elsewhere

SEED = 1


def made_up(place: Place, private: Path, missions: int, events: int) -> None:
    """Make a log of so many whole lives; a piece of a longer one would have more beginnings than ends."""
    elsewhere(_make_up, place, private, missions, events)


def _make_up(place: Place, private: Path, missions: int, events: int) -> None:
    async def live() -> None:
        settings = Settings(private=private)
        async with open_engine(place, clock=ClockKind.SIMULATED, settings=settings) as engine:
            await submit_generated(engine.submit, SEED, missions, lambda _: None)
            assert engine.store.head() >= events

    asyncio.run(live())
