"""The events of billing, and how each changes a mission: invoiced, filed, sent, credited, paid."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import (
    Audience,
    BasisPoints,
    Cents,
    Count,
    DocumentHash,
    EventId,
    Key,
    Label,
    MissionText,
)
from domain.mission.invoice_state import Invoice, Payment, PaymentPart, ReminderDay
from domain.mission.mission import Mission, update_entry
from domain.mission.terms import Company, InvoiceLine, Trigger
from domain.record import BY_SYSTEM, BY_UMBRELLA, FOR_CLIENT, Event, Ground


class Invoiced(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The umbrella company invoiced due items under the next number of a series (facture).

    Amounts in cents; each line names its trigger, and the invoice holds all that its document shows.
    `reminders` are the days of this invoice under the company's policy.
    """

    TYPE = "fr.jalon.mission.invoiced.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    series: Key
    number: Label
    issued_on: date
    due_on: date
    seller: Company
    buyer: Company
    lines: tuple[InvoiceLine, ...]
    vat_rate: BasisPoints
    net: Cents
    vat: Cents
    total: Cents
    late_rate: Label
    recovery_indemnity: Cents
    grounds: tuple[Ground, ...]
    vat_mention: Label | None = None
    reminders: tuple[ReminderDay, ...] = ()


class InvoiceTransmitted(Event, frozen=True, kw_only=True):
    """The invoice was sent to the client (200, déposée)."""

    TYPE = "fr.jalon.mission.invoice-transmitted.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    number: Label
    code: Count


class CreditNoteIssued(Event, frozen=True, kw_only=True):
    """A credit note cancels lines of an invoice, or a part of its price (avoir); cents.

    The items of its lines may be invoiced again; a rebate is final.
    """

    TYPE = "fr.jalon.mission.credit-note-issued.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    series: Key
    number: Label
    corrects: EventId
    invoice: Label
    issued_on: date
    lines: tuple[InvoiceLine, ...]
    rebate: Cents
    net: Cents
    vat: Cents
    total: Cents
    reason: MissionText
    grounds: tuple[Ground, ...]


class PaymentReceived(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The client paid, in full or in part; the surplus over the invoice is kept apart (encaissement).

    `net` is the part of `allocated` before tax, which the activity account receives; `penalties` is the
    part that pays late penalties.
    """

    TYPE = "fr.jalon.mission.payment-received.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    reference: Label
    number: Label
    received_on: date
    amount: Cents
    allocated: Cents
    net: Cents
    surplus: Cents
    penalties: Cents = 0


class DocumentKind(StrEnum):
    """The kind of a rendered document."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    REMINDER = "reminder"
    SERVICE_CONTRACT = "service_contract"
    AMENDMENT = "amendment"
    MINUTES = "minutes"
    BREAKDOWN = "breakdown"  # décompte, for the consultant


_FOR_ALL = (DocumentKind.SERVICE_CONTRACT, DocumentKind.AMENDMENT, DocumentKind.MINUTES)


class DocumentFiled(Event, frozen=True, kw_only=True):
    """A document was rendered from an event and filed under its hash; its readers are those of the event."""

    TYPE = "fr.jalon.mission.document-filed.v1"
    BY = BY_SYSTEM
    READERS = frozenset({Audience.ALL, Audience.CLIENT, Audience.CONSULTANT})

    renders: EventId
    kind: DocumentKind
    document: DocumentHash

    @property
    def audience(self) -> Audience:
        """The readers of the event that the document shows."""
        if self.kind is DocumentKind.BREAKDOWN:
            return Audience.CONSULTANT
        return Audience.ALL if self.kind in _FOR_ALL else Audience.CLIENT


BillingEvent = Invoiced | InvoiceTransmitted | CreditNoteIssued | PaymentReceived | DocumentFiled


Billed = dict[tuple[Trigger, Key], int]


def evolve_billing(mission: Mission, event: BillingEvent, event_id: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    match event:
        case Invoiced(number=number, lines=lines, net=net, total=total, due_on=due_on):
            issued = Invoice(net, total, event_id=EventId(event_id), due_on=due_on, lines=lines)
            billed, billed_net = _add_lines(mission, lines, 1)
            invoices = {**mission.invoices, number: issued}
            return replace(mission, invoices=invoices, billed=billed, billed_net=billed_net)
        case InvoiceTransmitted(number=number):
            return change_invoice(mission, number, lambda invoice: replace(invoice, transmitted=True))
        case CreditNoteIssued(invoice=number, lines=lines):
            credited = change_invoice(mission, number, lambda invoice: _credit_invoice(invoice, event))
            billed, billed_net = _add_lines(mission, lines, -1)
            return replace(credited, billed=billed, billed_net=billed_net, closed=False)
        case PaymentReceived():
            return _record_payment(mission, event, EventId(event_id))
        case DocumentFiled(renders=renders, kind=kind):
            return replace(mission, documents=mission.documents | {(renders, kind)})
        case _:
            assert_never(event)


def change_invoice(mission: Mission, number: str, how: Callable[[Invoice], Invoice]) -> Mission:
    """Return the mission with one invoice changed."""
    return replace(mission, invoices=update_entry(mission.invoices, number, how))


def _add_lines(mission: Mission, lines: tuple[InvoiceLine, ...], sign: int) -> tuple[Billed, Billed]:
    """Return the quantities and the amounts invoiced, with these lines added or taken back."""
    billed, billed_net = dict(mission.billed), dict(mission.billed_net)
    for line in lines:
        due = (line.trigger, line.key)
        billed[due] = billed.get(due, 0) + sign * line.quantity
        billed_net[due] = billed_net.get(due, 0) + sign * line.net
    return billed, billed_net


def _credit_invoice(invoice: Invoice, note: CreditNoteIssued) -> Invoice:
    credited = invoice.credited + note.total
    return replace(
        invoice,
        credited=credited,
        written_off=min(invoice.written_off, max(invoice.total - credited - invoice.paid, 0)),
        credited_net=invoice.credited_net + note.net,
        cancelled=invoice.cancelled | {(line.trigger, line.key) for line in note.lines},
    )


def _record_payment(mission: Mission, event: PaymentReceived, event_id: EventId) -> Mission:
    def add_payment(invoice: Invoice) -> Invoice:
        more = invoice.with_payment(event.allocated, event.net, event.received_on)
        return replace(more, penalties_paid=more.penalties_paid + event.penalties)

    line = Payment(
        event_id=event_id,
        received_on=event.received_on,
        parts={event.number: PaymentPart(event.allocated, event.net)},
        penalties={event.number: event.penalties},
        surplus=event.surplus,
    )
    paid = change_invoice(mission, event.number, add_payment)
    return replace(paid, payments={**mission.payments, event.reference: line})
