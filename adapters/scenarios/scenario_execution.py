"""Execute a scenario step by step on a real engine; stop at the first step that departs from it."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from adapters.engine.dispatch import CommandAnswer
from adapters.engine.query.readable_log import ReadableLog
from adapters.engine.validation import Malformed, Request, is_personal
from adapters.scenarios.command_bodies import CommandBodies, NoEventStated
from adapters.scenarios.earlier_run import EarlierRun
from adapters.scenarios.node_parser import find_node, place_of
from adapters.scenarios.scenario import Scenario, ScenarioStep
from adapters.scenarios.scenario_faults import ScenarioFault, make_malformed
from adapters.scenarios.scenario_history import ScenarioHistory
from adapters.scenarios.scenario_names import party_command_id, person_command_id, step_command_id
from adapters.scenarios.step_comparison import compare_step
from adapters.scenarios.step_results import OnStep, ScenarioReport, StepResult
from domain.commands import COMMAND_NAMED
from domain.language import DocumentHash, Language, Retention
from domain.operations.operations import AdvanceClock
from domain.record import Actor, AuthMethod
from sagas.vigilance import COMPANY

SettleUntil = Callable[[datetime], Awaitable[None]]
"""Lets the sagas do what falls due by an instant, in the order of time, with its consequences."""

FollowSagas = Callable[[frozenset[str]], AbstractContextManager[SettleUntil]]
"""Lets the sagas of these keys follow the log until the scenario ends."""


class ScenarioEngine(ReadableLog, Protocol):
    """The engine on which a scenario is executed."""

    @property
    def tenant(self) -> str:
        """The tenant of the store."""
        ...

    def submit(self, request: Request) -> Awaitable[CommandAnswer]:
        """Answer a command; raises `Malformed`."""
        ...

    def file_document(
        self, content: bytes, *, subject: UUID, retention: Retention, kind: str
    ) -> DocumentHash:
        """File a document and return its hash."""
        ...


async def execute_scenario(
    scenario: Scenario, engine: ScenarioEngine, sagas: FollowSagas, *, on_step: OnStep
) -> ScenarioReport:
    """Execute a scenario and report each step; raises `ScenarioFailed` or `ScenarioMalformed`."""
    earlier_run = EarlierRun(scenario, engine.store)
    history, commands = ScenarioHistory(engine, scenario.stream_keys), _StepCommands(scenario, engine)
    steps: list[StepResult] = []
    keys = scenario.stream_keys if earlier_run.is_complete else scenario.stream_keys | {COMPANY}
    with sagas(keys) as settle:
        for step in (*scenario.given, *scenario.steps):
            await settle(step.shown)
            answer = await commands.submit_step(step)
            await settle(step.shown)
            steps.append(_build_result(step, answer, history, earlier_run.last_position(step)))
            commands.remember_step(step, steps[-1])
            on_step(steps[-1])
            compare_step(scenario.file, step, steps[-1], history)
    return ScenarioReport(scenario.name, tuple(steps))


class _StepCommands:
    """Sends the commands of the steps; remembers the events so far, for later steps that refer to them."""

    def __init__(self, scenario: Scenario, engine: ScenarioEngine) -> None:
        self._scenario = scenario
        self._engine = engine
        self._bodies = CommandBodies(engine.file_document)

    async def submit_step(self, step: ScenarioStep) -> CommandAnswer:
        """Send the command of a step."""
        body = self._build_body(step)
        if step.command == AdvanceClock.__name__:
            body["tenant"] = self._engine.tenant
        try:
            return await self._engine.submit(self._build_request(step, body))
        except Malformed as wrong:
            raise make_malformed(self._scenario.file, _locate_faults(step, wrong)) from wrong

    def remember_step(self, step: ScenarioStep, result: StepResult) -> None:
        """Remember the events of a step and of its consequences, for later steps that refer to them."""
        self._bodies.remember_step(step, result.facts, result.followed)

    def _build_body(self, step: ScenarioStep) -> dict[str, Any]:
        try:
            return self._bodies.build_body(step)
        except NoEventStated as unstated:
            raise make_malformed(self._scenario.file, [unstated.fault]) from unstated

    def _build_request(self, step: ScenarioStep, body: dict[str, Any]) -> Request:
        numbered = step_command_id(self._scenario.name, step.number, step.command)
        return Request(
            command_id=numbered if step.number else self._given_command_id(step, body),
            name=step.command,
            body=msgspec.json.encode(body),
            actor=self._build_actor(step),
            time=step.instant,
            moves_clock=True,
        )

    def _given_command_id(self, step: ScenarioStep, body: dict[str, Any]) -> UUID:
        """Return the id of a command that ensures a party; for a person, it is made of no personal data."""
        if is_personal(COMMAND_NAMED[step.command].command_type):
            return person_command_id(self._scenario.name, step.by.name, step.line, step.command)
        return party_command_id(step.command, body)

    def _build_actor(self, step: ScenarioStep) -> Actor:
        by, on_behalf = step.by, step.by.on_behalf
        evidence = self._bodies.file_evidence(step)
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


def _build_result(
    step: ScenarioStep, answer: CommandAnswer, history: ScenarioHistory, until: int
) -> StepResult:
    positions = [event.position for event in answer.events]
    fell_due = history.read_until(positions[0] - 1) if positions else ()
    if positions:
        history.read_until(positions[-1])
    return StepResult(
        number=step.number,
        line=step.line,
        instant=step.shown,
        party=step.by.party,
        name=step.by.name,
        command=step.command,
        outcome=answer.outcome,
        facts=answer.events,
        fell_due=fell_due,
        followed=history.read_until(until, step.shown),
    )


def _locate_faults(step: ScenarioStep, wrong: Malformed) -> list[ScenarioFault]:
    """Return the faults that validation found, each at the word that it is about."""
    return [
        ScenarioFault(
            place_of(find_node(step.words_node, _split_path(fault.path))),
            fault.sentence(Language.FRENCH),
            fault.sentence(Language.ENGLISH),
        )
        for fault in wrong.faults
    ]


def _split_path(path: str) -> tuple[str | int, ...]:
    """Return the steps of a path such as `days.0.kind`."""
    return tuple(int(step) if step.isdecimal() else step for step in path.split("."))
