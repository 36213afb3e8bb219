"""Lucie works under a fixed-term contract, renewed twice with its mission, to its term and her papers."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.scenarios import consultant_id_in
from domain.account.events import Ledger
from domain.consultant.events.contracting import EmploymentContractRenewed
from domain.consultant.events.hiring import EmploymentContractConcluded, EmploymentContractDelivered
from domain.consultant.events.leaving import EmploymentEnded, FinalSettlementDelivered
from domain.language import Kind, Stream
from domain.mission.events.changing import MissionExtended
from domain.mission.events.working import BreachRecorded
from domain.paymonth.events import AdvanceGranted, SalaryComputed
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

MONTHS = ["2026-02", "2026-03", "2026-04", "2026-05"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cdd") / "store.db"


@pytest.fixture(scope="module")
def cdd(store: Path) -> ScenarioRun:
    return run_on_store(store, "cdd")


def lucie(cdd: ScenarioRun) -> list[Recorded[Any]]:
    return cdd.of_stream(Stream(Kind.CONSULTANT, consultant_id_in("cdd", "lucie")))


def test_the_contract_is_handed_over_in_time(cdd: ScenarioRun) -> None:
    (concluded,) = data_of_type(lucie(cdd), EmploymentContractConcluded)
    (handed,) = data_of_type(lucie(cdd), EmploymentContractDelivered)
    assert handed.delivered_on == concluded.deliver_by == date(2026, 1, 30)
    assert concluded.trial_ends_on == date(2026, 2, 9)


def test_two_renewals_follow_the_mission_and_a_third_is_refused(cdd: ScenarioRun) -> None:
    renewed = data_of_type(lucie(cdd), EmploymentContractRenewed)
    extended = data_of_type(cdd.mission("fours"), MissionExtended)
    assert [event.ends_on for event in renewed] == [event.ends_on for event in extended]
    assert [event.ends_on for event in renewed] == [date(2026, 4, 30), date(2026, 5, 29)]
    assert cdd.refusals == ["CDD-10", "CDD-8"]


def test_no_reserve_is_made_an_indemnity_is_paid_at_the_end(cdd: ScenarioRun) -> None:
    computed = [
        event for month in MONTHS for event in data_of_type(cdd.pay_month("lucie", month), SalaryComputed)
    ]
    assert [month.reserve for month in computed] == [0, 0, 0, 0]
    kinds = [earning.kind for earning in computed[-1].payslip.earnings]
    assert kinds == ["base", "business_contribution", "end_of_contract", "paid_leave"]


def test_the_settlement_is_a_tenth_and_the_leave(cdd: ScenarioRun) -> None:
    (ended,) = data_of_type(lucie(cdd), EmploymentEnded)
    (settled,) = data_of_type(lucie(cdd), FinalSettlementDelivered)
    assert (ended.because, ended.ended_on) == ("end_of_term", date(2026, 5, 29))
    assert settled.indemnity == settled.indemnity_due == settled.gross_in_all // 10
    assert all(ground.answer is Answer.MET for ground in (*ended.grounds, *settled.grounds))
    assert data_of_type(cdd.mission("fours"), BreachRecorded) == []


def test_the_last_pay_did_not_wait_for_the_client(cdd: ScenarioRun) -> None:
    assert len(data_of_type(cdd.pay_month("lucie", "2026-05"), AdvanceGranted)) == 1
    account = fold_state(cdd.account("lucie"))
    assert (sum(account.balances.values()), account.balance_of(Ledger.ADVANCES)) == (0, 0)
    assert account.balance_of(Ledger.AVAILABLE) >= 0
    assert event_names(acts_of_parties(cdd.mission("fours")))[-1] == "MissionClosed"


def test_a_second_run_answers_the_same_and_adds_no_event(store: Path, cdd: ScenarioRun) -> None:
    again = run_on_store(store, "cdd")
    assert again.report == cdd.report
    assert [entry.body for entry in again.entries] == [entry.body for entry in cdd.entries]
    assert find_faults(store) == []
