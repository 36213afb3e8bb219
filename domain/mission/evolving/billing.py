"""How the facts of billing change a mission."""

from collections.abc import Callable
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import FactId, Key
from domain.mission.events import BillingEvent
from domain.mission.events.billing import (
    CreditNoteIssued,
    DocumentFiled,
    Invoiced,
    InvoiceTransmitted,
    PaymentReceived,
)
from domain.mission.evolving.state_updates import changed
from domain.mission.invoice_state import Invoice, Part, Payment
from domain.mission.mission import Mission
from domain.mission.terms import InvoiceLine, Trigger

Billed = dict[tuple[Trigger, Key], int]


def billing(mission: Mission, event: BillingEvent, fact: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case Invoiced(number=number, lines=lines, net=net, total=total, due_on=due_on):
            issued = Invoice(net, total, fact=FactId(fact), due_on=due_on, lines=lines)
            billed, billed_net = _with_lines(mission, lines, 1)
            invoices = {**mission.invoices, number: issued}
            return replace(mission, invoices=invoices, billed=billed, billed_net=billed_net)
        case InvoiceTransmitted(number=number):
            return with_invoice(mission, number, lambda invoice: replace(invoice, transmitted=True))
        case CreditNoteIssued(invoice=number, lines=lines):
            credited = with_invoice(mission, number, lambda invoice: _credited(invoice, event))
            billed, billed_net = _with_lines(mission, lines, -1)
            return replace(credited, billed=billed, billed_net=billed_net, closed=False)
        case PaymentReceived():
            return _paid(mission, event, FactId(fact))
        case DocumentFiled(renders=renders, kind=kind):
            return replace(mission, documents=mission.documents | {(renders, kind)})
        case _:
            assert_never(event)


def with_invoice(mission: Mission, number: str, how: Callable[[Invoice], Invoice]) -> Mission:
    """Return the mission with one invoice changed."""
    return replace(mission, invoices=changed(mission.invoices, number, how))


def _with_lines(mission: Mission, lines: tuple[InvoiceLine, ...], sign: int) -> tuple[Billed, Billed]:
    """Return the quantities and the amounts invoiced, with these lines added or taken back."""
    billed, billed_net = dict(mission.billed), dict(mission.billed_net)
    for line in lines:
        due = (line.trigger, line.key)
        billed[due] = billed.get(due, 0) + sign * line.quantity
        billed_net[due] = billed_net.get(due, 0) + sign * line.net
    return billed, billed_net


def _credited(invoice: Invoice, note: CreditNoteIssued) -> Invoice:
    credited = invoice.credited + note.total
    return replace(
        invoice,
        credited=credited,
        written_off=min(invoice.written_off, max(invoice.total - credited - invoice.paid, 0)),
        credited_net=invoice.credited_net + note.net,
        cancelled=invoice.cancelled | {(line.trigger, line.key) for line in note.lines},
    )


def _paid(mission: Mission, event: PaymentReceived, fact: FactId) -> Mission:
    def plus(invoice: Invoice) -> Invoice:
        more = invoice.plus(event.allocated, event.net, event.received_on)
        return replace(more, penalties_paid=more.penalties_paid + event.penalties)

    line = Payment(
        fact=fact,
        received_on=event.received_on,
        parts={event.number: Part(event.allocated, event.net)},
        penalties={event.number: event.penalties},
        surplus=event.surplus,
    )
    paid = with_invoice(mission, event.number, plus)
    return replace(paid, payments={**mission.payments, event.reference: line})
