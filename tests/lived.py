"""A store in which the scenarios were lived, made once for the tests that only read it."""

import asyncio
from pathlib import Path

from adapters.compose import Settings, open_engine
from adapters.scenarios import read, run
from adapters.store.stored import ClockKind

SCENARIOS = sorted((Path(__file__).parents[1] / "scenarios").glob("*.yaml"))


async def live(path: Path, *scenarios: Path) -> None:
    """Run scenarios one after the other on a file."""
    async with open_engine(path, clock=ClockKind.SIMULATED, settings=Settings()) as engine:
        for scenario in scenarios:
            await run(read(scenario), engine, told=lambda _: None)


def lived_at(path: Path) -> Path:
    """Live all scenarios on a file, and return it."""
    asyncio.run(live(path, *SCENARIOS))
    return path
