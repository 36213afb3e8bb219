"""How what becomes of an invoice changes a mission."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.mission.events import FollowingEvent
from domain.mission.events.invoice_following import (
    InvoiceApproved,
    InvoiceCashed,
    InvoiceDisputed,
    InvoiceMadeAvailable,
    InvoicePaymentSent,
    InvoiceRefused,
    InvoiceRejectedByPlatform,
    InvoiceTakenInCharge,
    LatePenaltyCharged,
    PaymentReminded,
)
from domain.mission.evolving.billing import with_invoice
from domain.mission.invoice_state import Invoice
from domain.mission.mission import Mission


def following(mission: Mission, event: FollowingEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    return with_invoice(mission, event.number, lambda invoice: _after(invoice, event))


def _after(invoice: Invoice, event: FollowingEvent) -> Invoice:
    match event:
        case InvoiceRejectedByPlatform():
            return replace(invoice, transmitted=False)
        case InvoiceCashed(amount=amount):
            return replace(invoice, declared=invoice.declared + amount)
        case PaymentReminded(reminder=reminder):
            return replace(invoice, reminders=invoice.reminders | {reminder})
        case LatePenaltyCharged(until_on=day, amount=amount, indemnity=indemnity):
            penalties = invoice.penalties + amount + indemnity
            return replace(invoice, charged_until=day, penalties=penalties)
        case InvoiceMadeAvailable() | InvoiceTakenInCharge() | InvoiceApproved():
            return invoice
        case InvoiceDisputed() | InvoiceRefused() | InvoicePaymentSent():
            return invoice
        case _:
            assert_never(event)
