"""Carrying a scenario out, step by step, against a real engine; it stops where the story departs."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from adapters.engine.dispatch import Answer
from adapters.engine.query.readable_log import Log
from adapters.engine.validation import Malformed, Request, is_personal
from adapters.scenarios.command_bodies import Filing, NoFact
from adapters.scenarios.earlier_run import Lived
from adapters.scenarios.node_parser import place_of, within
from adapters.scenarios.scenario import Scenario, Step
from adapters.scenarios.scenario_faults import Fault, malformed
from adapters.scenarios.scenario_history import Chronicle
from adapters.scenarios.scenario_names import command_of, command_of_party, command_of_person
from adapters.scenarios.step_comparison import compare
from adapters.scenarios.step_results import Report, StepTold, Told
from domain.commands import ORDER_NAMED
from domain.language import DocumentHash, Language, Retention
from domain.operations.operations import AdvanceClock
from domain.record import Actor, AuthMethod
from sagas.vigilance import COMPANY

Settle = Callable[[datetime], Awaitable[None]]
"""Lets the sagas do what falls due by an instant, in its order, with what follows from it."""

Sagas = Callable[[frozenset[str]], AbstractContextManager[Settle]]
"""Lets the sagas of these keys follow the log for the length of a story."""


class Engine(Log, Protocol):
    """What a scenario is carried out on."""

    @property
    def tenant(self) -> str:
        """The tenant of the store."""
        ...

    def submit(self, request: Request) -> Awaitable[Answer]:
        """Answer a command; raises `Malformed`."""
        ...

    def keep(self, content: bytes, *, subject: UUID, retention: Retention, kind: str) -> DocumentHash:
        """File a document and return its hash."""
        ...


async def run(scenario: Scenario, engine: Engine, sagas: Sagas, *, told: Told) -> Report:
    """Carry a scenario out and tell each step; raises `ScenarioFailed` or `ScenarioMalformed`."""
    lived = Lived(scenario, engine.store)
    chronicle, running = Chronicle(engine, scenario.keys), _Running(scenario, engine)
    steps: list[StepTold] = []
    with sagas(scenario.keys if lived.whole else scenario.keys | {COMPANY}) as settle:
        for step in (*scenario.given, *scenario.steps):
            await settle(step.shown)
            answer = await running.carry_out(step)
            await settle(step.shown)
            steps.append(_told(step, answer, chronicle, lived.until(step)))
            running.learn(step, steps[-1])
            told(steps[-1])
            compare(scenario.file, step, steps[-1], chronicle)
    return Report(scenario.name, tuple(steps))


class _Running:
    """A scenario on its way: what its steps stated so far, for those that speak of it."""

    def __init__(self, scenario: Scenario, engine: Engine) -> None:
        self._scenario = scenario
        self._engine = engine
        self._filing = Filing(engine.keep)

    async def carry_out(self, step: Step) -> Answer:
        """Send the command of a step."""
        body = self._filled(step)
        if step.command == AdvanceClock.__name__:
            body["tenant"] = self._engine.tenant
        try:
            return await self._engine.submit(self._request(step, body))
        except Malformed as wrong:
            raise malformed(self._scenario.file, _faults(step, wrong)) from wrong

    def learn(self, step: Step, told: StepTold) -> None:
        """Remember what a step stated and what followed, for the steps that will speak of it."""
        self._filing.learn(step, told.facts, told.followed)

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


def _told(step: Step, answer: Answer, chronicle: Chronicle, until: int) -> StepTold:
    positions = [fact.position for fact in answer.facts]
    fell_due = chronicle.read(positions[0] - 1) if positions else ()
    if positions:
        chronicle.read(positions[-1])
    return StepTold(
        number=step.number,
        line=step.line,
        instant=step.shown,
        party=step.by.party,
        name=step.by.name,
        command=step.command,
        outcome=answer.outcome,
        facts=answer.facts,
        fell_due=fell_due,
        followed=chronicle.read(until, step.shown),
    )


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
