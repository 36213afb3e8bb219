"""Generate the log of a town in a process of its own, so that the measuring process starts small."""

import asyncio
from pathlib import Path

from adapters.compose import Settings, open_engine
from adapters.engine.store.stored import ClockKind, Place
from adapters.scenarios.mission_generator import submit_generated
from bench.measure import run_in_new_process

SEED = 1


def generate_log(place: Place, private: Path, missions: int, events: int) -> None:
    """Write a log of whole missions; a part of a longer log would have more beginnings than ends."""
    run_in_new_process(_submit_town, place, private, missions, events)


def _submit_town(place: Place, private: Path, missions: int, events: int) -> None:
    async def submit() -> None:
        settings = Settings(private=private)
        async with open_engine(place, clock=ClockKind.SIMULATED, settings=settings) as engine:
            await submit_generated(engine.submit, SEED, missions, lambda _: None)
            assert engine.store.head() >= events

    asyncio.run(submit())
