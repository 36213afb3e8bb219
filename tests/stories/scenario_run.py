"""A scenario run on a real store, and the events of its log."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from adapters.compose import LogEntry, open_archive, open_engine
from adapters.compose.scenario_sagas import run_scenario
from adapters.engine.store.stored import ClockKind, Place
from adapters.scenarios import ScenarioReport, consultant_id_in, mission_id_in, read_scenario
from domain.aggregates import AGGREGATES
from domain.language import Kind, Stream, account_stream, pay_month_stream
from domain.record import AuthMethod, Event, Recorded

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


class ScenarioRun(NamedTuple):
    """A scenario, its report, and the whole log of its store."""

    scenario: str
    report: ScenarioReport
    entries: list[LogEntry]

    def mission(self, name: str) -> list[Recorded[Any]]:
        return self.of_stream(Stream(Kind.MISSION, mission_id_in(self.scenario, name)))

    def pay_month(self, consultant: str, month: str) -> list[Recorded[Any]]:
        return self.of_stream(pay_month_stream(consultant_id_in(self.scenario, consultant), month))

    def account(self, consultant: str) -> list[Recorded[Any]]:
        return self.of_stream(account_stream(consultant_id_in(self.scenario, consultant)))

    def of_stream(self, stream: Stream) -> list[Recorded[Any]]:
        return [entry.recorded for entry in self.entries if entry.recorded.subject == str(stream)]

    @property
    def refusals(self) -> list[str]:
        return [
            event.data.rule
            for event in (entry.recorded for entry in self.entries)
            if event.stream.kind is Kind.REFUSAL
        ]


def run_on_store(store: Place, scenario: str) -> ScenarioRun:
    """Run a scenario on a store, made if there is none, and read the whole log."""
    report = asyncio.run(_run(store, scenario))
    return ScenarioRun(scenario, report, read_log(store))


def read_log(store: Place) -> list[LogEntry]:
    with open_archive(store) as archive:
        return list(archive.read_log())


def find_faults(store: Place) -> list[str]:
    with open_archive(store) as archive:
        return archive.store.check()


def acts_of_parties(history: Iterable[Recorded[Any]]) -> list[Recorded[Any]]:
    """Return the events of the parties' own commands, without those of sagas."""
    return [event for event in history if event.auth_method is not AuthMethod.SAGA]


def fold_state(history: Iterable[Recorded[Any]]) -> Any:
    """Return the state after these events of one stream."""
    events = list(history)
    aggregate = AGGREGATES[events[0].stream.kind]
    return aggregate.fold_events(aggregate.initial_state, events)


def events_known_at(history: Iterable[Recorded[Any]], instant: datetime) -> list[Recorded[Any]]:
    return [event for event in history if event.recorded_at <= instant]


def events_as_of(history: Iterable[Recorded[Any]], instant: datetime) -> list[Recorded[Any]]:
    return [event for event in history if event.time <= instant]


def event_names(history: Iterable[Recorded[Any]], *among: type[Event]) -> list[str]:
    return [type(event.data).__name__ for event in history if not among or isinstance(event.data, among)]


def data_of_type(history: Iterable[Recorded[Any]], kind: type[Event]) -> list[Any]:
    return [event.data for event in history if isinstance(event.data, kind)]


def versions_by_stream(entries: Iterable[LogEntry]) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = {}
    for entry in entries:
        found.setdefault(entry.recorded.stream.id, []).append(entry.recorded.version)
    return found


async def _run(store: Place, scenario: str) -> ScenarioReport:
    async with open_engine(store, clock=ClockKind.SIMULATED) as engine:
        return await run_scenario(
            read_scenario(SCENARIOS / f"{scenario}.yaml"), engine, report_step=lambda _: None
        )


def run_all(store: Path) -> Path:
    """Run every scenario on one store, one after the other."""
    for scenario in sorted(SCENARIOS.glob("*.yaml")):
        asyncio.run(_run(store, scenario.stem))
    return store
