"""Every scenario run once: the commands that it gave, and the log after it."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from adapters.compose import Engine, LogEntry, open_engine
from adapters.compose.scenario_sagas import follow_sagas
from adapters.contracts import contracts_folder
from adapters.contracts.schema_builder import Schema
from adapters.engine.dispatch import CommandAnswer
from adapters.engine.store.stored import ClockKind
from adapters.engine.validation import Request
from adapters.scenarios import execute_scenario, read_scenario
from tests.stories.scenario_run import SCENARIOS


class RecordingEngine:
    """An engine that keeps the requests that it answers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.requests: list[Request] = []
        self.tenant, self.store, self.codec, self.open_sealed = (
            engine.tenant,
            engine.store,
            engine.codec,
            engine.open_sealed,
        )
        self.file_document: Any = engine.file_document

    async def submit(self, request: Request) -> CommandAnswer:
        self.requests.append(request)
        return await self._engine.submit(request)


class Everything(NamedTuple):
    """The requests and the log entries of all scenarios, and the store that they made."""

    store: Path
    requests: list[Request]
    lines: list[LogEntry]


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    store = tmp_path_factory.mktemp("scenarios") / "every.db"
    return asyncio.run(_run_scenarios(store))


@pytest.fixture(scope="session")
def schemas() -> dict[str, Schema]:
    return {
        schema["$id"].removeprefix("urn:jalon:schema:"): schema
        for schema in contracts_folder.build_schemas().values()
    }


async def _run_scenarios(store: Path) -> Everything:
    async with open_engine(store, clock=ClockKind.SIMULATED) as engine:
        recording = RecordingEngine(engine)
        for scenario in sorted(SCENARIOS.glob("*.yaml")):
            await execute_scenario(
                read_scenario(scenario),
                recording,
                partial(follow_sagas, recording),
                on_step=lambda _: None,
            )
        return Everything(store, recording.requests, list(engine.read_log()))
