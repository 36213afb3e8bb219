"""Carrying a scenario out, step by step, against a real engine; it stops where the story departs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import msgspec

from adapters.dispatcher import Answer, Outcome, Stated
from adapters.door import Malformed, Request, is_personal
from adapters.scenarios.faults import Fault, malformed
from adapters.scenarios.filing import Filing, NoFact
from adapters.scenarios.naming import command_of, command_of_party, command_of_person
from adapters.scenarios.nodes import place_of, within
from adapters.scenarios.scenario import Expected, Scenario, Step
from domain.language import DocumentHash, Language, Party, Retention
from domain.operations.operations import AdvanceClock
from domain.orders import ORDER_NAMED
from domain.record import Actor, AuthMethod


class Engine(Protocol):
    """What a scenario is carried out on."""

    @property
    def tenant(self) -> str:
        """The tenant of the store."""
        ...

    async def submit(self, request: Request) -> Answer:
        """Answer a command; raises `Malformed`."""
        ...

    def keep(self, content: bytes, *, subject: UUID, retention: Retention, kind: str) -> DocumentHash:
        """File a document and return its hash."""
        ...


class StepTold(NamedTuple):
    """A step as it was answered; number 0 ensured a party that was given."""

    number: int
    line: int
    instant: datetime
    party: Party
    name: str
    command: str
    outcome: Outcome
    facts: tuple[Stated, ...]


class Report(NamedTuple):
    """A scenario that went as it says."""

    scenario: str
    told: tuple[StepTold, ...]


@dataclass(unsafe_hash=True)
class ScenarioFailed(Exception):
    """A step was answered otherwise than the scenario says; `diff` shows both."""

    file: str
    line: int
    number: int
    command: str
    diff: str

    def sentence(self, language: Language) -> str:
        """Say which step, then what was expected (-) and what happened (+)."""
        step = f"étape {self.number}" if language is Language.FRENCH else f"step {self.number}"
        where = step if self.number else "given"
        return f"{self.file}:{self.line}: {where}, {self.command}\n{self.diff}"

    def __str__(self) -> str:
        return self.sentence(Language.ENGLISH)


async def run(scenario: Scenario, engine: Engine, *, told: Callable[[StepTold], None]) -> Report:
    """Carry a scenario out and tell each step; raises `ScenarioFailed` or `ScenarioMalformed`."""
    running = _Running(scenario, engine)
    steps: list[StepTold] = []
    for step in (*scenario.given, *scenario.steps):
        answer = await running.carry_out(step)
        steps.append(_told(step, answer))
        told(steps[-1])
        _compare(scenario.file, step, answer)
    return Report(scenario.name, tuple(steps))


class _Running:
    """A scenario on its way: what its steps stated so far, for those that speak of it."""

    def __init__(self, scenario: Scenario, engine: Engine) -> None:
        self._scenario = scenario
        self._engine = engine
        self._filing = Filing(engine.keep)

    async def carry_out(self, step: Step) -> Answer:
        """Send the command of a step, and remember what it stated."""
        body = self._filled(step)
        if step.command == AdvanceClock.__name__:
            body["tenant"] = self._engine.tenant
        try:
            answer = await self._engine.submit(self._request(step, body))
        except Malformed as wrong:
            raise malformed(self._scenario.file, _faults(step, wrong)) from wrong
        self._filing.learn(step, answer.facts)
        return answer

    def _filled(self, step: Step) -> dict[str, Any]:
        try:
            return self._filing.filled(step)
        except NoFact as unstated:
            raise malformed(self._scenario.file, [unstated.fault]) from unstated

    def _request(self, step: Step, body: dict[str, Any]) -> Request:
        numbered = command_of(self._scenario.name, step.number, step.command)
        return Request(
            command_id=numbered if step.number else self._given(step, body),
            name=step.command,
            body=msgspec.json.encode(body),
            actor=self._actor(step),
            time=step.instant,
            moves_clock=True,
        )

    def _given(self, step: Step, body: dict[str, Any]) -> UUID:
        """Return the id of a command that ensures a party; a person's says nothing of who it is."""
        if is_personal(ORDER_NAMED[step.command].command):
            return command_of_person(self._scenario.name, step.by.name, step.line, step.command)
        return command_of_party(step.command, body)

    def _actor(self, step: Step) -> Actor:
        by, on_behalf = step.by, step.by.on_behalf
        evidence = self._filing.evidence(step)
        return Actor(
            principal=by.principal,
            party=by.party,
            method=AuthMethod.ON_BEHALF if on_behalf else AuthMethod.SCENARIO,
            represents=by.represents,
            role=by.role,
            acting_for=on_behalf.party if on_behalf else None,
            channel=on_behalf.channel if on_behalf else None,
            evidence=evidence,
            second=by.second,
        )


def _told(step: Step, answer: Answer) -> StepTold:
    return StepTold(
        number=step.number,
        line=step.line,
        instant=step.shown,
        party=step.by.party,
        name=step.by.name,
        command=step.command,
        outcome=answer.outcome,
        facts=answer.facts,
    )


def _compare(file: str, step: Step, answer: Answer) -> None:
    expected, happened = _wanted(step.expected), _happened(step.expected, answer)
    if expected != happened:
        lines = unified_diff(expected, _in_full(happened, answer), "expected", "happened", lineterm="")
        raise ScenarioFailed(file, step.line, step.number, step.command, "\n".join(lines))


def _wanted(expected: Expected) -> list[str]:
    if expected.refused is not None:
        return [f"{Outcome.REFUSED} {expected.refused}"]
    return [Outcome.ACCEPTED.value, *(expected.facts or ())]


def _happened(expected: Expected, answer: Answer) -> list[str]:
    if answer.outcome is Outcome.REFUSED:
        return [f"{Outcome.REFUSED} {answer.facts[0].recorded.data.rule}"]
    if answer.outcome is Outcome.DEFECT:
        return [f"{Outcome.DEFECT} {answer.incident}"]
    if expected.facts is None and expected.refused is None:
        return [Outcome.ACCEPTED.value]
    return [Outcome.ACCEPTED.value, *(type(stated.recorded.data).__name__ for stated in answer.facts)]


def _in_full(happened: list[str], answer: Answer) -> list[str]:
    if answer.outcome is not Outcome.REFUSED:
        return happened
    refusal = answer.facts[0].recorded.data
    return [*happened, f"  {refusal.refusal}: {refusal.fr}", f"  {refusal.refusal}: {refusal.en}"]


def _faults(step: Step, wrong: Malformed) -> list[Fault]:
    """Return what the door said, each fault at the word that it is about."""
    return [
        Fault(
            place_of(within(step.words_node, _path(fault.path))),
            fault.sentence(Language.FRENCH),
            fault.sentence(Language.ENGLISH),
        )
        for fault in wrong.faults
    ]


def _path(path: str) -> tuple[str | int, ...]:
    """Return the steps of a path such as `days.0.kind`."""
    return tuple(int(step) if step.isdecimal() else step for step in path.split("."))
