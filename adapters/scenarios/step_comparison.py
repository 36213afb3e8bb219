"""Compare the expectation of a step with its result; a difference stops the scenario."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

import msgspec

from adapters.engine.dispatch import CommandOutcome
from adapters.scenarios.scenario import DueAct, Expectation, ScenarioStep, ViewExpectation
from adapters.scenarios.scenario_history import ASK_EVENTS, ScenarioHistory, list_asks, list_mappings
from adapters.scenarios.step_results import StepResult
from domain.language import Language
from domain.operations.operations import AdvanceClock

DiffLines = list[str]


@dataclass(unsafe_hash=True)
class ScenarioFailed(Exception):
    """The result of a step is not the expected one; `diff` shows both."""

    file: str
    line: int
    number: int
    command: str
    diff: str

    def sentence(self, language: Language) -> str:
        """Return the step, then what was expected (-) and what happened (+)."""
        step = f"étape {self.number}" if language is Language.FRENCH else f"step {self.number}"
        where = step if self.number else "given"
        return f"{self.file}:{self.line}: {where}, {self.command}\n{self.diff}"

    def __str__(self) -> str:
        return self.sentence(Language.ENGLISH)


def compare_step(file: str, step: ScenarioStep, result: StepResult, history: ScenarioHistory) -> None:
    """Raise `ScenarioFailed` if the result of a step differs from its expectation."""
    expected = step.expected
    expected_lines, actual_lines = _expected_lines(expected), _actual_lines(expected, result)
    full_lines = _explain_refusal(actual_lines, result)
    if expected.asks is not None:
        asks = _ask_lines(list_asks((*result.fell_due, *result.followed)))
        expected_lines, actual_lines, full_lines = (
            expected_lines + _ask_lines(expected.asks),
            actual_lines + asks,
            full_lines + asks,
        )
    for due, runs in _deadline_lines(expected, history):
        expected_lines, actual_lines, full_lines = (
            expected_lines + due,
            actual_lines + runs,
            full_lines + runs,
        )
    for view in expected.views:
        view_expected, view_actual = _view_lines(view, history)
        expected_lines, actual_lines, full_lines = (
            expected_lines + view_expected,
            actual_lines + view_actual,
            full_lines + view_actual,
        )
    if expected_lines != actual_lines:
        lines = unified_diff(expected_lines, full_lines, "expected", "happened", lineterm="")
        raise ScenarioFailed(file, step.line, step.number, step.command, "\n".join(lines))


def _expected_lines(expected: Expectation) -> DiffLines:
    if expected.refused is not None:
        return [f"{CommandOutcome.REFUSED} {expected.refused}"]
    return [CommandOutcome.ACCEPTED.value, *(expected.facts or ())]


def _actual_lines(expected: Expectation, result: StepResult) -> DiffLines:
    if result.outcome is CommandOutcome.REFUSED:
        return [f"{CommandOutcome.REFUSED} {result.facts[0].recorded.data.rule}"]
    if result.outcome is CommandOutcome.DEFECT:
        return [f"{CommandOutcome.DEFECT}"]
    if expected.facts is None and expected.refused is None:
        return [CommandOutcome.ACCEPTED.value]
    return [CommandOutcome.ACCEPTED.value, *(type(event).__name__ for event in _list_events(result))]


def _list_events(result: StepResult) -> Iterator[Any]:
    """Yield the events of the answer, or those that fell due if the clock was advanced."""
    if result.command != AdvanceClock.__name__:
        yield from (stated.recorded.data for stated in result.facts)
        return
    fell_due = (event.data for event in (*result.fell_due, *result.followed))
    yield from (event for event in fell_due if not isinstance(event, ASK_EVENTS))


def _explain_refusal(happened: DiffLines, result: StepResult) -> DiffLines:
    if result.outcome is not CommandOutcome.REFUSED:
        return happened
    refusal = result.facts[0].recorded.data
    return [*happened, f"  {refusal.refusal}: {refusal.fr}", f"  {refusal.refusal}: {refusal.en}"]


def _ask_lines(asks: tuple[DueAct, ...] | list[DueAct]) -> DiffLines:
    return sorted(f"asks {ask}" for ask in asks)


def _deadline_lines(expected: Expectation, history: ScenarioHistory) -> Iterator[tuple[DiffLines, DiffLines]]:
    """Yield the expected deadlines and the running ones; all the running ones only if one is missing."""
    if not expected.deadlines:
        return
    running, due_lines = history.running_deadlines, sorted(map(str, expected.deadlines))
    runs = due_lines if running.issuperset(expected.deadlines) else sorted(map(str, running))
    yield [f"runs {due}" for due in due_lines], [f"runs {due}" for due in runs]


def _view_lines(expected: ViewExpectation, history: ScenarioHistory) -> tuple[DiffLines, DiffLines]:
    """Return what a view must say, and what it says for the same words."""
    mappings = list(list_mappings(history.show_view(expected)))
    expected_lines, actual_lines = list[str](), list[str]()
    for says in expected.says:
        expected_lines.append(f"{expected.view} says {_encode_value(says)}")
        if any(says.items() <= mapping.items() for mapping in mappings):
            actual_lines.append(expected_lines[-1])
        else:
            similar = (each for each in mappings if says.keys() <= each.keys())
            found = ({word: each[word] for word in says} for each in similar)
            actual_lines += Counter(f"{expected.view} says {_encode_value(each)}" for each in found)
    return expected_lines, actual_lines


def _encode_value(value: Any) -> str:
    return msgspec.json.encode(value).decode()
