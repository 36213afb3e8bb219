"""The results of a scenario: each step with its answer, and the events of the sagas around it."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from adapters.engine.dispatch import CommandOutcome, StatedEvent
from adapters.scenarios.scenario_history import RecordedEvents
from domain.language import Party


class StepResult(NamedTuple):
    """The result of a step; number 0 ensured a party that was given.

    `fell_due` holds the events of the sagas between the step before and this one, `followed` the events that
    they stated because of this one.
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
    """The results of a scenario that was executed to its end."""

    scenario: str
    steps: tuple[StepResult, ...]
