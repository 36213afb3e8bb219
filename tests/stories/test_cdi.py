"""Julien works two years under one open-ended contract: five missions, and what he does between them."""

from pathlib import Path
from typing import Any

import pytest

from adapters.scenarios import consultant_id_in
from domain.account.events import EntryKind, EntryPosted, Ledger
from domain.consultant.events.contracting import EmploymentContractRenewed
from domain.consultant.events.developing import (
    DiversificationPlanAgreed,
    DiversificationReviewed,
    ProspectingLogged,
    TrainingFollowed,
)
from domain.consultant.events.employer_care import (
    InterviewHeld,
    ProspectingPeriodClosed,
    ProspectingPeriodOpened,
)
from domain.consultant.events.hiring import EmploymentContractConcluded
from domain.language import Kind, Stream
from domain.mission.events.billing import Invoiced
from domain.mission.events.ending import MissionClosed, SalaryPaid
from domain.mission.events.working import BreachRecorded
from domain.record import Answer, Recorded
from tests.stories.scenario_run import (
    ScenarioRun,
    acts_of_parties,
    data_of_type,
    event_names,
    find_faults,
    fold_state,
    run_on_store,
)

MISSIONS = ["bassins", "carriere", "recettes", "certificat", "eaux"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cdi") / "store.db"


@pytest.fixture(scope="module")
def cdi(store: Path) -> ScenarioRun:
    return run_on_store(store, "cdi")


def julien(cdi: ScenarioRun) -> list[Recorded[Any]]:
    return cdi.of_stream(Stream(Kind.CONSULTANT, consultant_id_in("cdi", "julien")))


def test_one_contract_serves_five_missions(cdi: ScenarioRun) -> None:
    assert event_names(julien(cdi), EmploymentContractConcluded, EmploymentContractRenewed) == [
        "EmploymentContractConcluded"
    ]
    for mission in MISSIONS:
        history = cdi.mission(mission)
        assert len(data_of_type(history, MissionClosed)) == len(data_of_type(history, SalaryPaid)) == 1
        assert event_names(acts_of_parties(history))[-1] == "MissionClosed"
        assert data_of_type(history, BreachRecorded) == []


def test_between_two_missions_he_prospects_and_learns(cdi: ScenarioRun) -> None:
    between = event_names(
        julien(cdi), ProspectingPeriodOpened, ProspectingLogged, TrainingFollowed, ProspectingPeriodClosed
    )
    assert between == [
        "ProspectingPeriodOpened",
        "ProspectingLogged",
        "TrainingFollowed",
        "ProspectingPeriodClosed",
        "TrainingFollowed",
    ]


def test_the_plan_is_the_act_of_a_person_of_each_side(cdi: ScenarioRun) -> None:
    (agreed,) = [event for event in julien(cdi) if isinstance(event.data, DiversificationPlanAgreed)]
    assert (agreed.party, agreed.second_party) == ("consultant", "umbrella")
    assert [review.plan for review in data_of_type(julien(cdi), DiversificationReviewed)] == [agreed.id] * 2


def test_interviews_come_in_time(cdi: ScenarioRun) -> None:
    held = data_of_type(julien(cdi), InterviewHeld)
    assert [interview.kind for interview in held] == ["on_request", "annual", "professional"]
    assert all(ground.answer is Answer.MET for interview in held for ground in interview.grounds)


def test_the_reserve_pays_a_month_of_prospecting(cdi: ScenarioRun) -> None:
    entries = data_of_type(cdi.account("julien"), EntryPosted)
    (allowed,) = [entry for entry in entries if entry.kind is EntryKind.PROSPECTING_ALLOWANCE]
    assert (allowed.month, allowed.postings[1].amount) == ("2026-03", 200_00)


def test_the_account_is_explained_to_the_cent(cdi: ScenarioRun) -> None:
    account = fold_state(cdi.account("julien"))
    invoiced = sum(
        invoice.net for mission in MISSIONS for invoice in data_of_type(cdi.mission(mission), Invoiced)
    )
    assert sum(account.balances.values()) == 0
    assert -account.balance_of(Ledger.RECEIVED) == invoiced
    assert account.balance_of(Ledger.ADVANCES) == 0
    assert account.balance_of(Ledger.AVAILABLE) >= 0


def test_a_second_run_answers_the_same_and_adds_no_event(store: Path, cdi: ScenarioRun) -> None:
    again = run_on_store(store, "cdi")
    assert again.report == cdi.report
    assert [entry.body for entry in again.entries] == [entry.body for entry in cdi.entries]
    assert find_faults(store) == []
