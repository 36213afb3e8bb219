"""A scenario as it went: each step with its answer, and what the sagas stated before and because of it."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from adapters.engine.dispatch import CommandOutcome, StatedEvent
from adapters.scenarios.scenario_history import RecordedEvents
from domain.language import Party


class StepResult(NamedTuple):
    """A step as it was answered; number 0 ensured a party that was given.

    `fell_due` is what the sagas stated before it, since the step that went before; `followed` what they
    stated because of it.
    """

    number: int
    line: int
    instant: datetime
    party: Party
    name: str
    command: str
    outcome: CommandOutcome
    facts: tuple[StatedEvent, ...]
    fell_due: RecordedEvents
    followed: RecordedEvents


OnStep = Callable[[StepResult], None]


class ScenarioReport(NamedTuple):
    """A scenario that went as it says."""

    scenario: str
    steps: tuple[StepResult, ...]
