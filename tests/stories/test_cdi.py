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
from tests.stories.living import Lived, acts, faults, live, names, only, state

MISSIONS = ["bassins", "carriere", "recettes", "certificat", "eaux"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cdi") / "store.db"


@pytest.fixture(scope="module")
def cdi(store: Path) -> Lived:
    return live(store, "cdi")


def julien(cdi: Lived) -> list[Recorded[Any]]:
    return cdi.of(Stream(Kind.CONSULTANT, consultant_id_in("cdi", "julien")))


def test_one_contract_serves_five_missions(cdi: Lived) -> None:
    assert names(julien(cdi), EmploymentContractConcluded, EmploymentContractRenewed) == [
        "EmploymentContractConcluded"
    ]
    for mission in MISSIONS:
        history = cdi.mission(mission)
        assert len(only(history, MissionClosed)) == len(only(history, SalaryPaid)) == 1
        assert names(acts(history))[-1] == "MissionClosed"
        assert only(history, BreachRecorded) == []


def test_between_two_missions_he_prospects_and_learns(cdi: Lived) -> None:
    told = names(
        julien(cdi), ProspectingPeriodOpened, ProspectingLogged, TrainingFollowed, ProspectingPeriodClosed
    )
    assert told == [
        "ProspectingPeriodOpened",
        "ProspectingLogged",
        "TrainingFollowed",
        "ProspectingPeriodClosed",
        "TrainingFollowed",
    ]


def test_the_plan_is_the_act_of_a_person_of_each_side(cdi: Lived) -> None:
    (agreed,) = [event for event in julien(cdi) if isinstance(event.data, DiversificationPlanAgreed)]
    assert (agreed.party, agreed.second_party) == ("consultant", "umbrella")
    assert [review.plan for review in only(julien(cdi), DiversificationReviewed)] == [agreed.id] * 2


def test_interviews_come_in_time(cdi: Lived) -> None:
    held = only(julien(cdi), InterviewHeld)
    assert [interview.kind for interview in held] == ["on_request", "annual", "professional"]
    assert all(ground.answer is Answer.MET for interview in held for ground in interview.grounds)


def test_the_reserve_pays_a_month_of_prospecting(cdi: Lived) -> None:
    entries = only(cdi.account("julien"), EntryPosted)
    (allowed,) = [entry for entry in entries if entry.kind is EntryKind.PROSPECTING_ALLOWANCE]
    assert (allowed.month, allowed.postings[1].amount) == ("2026-03", 200_00)


def test_the_account_is_explained_to_the_cent(cdi: Lived) -> None:
    account = state(cdi.account("julien"))
    invoiced = sum(invoice.net for mission in MISSIONS for invoice in only(cdi.mission(mission), Invoiced))
    assert sum(account.balances.values()) == 0
    assert -account.balance_of(Ledger.RECEIVED) == invoiced
    assert account.on(Ledger.ADVANCES) == 0
    assert account.on(Ledger.AVAILABLE) >= 0


def test_living_it_again_answers_the_same_and_adds_no_event(store: Path, cdi: Lived) -> None:
    again = live(store, "cdi")
    assert again.report == cdi.report
    assert [line.body for line in again.lines] == [line.body for line in cdi.lines]
    assert faults(store) == []
