"""All nine sagas on the events of each scenario: what they ask, and what is left at the closing."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from adapters.engine.clock import paris_day
from adapters.engine.follow.registry import SAGAS
from domain.language import Kind, Party
from domain.refused import RefusalRecorded
from sagas.change import CHANGE
from sagas.closing import CLOSING
from sagas.collection import COLLECTION
from sagas.delivery import DELIVERY
from sagas.signature import SIGNATURE
from tests.sagas.harness import ENDED, OPENED, Stage
from tests.stories.scenario_run import SCENARIOS, run_on_store

OF_A_MISSION = (SIGNATURE, DELIVERY, CHANGE, COLLECTION, CLOSING)
SCENARIO_NAMES = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))

ALWAYS = {
    ("umbrella", "verification"),
    ("client", "signature"),
    ("umbrella", "signature"),
    ("consultant", "consent"),
    ("umbrella", "employment_contract"),
    ("umbrella", "contract_copy"),
    ("consultant", "activity_report"),
    ("umbrella", "activity_approval"),
    ("umbrella", "salary"),
    ("umbrella", "transfer"),
    ("umbrella", "invoice"),
    ("umbrella", "transmission"),
    ("client", "payment"),
}
"""The asks of every scenario."""

OTHERS: dict[str, set[tuple[str, str]]] = {
    "assistance": {
        ("umbrella", "expense_answer"),
        ("client", "milestone_validation"),
        ("umbrella", "mitigation"),
    },
    "audit": {("client", "acceptance"), ("client", "change_answer"), ("consultant", "deliverable")},
    "cdd": {("umbrella", "term_decision"), ("umbrella", "final_settlement")},
    "cdi": {("umbrella", "prospecting_review"), ("umbrella", "interview"), ("umbrella", "statement")},
    "impaye": {("umbrella", "late_penalty"), ("umbrella", "dispute_answer"), ("umbrella", "claim")},
    "pression": {("umbrella", "mitigation"), ("umbrella", "cure"), ("consultant", "evidence")},
    "signature_tardive": {("client", "signature"), ("umbrella", "cure")},
    "refus": {("umbrella", "cure"), ("consultant", "completion"), ("consultant", "milestone")},
}
"""The other asks of each scenario."""

LEFT = {"evidence", "cure", "mitigation", "review"}
"""The acts for which a closed mission may still wait; neither work nor money is among them."""


@pytest.fixture(scope="module", params=SCENARIO_NAMES)
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Stage]:
    """Run a scenario with its sagas; fold its log into the sagas once more."""
    store: Path = tmp_path_factory.mktemp("scenario") / "x.db"
    lines = run_on_store(store, request.param).entries
    stage = Stage(SAGAS, today=paris_day(lines[0].recorded.recorded_at))
    for line in lines:
        stage.observe_event(line.recorded)
    return request.param, stage


def list_asks(stage: Stage) -> list[Any]:
    return [event.data for event in stage.log if isinstance(event.data, OPENED)]


def test_nothing_that_fell_due_is_left_to_do(life: tuple[str, Stage]) -> None:
    before = len(life[1].log)
    assert len(life[1].settle_due().log) == before


def test_no_saga_is_ever_refused_by_the_domain(life: tuple[str, Stage]) -> None:
    refusals = [event.data for event in life[1].log if isinstance(event.data, RefusalRecorded)]
    assert [(no.principal, no.command, no.saw) for no in refusals if no.party is Party.SYSTEM] == []


def test_nobody_is_asked_before_there_is_a_reason_to(life: tuple[str, Stage]) -> None:
    events = {event.id: event for event in life[1].log}
    for event in life[1].log:
        if isinstance(event.data, OPENED):
            assert event.time >= events[event.data.because_of].time, event


def test_every_life_is_asked_for_what_it_owes(life: tuple[str, Stage]) -> None:
    name, stage = life
    asked = {(str(ask.party), str(ask.what)) for ask in list_asks(stage)}
    assert ALWAYS | OTHERS[name] <= asked


def test_each_act_answers_what_was_asked_and_little_is_withdrawn(life: tuple[str, Stage]) -> None:
    ended = Counter(type(event.data).__name__ for event in life[1].log if isinstance(event.data, ENDED))
    assert ended["AskAnswered"] > 5 * ended["AskWithdrawn"]


def test_an_ask_is_answered_by_an_event_that_came_after_what_it_was_asked_because_of(
    life: tuple[str, Stage],
) -> None:
    positions = {event.id: position for position, event in enumerate(life[1].log)}
    because = {ask.ask: ask.because_of for ask in list_asks(life[1])}
    answers = [event.data for event in life[1].log if type(event.data).__name__ == "AskAnswered"]
    assert answers
    for answer in answers:
        assert positions[because[answer.ask]] < positions[answer.answer]


def test_a_closed_mission_leaves_its_sagas_at_rest(life: tuple[str, Stage]) -> None:
    stage = life[1]
    missions = [stream for stream in stage.states if stream.kind is Kind.MISSION]
    closed = {str(stream) for stream in missions if stage.state_of(stream).closed}
    assert closed
    for key in closed:
        for saga in OF_A_MISSION:
            assert saga.waits(key, stage.progress[saga.name, key]) == (), (saga.name, key)
    for wait in stage.waits():
        assert wait.about not in closed or wait.what in LEFT, wait


def test_whatever_still_waits_is_a_named_act_or_a_named_day(life: tuple[str, Stage]) -> None:
    stage = life[1].at_rest()
    assert all(wait.what and wait.party for wait in stage.waits())


def test_time_alone_brings_every_saga_to_rest_again(life: tuple[str, Stage]) -> None:
    stage = life[1]
    later = stage.today.replace(year=stage.today.year + 2)
    stage.advance_to(later).at_rest()
    assert [no.refusal for no in stage.refused] == []
