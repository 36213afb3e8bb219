"""A scenario lived on a real store, and what its history then says."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from adapters.compose import Line, open_archive, open_engine
from adapters.compose.scenario_sagas import live as lived
from adapters.engine.store.stored import ClockKind, Place
from adapters.scenarios import Report, consultant_in, mission_in, read
from domain.aggregates import LIVES
from domain.language import Kind, Stream, account, pay_month
from domain.record import AuthMethod, Event, Recorded

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


class Lived(NamedTuple):
    """A scenario's name, and all that its store holds."""

    scenario: str
    report: Report
    lines: list[Line]

    def mission(self, name: str) -> list[Recorded[Any]]:
        return self.of(Stream(Kind.MISSION, mission_in(self.scenario, name)))

    def pay_month(self, consultant: str, month: str) -> list[Recorded[Any]]:
        return self.of(pay_month(consultant_in(self.scenario, consultant), month))

    def account(self, consultant: str) -> list[Recorded[Any]]:
        return self.of(account(consultant_in(self.scenario, consultant)))

    def of(self, stream: Stream) -> list[Recorded[Any]]:
        return [line.recorded for line in self.lines if line.recorded.subject == str(stream)]

    @property
    def refusals(self) -> list[str]:
        return [
            fact.data.rule
            for fact in (line.recorded for line in self.lines)
            if fact.stream.kind is Kind.REFUSAL
        ]


def live(store: Place, scenario: str) -> Lived:
    """Run a scenario on a store, made if there is none, and read the whole log."""
    report = asyncio.run(_run(store, scenario))
    return Lived(scenario, report, log(store))


def log(store: Place) -> list[Line]:
    with open_archive(store) as archive:
        return list(archive.lines())


def faults(store: Place) -> list[str]:
    with open_archive(store) as archive:
        return archive.store.check()


def acts(history: Iterable[Recorded[Any]]) -> list[Recorded[Any]]:
    """What the parties did, and what was decided with it; not what the sagas asked and did by themselves."""
    return [fact for fact in history if fact.auth_method is not AuthMethod.SAGA]


def state(history: Iterable[Recorded[Any]]) -> Any:
    """What is true after these facts of one stream."""
    facts = list(history)
    life = LIVES[facts[0].stream.kind]
    return life.fold(life.blank, facts)


def known_at(history: Iterable[Recorded[Any]], instant: datetime) -> list[Recorded[Any]]:
    return [fact for fact in history if fact.recorded_at <= instant]


def as_of(history: Iterable[Recorded[Any]], instant: datetime) -> list[Recorded[Any]]:
    return [fact for fact in history if fact.time <= instant]


def names(history: Iterable[Recorded[Any]], *among: type[Event]) -> list[str]:
    return [type(fact.data).__name__ for fact in history if not among or isinstance(fact.data, among)]


def only(history: Iterable[Recorded[Any]], kind: type[Event]) -> list[Any]:
    return [fact.data for fact in history if isinstance(fact.data, kind)]


def versions(lines: Iterable[Line]) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = {}
    for line in lines:
        found.setdefault(line.recorded.stream.id, []).append(line.recorded.version)
    return found


async def _run(store: Place, scenario: str) -> Report:
    async with open_engine(store, clock=ClockKind.SIMULATED) as engine:
        return await lived(read(SCENARIOS / f"{scenario}.yaml"), engine, told=lambda _: None)


def live_all(store: Path) -> Path:
    """Run every scenario on one store, one after the other."""
    for scenario in sorted(SCENARIOS.glob("*.yaml")):
        asyncio.run(_run(store, scenario.stem))
    return store
