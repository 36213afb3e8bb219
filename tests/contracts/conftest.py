"""Every scenario lived once: what was asked, and what its log then holds."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from adapters.compose import Engine, Line, open_engine
from adapters.compose.scenario_sagas import sagas_on
from adapters.contracts import contracts_folder
from adapters.contracts.schema_builder import Schema
from adapters.engine.dispatch import Answer
from adapters.engine.store.stored import ClockKind
from adapters.engine.validation import Request
from adapters.scenarios import read, run
from tests.stories.living import SCENARIOS


class Overheard:
    """An engine, and all that it was asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.requests: list[Request] = []
        self.tenant, self.store, self.codec, self.open = (
            engine.tenant,
            engine.store,
            engine.codec,
            engine.open,
        )
        self.keep: Any = engine.keep

    async def submit(self, request: Request) -> Answer:
        self.requests.append(request)
        return await self._engine.submit(request)


class Everything(NamedTuple):
    """All that the scenarios asked and stated, and the store they left."""

    store: Path
    requests: list[Request]
    lines: list[Line]


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    store = tmp_path_factory.mktemp("lived") / "every.db"
    return asyncio.run(_lived(store))


@pytest.fixture(scope="session")
def schemas() -> dict[str, Schema]:
    return {
        schema["$id"].removeprefix("urn:jalon:schema:"): schema
        for schema in contracts_folder.schemas().values()
    }


async def _lived(store: Path) -> Everything:
    async with open_engine(store, clock=ClockKind.SIMULATED) as engine:
        overheard = Overheard(engine)
        for scenario in sorted(SCENARIOS.glob("*.yaml")):
            await run(read(scenario), overheard, partial(sagas_on, overheard), told=lambda _: None)
        return Everything(store, overheard.requests, list(engine.lines()))
