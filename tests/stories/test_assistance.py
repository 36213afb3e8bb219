"""Marc assists Aubrac and Forez at once: half-days, corrections, and a salary paid before the client."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.account.events import EntryKind, EntryPosted, Ledger
from domain.mission.events.billing import Invoiced, PaymentReceived
from domain.mission.events.ending import SalaryPaid
from domain.mission.events.signing import MissionSigned
from domain.mission.events.working import ActivityAcknowledged, BreachRecorded
from domain.paymonth.events import AdvanceGranted, SalaryTransferred
from tests.stories.scenario_run import (
    ScenarioRun,
    acts_of_parties,
    data_of_type,
    event_names,
    events_as_of,
    events_known_at,
    find_faults,
    fold_state,
    run_on_store,
)

MONTHS = ["2026-02", "2026-03", "2026-04", "2026-05"]
BEFORE_THE_CORRECTION = datetime(2026, 4, 5, tzinfo=UTC)
AFTER_THE_REPORT = datetime(2026, 3, 31, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("assistance") / "store.db"


@pytest.fixture(scope="module")
def assistance(store: Path) -> ScenarioRun:
    return run_on_store(store, "assistance")


def test_both_missions_are_closed_when_their_last_invoice_is_paid(assistance: ScenarioRun) -> None:
    for mission in ("lims", "erp"):
        assert event_names(acts_of_parties(assistance.mission(mission)))[-2:] == [
            "PaymentReceived",
            "MissionClosed",
        ]


def test_work_may_begin_the_day_before_the_signature_without_a_breach(assistance: ScenarioRun) -> None:
    mission = fold_state(assistance.mission("erp"))
    (signed,) = data_of_type(assistance.mission("erp"), MissionSigned)
    assert mission.started_on < signed.signed_on <= mission.contract_due_on
    assert data_of_type(assistance.mission("erp"), BreachRecorded) == []


def test_each_month_has_one_transfer_shared_by_both_missions(assistance: ScenarioRun) -> None:
    for month in MONTHS:
        (transferred,) = data_of_type(assistance.pay_month("marc", month), SalaryTransferred)
        shares = [
            share.net_paid
            for mission in ("lims", "erp")
            for share in data_of_type(assistance.mission(mission), SalaryPaid)
            if share.month == month
        ]
        assert len(shares) == 2
        assert sum(shares) == transferred.amount


def test_a_report_sent_back_is_corrected_before_it_is_approved(assistance: ScenarioRun) -> None:
    assert event_names(acts_of_parties(assistance.pay_month("marc", "2026-02")))[:4] == [
        "ActivityReported",
        "ActivityReturned",
        "ActivityCorrected",
        "ActivityApproved",
    ]


def test_march_is_known_as_it_was_before_the_correction(assistance: ScenarioRun) -> None:
    march, erp = assistance.pay_month("marc", "2026-03"), assistance.mission("erp")
    before, now = events_known_at(erp, BEFORE_THE_CORRECTION), erp
    assert (fold_state(before).half_days["2026-03"], fold_state(now).half_days["2026-03"]) == (11, 12)
    assert "ActivityCorrected" not in event_names(events_known_at(march, BEFORE_THE_CORRECTION))
    assert event_names(acts_of_parties(march))[-2:] == ["ActivityCorrected", "ActivityApproved"]


def test_as_of_the_evening_of_the_report_march_waited_for_its_approval(assistance: ScenarioRun) -> None:
    march = fold_state(events_as_of(assistance.pay_month("marc", "2026-03"), AFTER_THE_REPORT))
    assert (march.report is not None, march.approved) == (True, False)


def test_the_half_day_found_later_is_invoiced_with_the_next_month(assistance: ScenarioRun) -> None:
    lines = [
        (line.key, line.quantity)
        for invoice in data_of_type(assistance.mission("erp"), Invoiced)
        for line in invoice.lines
    ]
    assert [quantity for key, quantity in lines if key == "2026-03"] == [11, 1]


def test_the_salary_of_april_is_paid_though_aubrac_had_not_paid(assistance: ScenarioRun) -> None:
    april = assistance.pay_month("marc", "2026-04")
    assert event_names(april, AdvanceGranted, SalaryTransferred) == ["AdvanceGranted", "SalaryTransferred"]
    (advance,) = data_of_type(april, AdvanceGranted)
    assert (advance.makes_up_for, advance.ground.rule) == ("account", "EMP-2")
    (late,) = [
        p for p in data_of_type(assistance.mission("lims"), PaymentReceived) if p.number == "ASS26-00005"
    ]
    assert late.received_on.isoformat() == "2026-05-12"
    entries = data_of_type(assistance.account("marc"), EntryPosted)
    (recovered,) = [entry for entry in entries if entry.kind is EntryKind.ADVANCE_RECOVERED]
    assert recovered.postings[1].amount == advance.amount


def test_expenses_reach_the_consultant_and_the_rebilled_one_the_client(assistance: ScenarioRun) -> None:
    lines = [line for invoice in data_of_type(assistance.mission("lims"), Invoiced) for line in invoice.lines]
    assert [(line.key, line.net) for line in lines if line.trigger == "expense"] == [("train-mars", 160_00)]
    assert fold_state(assistance.account("marc")).balance_of(Ledger.EXPENSES) == 222_20


def test_the_account_is_explained_to_the_cent(assistance: ScenarioRun) -> None:
    account = fold_state(assistance.account("marc"))
    invoiced = sum(
        invoice.net
        for mission in ("lims", "erp")
        for invoice in data_of_type(assistance.mission(mission), Invoiced)
    )
    assert sum(account.balances.values()) == 0
    assert -account.balance_of(Ledger.RECEIVED) == invoiced
    assert account.balance_of(Ledger.ADVANCES) == 0
    assert account.balance_of(Ledger.AVAILABLE) > 0


def test_the_visa_of_a_client_is_recorded_on_its_letter_and_never_approves(assistance: ScenarioRun) -> None:
    (visa,) = [event for event in assistance.mission("erp") if isinstance(event.data, ActivityAcknowledged)]
    assert (visa.party, visa.acted_for, visa.channel) == ("umbrella", "client", "email")
    assert assistance.refusals == ["DEF-1", "BIL-2"]


def test_a_second_run_answers_the_same_and_adds_no_event(store: Path, assistance: ScenarioRun) -> None:
    again = run_on_store(store, "assistance")
    assert again.report == assistance.report
    assert [entry.body for entry in again.entries] == [entry.body for entry in assistance.entries]
    assert find_faults(store) == []
