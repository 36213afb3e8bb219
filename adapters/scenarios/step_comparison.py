"""What a step was to bring about, beside what it did; a difference stops the story."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

import msgspec

from adapters.engine.dispatch import Outcome
from adapters.scenarios.scenario import Due, Expected, PageExpected, Step
from adapters.scenarios.scenario_history import ASKING, Chronicle, asks_in, mappings_in
from adapters.scenarios.step_results import StepTold
from domain.language import Language
from domain.operations.operations import AdvanceClock

Lines = list[str]


@dataclass(unsafe_hash=True)
class ScenarioFailed(Exception):
    """A step came to something else than the scenario says; `diff` shows both."""

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


def compare(file: str, step: Step, told: StepTold, chronicle: Chronicle) -> None:
    """Raise `ScenarioFailed` where a step did not come to what is expected of it."""
    expected = step.expected
    wanted, happened = _wanted(expected), _happened(expected, told)
    in_full = _in_full(happened, told)
    if expected.asks is not None:
        asked = _asked(asks_in((*told.fell_due, *told.followed)))
        wanted, happened, in_full = wanted + _asked(expected.asks), happened + asked, in_full + asked
    for due, runs in _deadlines(expected, chronicle):
        wanted, happened, in_full = wanted + due, happened + runs, in_full + runs
    for page in expected.pages:
        says, said = _page(page, chronicle)
        wanted, happened, in_full = wanted + says, happened + said, in_full + said
    if wanted != happened:
        lines = unified_diff(wanted, in_full, "expected", "happened", lineterm="")
        raise ScenarioFailed(file, step.line, step.number, step.command, "\n".join(lines))


def _wanted(expected: Expected) -> Lines:
    if expected.refused is not None:
        return [f"{Outcome.REFUSED} {expected.refused}"]
    return [Outcome.ACCEPTED.value, *(expected.facts or ())]


def _happened(expected: Expected, told: StepTold) -> Lines:
    if told.outcome is Outcome.REFUSED:
        return [f"{Outcome.REFUSED} {told.facts[0].recorded.data.rule}"]
    if told.outcome is Outcome.DEFECT:
        return [f"{Outcome.DEFECT}"]
    if expected.facts is None and expected.refused is None:
        return [Outcome.ACCEPTED.value]
    return [Outcome.ACCEPTED.value, *(type(fact).__name__ for fact in _facts(told))]


def _facts(told: StepTold) -> Iterator[Any]:
    """Return the facts of the answer; where the clock was advanced, what fell due meanwhile."""
    if told.command != AdvanceClock.__name__:
        yield from (stated.recorded.data for stated in told.facts)
        return
    fell_due = (fact.data for fact in (*told.fell_due, *told.followed))
    yield from (fact for fact in fell_due if not isinstance(fact, ASKING))


def _in_full(happened: Lines, told: StepTold) -> Lines:
    if told.outcome is not Outcome.REFUSED:
        return happened
    refusal = told.facts[0].recorded.data
    return [*happened, f"  {refusal.refusal}: {refusal.fr}", f"  {refusal.refusal}: {refusal.en}"]


def _asked(asks: tuple[Due, ...] | list[Due]) -> Lines:
    return sorted(f"asks {ask}" for ask in asks)


def _deadlines(expected: Expected, chronicle: Chronicle) -> Iterator[tuple[Lines, Lines]]:
    """Return the deadlines that must run, and those that do: all of them where one is missing."""
    if not expected.deadlines:
        return
    running, wanted = chronicle.running, sorted(map(str, expected.deadlines))
    runs = wanted if running.issuperset(expected.deadlines) else sorted(map(str, running))
    yield [f"runs {due}" for due in wanted], [f"runs {due}" for due in runs]


def _page(expected: PageExpected, chronicle: Chronicle) -> tuple[Lines, Lines]:
    """Return what a page must say, and what it says of the same words."""
    mappings = list(mappings_in(chronicle.page(expected)))
    wanted, happened = list[str](), list[str]()
    for says in expected.says:
        wanted.append(f"{expected.page} says {_shown(says)}")
        if any(says.items() <= one.items() for one in mappings):
            happened.append(wanted[-1])
        else:
            said = ({word: one[word] for word in says} for one in mappings if says.keys() <= one.keys())
            happened += Counter(f"{expected.page} says {_shown(one)}" for one in said)
    return wanted, happened


def _shown(said: Any) -> str:
    return msgspec.json.encode(said).decode()
