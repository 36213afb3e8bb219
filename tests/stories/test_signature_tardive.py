"""A contract signed late across a bank holiday: the alert while there is time, the breach when it is over."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.language import Party
from domain.mission.course_terms import AskedFor
from domain.mission.events.asking import AskAnswered, PartyAsked
from domain.mission.events.ending import MissionClosed
from domain.mission.events.signing import MissionSigned, SignatureOverdue
from domain.mission.events.working import BreachCured, BreachRecorded, MissionStarted
from domain.paymonth.events import SalaryTransferred
from tests.stories.scenario_run import ScenarioRun, data_of_type, find_faults, fold_state, run_on_store

LAST_DAY = date(2026, 5, 4)
ITS_END = datetime(2026, 5, 4, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signature_tardive") / "store.db"


@pytest.fixture(scope="module")
def tardive(store: Path) -> ScenarioRun:
    return run_on_store(store, "signature_tardive")


def test_two_working_days_from_a_thursday_before_the_first_of_may_end_on_the_monday(
    tardive: ScenarioRun,
) -> None:
    (started,) = data_of_type(tardive.mission("coque"), MissionStarted)
    assert (started.first_day, started.contract_due_on) == (date(2026, 4, 30), LAST_DAY)


def test_the_client_is_asked_for_its_signature_twice_before_the_last_day(tardive: ScenarioRun) -> None:
    asked = [
        event
        for event in tardive.mission("coque")
        if isinstance(event.data, PartyAsked)
        and (event.data.party, event.data.what) == (Party.CLIENT, AskedFor.SIGNATURE)
    ]
    assert [event.data.due_on for event in asked] == [None, LAST_DAY]
    assert all(event.time < ITS_END for event in asked)


def test_the_breach_stands_at_the_instant_at_which_the_day_is_over(tardive: ScenarioRun) -> None:
    history = tardive.mission("coque")
    (overdue,) = [event for event in history if isinstance(event.data, SignatureOverdue)]
    assert (overdue.time, overdue.party, overdue.auth_id) == (ITS_END, Party.SYSTEM, "saga:signature")
    breach = next(event for event in history if isinstance(event.data, BreachRecorded))
    assert (breach.data.ground.rule, breach.time) == ("COM-1", ITS_END)


def test_a_late_signature_answers_every_ask_for_it_and_cures_the_breach(tardive: ScenarioRun) -> None:
    history = tardive.mission("coque")
    (signed,) = data_of_type(history, MissionSigned)
    assert signed.signed_on == date(2026, 5, 7)
    assert len(data_of_type(history, BreachCured)) == 1
    asks = {ask.ask for ask in data_of_type(history, PartyAsked) if ask.what is AskedFor.SIGNATURE}
    assert asks <= {answer.ask for answer in data_of_type(history, AskAnswered)}


def test_the_days_worked_before_the_signature_are_paid(tardive: ScenarioRun) -> None:
    assert len(data_of_type(tardive.pay_month("maud", "2026-04"), SalaryTransferred)) == 1
    assert len(data_of_type(tardive.pay_month("maud", "2026-05"), SalaryTransferred)) == 1
    assert len(data_of_type(tardive.mission("coque"), MissionClosed)) == 1
    assert sum(fold_state(tardive.account("maud")).balances.values()) == 0


def test_a_second_run_answers_the_same_and_adds_no_event(store: Path, tardive: ScenarioRun) -> None:
    again = run_on_store(store, "signature_tardive")
    assert again.report == tardive.report
    assert [entry.body for entry in again.entries] == [entry.body for entry in tardive.entries]
    assert find_faults(store) == []
