"""A client that does not pay: reminded, charged, disputing, insolvent; the consultant is paid all along."""

from datetime import date
from pathlib import Path

import pytest

from adapters.engine.clock import paris_day
from domain.account.events import Ledger
from domain.language import Party
from domain.mission.course_terms import AskedFor
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.mission.events.billing import PaymentReceived
from domain.mission.events.collecting import ClaimLodged, ClientInsolvencyRecorded, ReceivableWrittenOff
from domain.mission.events.ending import MissionClosed, SalaryPaid
from domain.mission.events.invoice_following import (
    InvoiceApproved,
    InvoiceDisputed,
    LatePenaltyCharged,
    PaymentReminded,
)
from domain.paymonth.events import SalaryTransferred
from tests.stories.scenario_run import ScenarioRun, data_of_type, find_faults, fold_state, run_on_store

MONTHS = ("2026-02", "2026-03", "2026-04")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("impaye") / "store.db"


@pytest.fixture(scope="module")
def impaye(store: Path) -> ScenarioRun:
    return run_on_store(store, "impaye")


def list_reminders(impaye: ScenarioRun, number: str) -> list[tuple[str, int]]:
    """Return each reminder of an invoice, with the days from the due day to its sending."""
    return [
        (str(event.data.reminder), (paris_day(event.time) - event.data.due_on).days)
        for event in impaye.mission("marges")
        if isinstance(event.data, PaymentReminded) and event.data.number == number
    ]


def test_reminders_go_five_days_before_then_one_fifteen_and_thirty_after(impaye: ScenarioRun) -> None:
    assert list_reminders(impaye, "IMP26-00001") == [
        ("before_due", -5),
        ("after_due", 1),
        ("second", 15),
        ("formal_notice", 30),
    ]


def test_lateness_costs_its_rate_and_forty_euros_once(impaye: ScenarioRun) -> None:
    (charged,) = data_of_type(impaye.mission("marges"), LatePenaltyCharged)
    assert (charged.from_on, charged.until_on, charged.indemnity) == (
        date(2026, 4, 2),
        date(2026, 5, 4),
        40_00,
    )
    assert charged.amount == round(8_640_00 * 33 * charged.rate / 10_000 / 365)


def test_a_disputed_invoice_is_not_reminded_while_it_is_disputed(impaye: ScenarioRun) -> None:
    (disputed,) = [event for event in impaye.mission("marges") if isinstance(event.data, InvoiceDisputed)]
    (approved,) = [event for event in impaye.mission("marges") if isinstance(event.data, InvoiceApproved)]
    reminded = [event for event in impaye.mission("marges") if isinstance(event.data, PaymentReminded)]
    of_invoice = [event for event in reminded if event.data.number == disputed.data.number]
    assert of_invoice
    assert not [event for event in of_invoice if disputed.time < event.time < approved.time]


def test_an_insolvent_client_is_reminded_no_more_and_the_claim_is_lodged_in_time(impaye: ScenarioRun) -> None:
    history = impaye.mission("marges")
    (insolvent,) = [event for event in history if isinstance(event.data, ClientInsolvencyRecorded)]
    assert not [
        event for event in history if isinstance(event.data, PaymentReminded) and event.time > insolvent.time
    ]
    asked = [ask for ask in data_of_type(history, PartyAsked) if ask.what is AskedFor.CLAIM]
    assert [(ask.party, ask.due_on) for ask in asked] == [(Party.UMBRELLA, insolvent.data.claim_due_on)]
    (claim,) = data_of_type(history, ClaimLodged)
    assert claim.lodged_on <= insolvent.data.claim_due_on
    assert {ask.ask for ask in asked} <= {answer.ask for answer in data_of_type(history, AskAnswered)}


def test_asks_for_payment_are_withdrawn_not_answered(impaye: ScenarioRun) -> None:
    history = impaye.mission("marges")
    asks = {ask.ask for ask in data_of_type(history, PartyAsked) if ask.what is AskedFor.PAYMENT}
    assert data_of_type(history, PaymentReceived) == []
    assert asks <= {ask.ask for ask in data_of_type(history, AskWithdrawn)}


def test_the_salary_of_each_month_is_paid_and_the_loss_is_not_the_consultant_s(impaye: ScenarioRun) -> None:
    for month in MONTHS:
        assert len(data_of_type(impaye.pay_month("rachel", month), SalaryTransferred)) == 1
    assert [share.month for share in data_of_type(impaye.mission("marges"), SalaryPaid)] == list(MONTHS)
    assert (
        sum(lost.amount for lost in data_of_type(impaye.mission("marges"), ReceivableWrittenOff)) == 24_480_00
    )
    account = fold_state(impaye.account("rachel"))
    assert (account.balance_of(Ledger.RECEIVED), sum(account.balances.values())) == (0, 0)
    assert len(data_of_type(impaye.mission("marges"), MissionClosed)) == 1


def test_a_second_run_answers_the_same_and_adds_no_event(store: Path, impaye: ScenarioRun) -> None:
    again = run_on_store(store, "impaye")
    assert again.report == impaye.report
    assert [entry.body for entry in again.entries] == [entry.body for entry in impaye.entries]
    assert find_faults(store) == []
