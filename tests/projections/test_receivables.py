"""Receivables: given invoices and money, then who owes what, and for how long."""

from datetime import date
from typing import Any

import pytest

from domain.language import Audience, EventId
from domain.mission.events.billing import CreditNoteIssued
from domain.mission.events.collecting import PaymentReversed, ReceivableWrittenOff
from domain.mission.events.invoice_following import InvoiceDisputed
from domain.mission.terms import Trigger
from projections import EVERYBODY
from projections.receivables import RECEIVABLES, ReceivablesView
from tests.projections.life import (
    ACME,
    MET,
    event_id,
    issue_invoice,
    receive_payment,
    record_events,
    sealed_text,
    view_rows,
)

BILL = issue_invoice("F-1", "I1", Trigger.SIGNATURE, 300_000)  # 360 000 with tax, due on 2 April
OTHER = issue_invoice("F-2", "I2", Trigger.ACCEPTANCE, 100_000)
CLIENT = f"client/{ACME}"


def show_page(
    *events: Any, on: date = date(2026, 5, 15), key: str = CLIENT, reader: Audience | None = None
) -> ReceivablesView:
    return RECEIVABLES.show(view_rows(RECEIVABLES, record_events(*events), key), on, reader)


def test_a_debt_ages_from_the_day_it_was_due() -> None:
    (debt,) = show_page(BILL).debts
    assert (debt.number, debt.open, debt.days_late) == ("F-1", 360_000, 43)
    assert [(age.from_days, age.open) for age in show_page(BILL).ages if age.open] == [(31, 360_000)]
    assert show_page(BILL, on=date(2026, 4, 2)).ages[0].open == 360_000


def test_what_is_paid_in_part_stays_owed_for_the_rest_and_what_is_paid_is_owed_no_more() -> None:
    in_part = show_page(BILL, receive_payment("F-1", 60_000))
    assert (in_part.open, in_part.received, in_part.explained) == (300_000, 60_000, True)
    assert show_page(BILL, receive_payment("F-1", 360_000)).debts == ()


def test_a_payment_taken_back_is_owed_again() -> None:
    back = PaymentReversed(
        payment=EventId(event_id(1)),
        reference="bank F-1",
        reversed_on=date(2026, 4, 9),
        net=300_000,
        reason=sealed_text(),
    )
    assert show_page(BILL, receive_payment("F-1", 360_000), back).open == 360_000


def test_a_credit_note_and_a_loss_have_their_place() -> None:
    note = CreditNoteIssued(
        series="F",
        number="A-1",
        corrects=EventId(event_id(0)),
        invoice="F-1",
        issued_on=date(2026, 4, 9),
        lines=(),
        rebate=50_000,
        net=50_000,
        vat=10_000,
        total=60_000,
        reason=sealed_text(),
        grounds=(MET,),
    )
    lost = ReceivableWrittenOff(
        number="F-1", amount=300_000, net=250_000, reason=sealed_text(), grounds=(MET,)
    )
    shown = show_page(BILL, note, lost)
    assert (shown.invoiced, shown.credited, shown.written_off, shown.open) == (360_000, 60_000, 300_000, 0)
    assert shown.explained


def test_a_client_does_not_read_that_we_gave_its_debt_up() -> None:
    lost = ReceivableWrittenOff(
        number="F-1", amount=360_000, net=300_000, reason=sealed_text(), grounds=(MET,)
    )
    shown = show_page(BILL, lost, reader=Audience.CLIENT)
    assert (shown.open, shown.written_off) == (360_000, 0)


def test_a_dispute_is_marked() -> None:
    disputed = InvoiceDisputed(number="F-1", code=207, role="BY", reason="QUALITE_ERR", text=None)
    assert [debt.disputed for debt in show_page(BILL, OTHER, disputed).debts] == [True, False]


@pytest.mark.parametrize(("reader", "seen"), [(None, 2), (Audience.UMBRELLA, 2), (Audience.CLIENT, 0)])
def test_all_clients_beside_each_other_are_for_the_house(reader: Audience | None, seen: int) -> None:
    assert len(show_page(BILL, OTHER, key=EVERYBODY, reader=reader).debts) == seen
