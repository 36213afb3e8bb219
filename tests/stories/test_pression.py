"""A client that behaves as an employer: every signal is treated, and what is due stays due after it left."""

from pathlib import Path

import pytest

from domain.mission.events.autonomy import (
    AutonomySignalDismissed,
    AutonomySignalMitigated,
    AutonomySignalRaised,
)
from domain.mission.events.billing import Invoiced
from domain.mission.events.ending import MissionTerminated, NoticeGiven, SalaryPaid
from domain.mission.events.working import BreachRecorded, RecordContested
from tests.stories.scenario_run import (
    ScenarioRun,
    acts_of_parties,
    data_of_type,
    event_names,
    find_faults,
    fold_state,
    run_on_store,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pression") / "store.db"


@pytest.fixture(scope="module")
def pression(store: Path) -> ScenarioRun:
    return run_on_store(store, "pression")


def test_each_signal_is_treated(pression: ScenarioRun) -> None:
    raised = data_of_type(pression.mission("sinistres"), AutonomySignalRaised)
    assert [signal.code for signal in raised] == ["S01", "S07", "S04", "S05", "S07", "S09"]
    signals = fold_state(pression.mission("sinistres")).autonomy.signals.values()
    assert all(signal.measures or signal.dismissed for signal in signals)
    measures = [
        treated.measure for treated in data_of_type(pression.mission("sinistres"), AutonomySignalMitigated)
    ]
    assert measures == ["formal_autonomy", "progress_points", "external_channels", "diversification"]


def test_a_signal_is_dismissed_by_two_persons_and_by_no_single_one(pression: ScenarioRun) -> None:
    dismissed = [
        event for event in pression.mission("sinistres") if isinstance(event.data, AutonomySignalDismissed)
    ]
    assert [(event.party, event.second_party) for event in dismissed] == [
        ("umbrella", "umbrella"),
        ("consultant", "umbrella"),
    ]
    assert all(event.second_id not in (None, event.auth_id) for event in dismissed)
    assert pression.refusals == ["CTL-1", "BIL-2"]


def test_a_contest_is_read_by_those_who_read_what_it_contests(pression: ScenarioRun) -> None:
    contested = data_of_type(pression.mission("sinistres"), RecordContested)
    assert [(contest.by, contest.audience) for contest in contested] == [
        ("client", "all"),
        ("consultant", "consultant"),
    ]


def test_four_fifths_from_one_client_are_but_an_information_for_a_young_activity(
    pression: ScenarioRun,
) -> None:
    history = pression.mission("sinistres")
    (dependence,) = [signal for signal in data_of_type(history, AutonomySignalRaised) if signal.code == "S09"]
    assert (dependence.attention, dependence.ground.saw["share_basis_points"]) == ("information", "8000")
    (vallee, *_), (bocage,) = (
        data_of_type(history, Invoiced),
        data_of_type(pression.mission("atelier"), Invoiced),
    )
    assert vallee.net == 4 * bocage.net


def test_the_client_leaves_before_its_notice_ends_and_that_is_a_breach(pression: ScenarioRun) -> None:
    (notice,) = data_of_type(pression.mission("sinistres"), NoticeGiven)
    (terminated,) = data_of_type(pression.mission("sinistres"), MissionTerminated)
    assert terminated.terminated_on < notice.ends_on == terminated.notice_ends_on
    assert [breach.ground.rule for breach in data_of_type(pression.mission("sinistres"), BreachRecorded)] == [
        "AGR-5"
    ]


def test_work_notice_and_indemnity_are_invoiced_and_the_salary_is_paid(pression: ScenarioRun) -> None:
    history = pression.mission("sinistres")
    (terminated,) = data_of_type(history, MissionTerminated)
    last = data_of_type(history, Invoiced)[-1]
    remains = terminated.remains
    assert (remains.work, remains.notice, remains.indemnity) == (9_000_00, 5_400_00, 3_000_00)
    assert [line.net for line in last.lines] == [remains.work, remains.notice, remains.indemnity]
    assert [share.month for share in data_of_type(history, SalaryPaid)] == ["2026-02", "2026-03"]
    assert event_names(acts_of_parties(history))[-1] == "MissionClosed"


def test_a_second_run_answers_the_same_and_adds_no_event(store: Path, pression: ScenarioRun) -> None:
    again = run_on_store(store, "pression")
    assert again.report == pression.report
    assert [entry.body for entry in again.entries] == [entry.body for entry in pression.entries]
    assert find_faults(store) == []
