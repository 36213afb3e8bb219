"""Claire audits Boréal at a fixed price: one report refused, one change countered, everything paid."""

from pathlib import Path

import pytest

from domain.account.events import Ledger
from domain.mission.events.billing import Invoiced, PaymentReceived
from domain.mission.events.changing import ChangeConsented, ChangeRequested, ScopeAmended
from domain.mission.events.delivering import (
    AcceptedWithReservations,
    DeliverableAccepted,
    DeliverableRejected,
    DeliverableSubmitted,
)
from domain.mission.events.ending import SalaryPaid
from domain.mission.events.signing import ConsentGiven, ContractSigned, MissionSigned
from domain.mission.events.working import BreachRecorded
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
    return tmp_path_factory.mktemp("audit") / "store.db"


@pytest.fixture(scope="module")
def audit(store: Path) -> ScenarioRun:
    return run_on_store(store, "audit")


def test_the_mission_begins_with_a_need_and_ends_closed(audit: ScenarioRun) -> None:
    acts = event_names(acts_of_parties(audit.mission("audit")))
    assert acts[0] == "NeedStated"
    assert acts[-2:] == ["MissionCompleted", "MissionClosed"]


def test_consent_and_two_signatures_make_it_signed_before_the_first_day(audit: ScenarioRun) -> None:
    assert event_names(audit.mission("audit"), ConsentGiven, ContractSigned, MissionSigned)[:4] == [
        "ConsentGiven",
        "ContractSigned",
        "ContractSigned",
        "MissionSigned",
    ]
    mission = fold_state(audit.mission("audit"))
    assert mission.signed_on < mission.started_on
    assert data_of_type(audit.mission("audit"), BreachRecorded) == []


def test_the_report_is_rejected_then_accepted_with_reservations(audit: ScenarioRun) -> None:
    judged = (DeliverableSubmitted, DeliverableRejected, AcceptedWithReservations, DeliverableAccepted)
    acts = [event for event in audit.mission("audit") if isinstance(event.data, judged)]
    assert event_names(event for event in acts if event.data.deliverable == "D2") == [
        "DeliverableSubmitted",
        "DeliverableRejected",
        "DeliverableSubmitted",
        "AcceptedWithReservations",
    ]
    assert {event.data.deliverable for event in acts} == {"D1", "D2", "D3"}


def test_a_change_of_the_client_is_countered_and_signed_into_the_scope(audit: ScenarioRun) -> None:
    history = audit.mission("audit")
    asked, countered = data_of_type(history, ChangeRequested)
    assert (asked.by, countered.by, countered.counters) == ("client", "consultant", asked.change)
    assert [agreed.by for agreed in data_of_type(history, ChangeConsented)] == ["client", "umbrella"]
    (amended,) = data_of_type(history, ScopeAmended)
    assert (amended.change, amended.scope.price.amount) == (countered.change, 21_000_00)


def test_every_instalment_is_invoiced_once_under_the_next_number_and_paid(audit: ScenarioRun) -> None:
    invoices = data_of_type(audit.mission("audit"), Invoiced)
    assert [invoice.number for invoice in invoices] == [f"AUD26-0000{number}" for number in range(1, 5)]
    assert [line.key for invoice in invoices for line in invoice.lines] == ["E1", "E2", "E3", "E4", "E5"]
    assert sum(invoice.net for invoice in invoices) == 21_000_00
    paid = sum(payment.amount for payment in data_of_type(audit.mission("audit"), PaymentReceived))
    assert paid == sum(invoice.total for invoice in invoices)


def test_each_month_has_its_salary_and_the_account_is_explained(audit: ScenarioRun) -> None:
    months = [share.month for share in data_of_type(audit.mission("audit"), SalaryPaid)]
    assert months == ["2026-01", "2026-02", "2026-03"]
    account = fold_state(audit.account("claire"))
    assert sum(account.balances.values()) == 0
    assert -account.balance_of(Ledger.RECEIVED) == 21_000_00
    assert account.balance_of(Ledger.FEE) == 1_470_00
    assert account.balance_of(Ledger.ADVANCES) == 0
    assert account.balance_of(Ledger.AVAILABLE) >= 0


def test_signing_unverified_and_invoicing_unaccepted_are_refused(audit: ScenarioRun) -> None:
    assert audit.refusals == ["CC-5", "BIL-2"]


def test_a_second_run_answers_the_same_and_adds_no_event(store: Path, audit: ScenarioRun) -> None:
    again = run_on_store(store, "audit")
    assert again.report == audit.report
    assert [entry.body for entry in again.entries] == [entry.body for entry in audit.entries]
    assert find_faults(store) == []
