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
from tests.stories.living import Lived, acts, faults, live, names, only, state

MONTHS = ["2026-02", "2026-03", "2026-04", "2026-05"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cdd") / "store.db"


@pytest.fixture(scope="module")
def cdd(store: Path) -> Lived:
    return live(store, "cdd")


def lucie(cdd: Lived) -> list[Recorded[Any]]:
    return cdd.of(Stream(Kind.CONSULTANT, consultant_id_in("cdd", "lucie")))


def test_the_contract_is_handed_over_in_time(cdd: Lived) -> None:
    (concluded,) = only(lucie(cdd), EmploymentContractConcluded)
    (handed,) = only(lucie(cdd), EmploymentContractDelivered)
    assert handed.delivered_on == concluded.deliver_by == date(2026, 1, 30)
    assert concluded.trial_ends_on == date(2026, 2, 9)


def test_two_renewals_follow_the_mission_and_a_third_is_refused(cdd: Lived) -> None:
    renewed = only(lucie(cdd), EmploymentContractRenewed)
    extended = only(cdd.mission("fours"), MissionExtended)
    assert [one.ends_on for one in renewed] == [one.ends_on for one in extended]
    assert [one.ends_on for one in renewed] == [date(2026, 4, 30), date(2026, 5, 29)]
    assert cdd.refusals == ["CDD-10", "CDD-8"]


def test_no_reserve_is_made_an_indemnity_is_paid_at_the_end(cdd: Lived) -> None:
    computed = [event for month in MONTHS for event in only(cdd.pay_month("lucie", month), SalaryComputed)]
    assert [month.reserve for month in computed] == [0, 0, 0, 0]
    kinds = [earning.kind for earning in computed[-1].payslip.earnings]
    assert kinds == ["base", "business_contribution", "end_of_contract", "paid_leave"]


def test_the_settlement_is_a_tenth_and_the_leave(cdd: Lived) -> None:
    (ended,) = only(lucie(cdd), EmploymentEnded)
    (settled,) = only(lucie(cdd), FinalSettlementDelivered)
    assert (ended.because, ended.ended_on) == ("end_of_term", date(2026, 5, 29))
    assert settled.indemnity == settled.indemnity_due == settled.gross_in_all // 10
    assert all(ground.answer is Answer.MET for ground in (*ended.grounds, *settled.grounds))
    assert only(cdd.mission("fours"), BreachRecorded) == []


def test_the_last_pay_did_not_wait_for_the_client(cdd: Lived) -> None:
    assert len(only(cdd.pay_month("lucie", "2026-05"), AdvanceGranted)) == 1
    account = state(cdd.account("lucie"))
    assert (sum(account.balances.values()), account.balance_of(Ledger.ADVANCES)) == (0, 0)
    assert account.on(Ledger.AVAILABLE) >= 0
    assert names(acts(cdd.mission("fours")))[-1] == "MissionClosed"


def test_living_it_again_answers_the_same_and_adds_no_event(store: Path, cdd: Lived) -> None:
    again = live(store, "cdd")
    assert again.report == cdd.report
    assert [line.body for line in again.lines] == [line.body for line in cdd.lines]
    assert faults(store) == []
