"""A scenario lived on a real store, and what its history then says."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from adapters.compose import LogEntry, open_archive, open_engine
from adapters.compose.scenario_sagas import run_scenario as lived
from adapters.engine.store.stored import ClockKind, Place
from adapters.scenarios import ScenarioReport, consultant_id_in, mission_id_in, read_scenario
from domain.aggregates import AGGREGATES
from domain.language import Kind, Stream, account_stream, pay_month_stream
from domain.record import AuthMethod, Event, Recorded

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


class Lived(NamedTuple):
    """A scenario's name, and all that its store holds."""

    scenario: str
    report: ScenarioReport
    lines: list[LogEntry]

    def mission(self, name: str) -> list[Recorded[Any]]:
        return self.of(Stream(Kind.MISSION, mission_id_in(self.scenario, name)))

    def pay_month(self, consultant: str, month: str) -> list[Recorded[Any]]:
        return self.of(pay_month_stream(consultant_id_in(self.scenario, consultant), month))

    def account(self, consultant: str) -> list[Recorded[Any]]:
        return self.of(account_stream(consultant_id_in(self.scenario, consultant)))

    def of(self, stream: Stream) -> list[Recorded[Any]]:
        return [line.recorded for line in self.lines if line.recorded.subject == str(stream)]

    @property
    def refusals(self) -> list[str]:
        return [
            event.data.rule
            for event in (line.recorded for line in self.lines)
            if event.stream.kind is Kind.REFUSAL
        ]


def live(store: Place, scenario: str) -> Lived:
    """Run a scenario on a store, made if there is none, and read the whole log."""
    report = asyncio.run(_run(store, scenario))
    return Lived(scenario, report, log(store))


def log(store: Place) -> list[LogEntry]:
    with open_archive(store) as archive:
        return list(archive.read_log())


def faults(store: Place) -> list[str]:
    with open_archive(store) as archive:
        return archive.store.check()


def acts(history: Iterable[Recorded[Any]]) -> list[Recorded[Any]]:
    """What the parties did, and what was decided with it; not what the sagas asked and did by themselves."""
    return [event for event in history if event.auth_method is not AuthMethod.SAGA]


def state(history: Iterable[Recorded[Any]]) -> Any:
    """What is true after these events of one stream."""
    events = list(history)
    life = AGGREGATES[events[0].stream.kind]
    return life.fold_events(life.initial_state, events)


def known_at(history: Iterable[Recorded[Any]], instant: datetime) -> list[Recorded[Any]]:
    return [event for event in history if event.recorded_at <= instant]


def as_of(history: Iterable[Recorded[Any]], instant: datetime) -> list[Recorded[Any]]:
    return [event for event in history if event.time <= instant]


def names(history: Iterable[Recorded[Any]], *among: type[Event]) -> list[str]:
    return [type(event.data).__name__ for event in history if not among or isinstance(event.data, among)]


def only(history: Iterable[Recorded[Any]], kind: type[Event]) -> list[Any]:
    return [event.data for event in history if isinstance(event.data, kind)]


def versions(lines: Iterable[LogEntry]) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = {}
    for line in lines:
        found.setdefault(line.recorded.stream.id, []).append(line.recorded.version)
    return found


async def _run(store: Place, scenario: str) -> ScenarioReport:
    async with open_engine(store, clock=ClockKind.SIMULATED) as engine:
        return await lived(read_scenario(SCENARIOS / f"{scenario}.yaml"), engine, report_step=lambda _: None)


def live_all(store: Path) -> Path:
    """Run every scenario on one store, one after the other."""
    for scenario in sorted(SCENARIOS.glob("*.yaml")):
        asyncio.run(_run(store, scenario.stem))
    return store
