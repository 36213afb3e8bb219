"""The events of a sent invoice, and how each changes a mission: statuses, reminders, penalties."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import BasisPoints, Cents, Count, Label, MissionText
from domain.mission.events.billing import change_invoice
from domain.mission.invoice_state import Invoice, Reminder
from domain.mission.mission import Mission
from domain.record import BY_SYSTEM, BY_UMBRELLA, FOR_CLIENT, Event, Ground


class InvoiceMadeAvailable(Event, frozen=True, kw_only=True):
    """The client's platform received the invoice and shows it (202, 203)."""

    TYPE = "fr.jalon.mission.invoice-made-available.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CLIENT

    number: Label
    code: Count
    role: Label
    reason: Label | None
    text: MissionText | None


class InvoiceTakenInCharge(Event, frozen=True, kw_only=True):
    """The client began to process the invoice (204)."""

    TYPE = "fr.jalon.mission.invoice-taken-in-charge.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CLIENT

    number: Label
    code: Count
    role: Label
    reason: Label | None
    text: MissionText | None


class InvoiceApproved(Event, frozen=True, kw_only=True):
    """The client approves the invoice, in full or in part (205, 206)."""

    TYPE = "fr.jalon.mission.invoice-approved.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CLIENT

    number: Label
    code: Count
    role: Label
    reason: Label | None
    text: MissionText | None


class InvoiceDisputed(Event, frozen=True, kw_only=True):
    """The client disputes or suspends the invoice, or the requested supplement came (207, 208, 209)."""

    TYPE = "fr.jalon.mission.invoice-disputed.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CLIENT

    number: Label
    code: Count
    role: Label
    reason: Label | None
    text: MissionText | None


class InvoiceRefused(Event, frozen=True, kw_only=True):
    """The client refused the invoice, with a reason (210)."""

    TYPE = "fr.jalon.mission.invoice-refused.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CLIENT

    number: Label
    code: Count
    role: Label
    reason: Label | None
    text: MissionText | None


class InvoicePaymentSent(Event, frozen=True, kw_only=True):
    """The client states that it sent the payment (211, paiement transmis)."""

    TYPE = "fr.jalon.mission.invoice-payment-sent.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CLIENT

    number: Label
    code: Count
    role: Label
    reason: Label | None
    text: MissionText | None


class InvoiceRejectedByPlatform(Event, frozen=True, kw_only=True):
    """A platform rejected the form of the invoice; it must be sent again (213)."""

    TYPE = "fr.jalon.mission.invoice-rejected-by-platform.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CLIENT

    number: Label
    code: Count
    role: Label
    reason: Label | None
    text: MissionText | None


class InvoiceCashed(Event, frozen=True, kw_only=True):
    """The seller declares the collected amount, on which VAT is due (212, encaissée); cents."""

    TYPE = "fr.jalon.mission.invoice-cashed.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CLIENT

    number: Label
    code: Count
    amount: Cents


class PaymentReminded(Event, frozen=True, kw_only=True):
    """The client was reminded of its debt on an invoice (relance); cents."""

    TYPE = "fr.jalon.mission.payment-reminded.v1"
    BY = BY_SYSTEM | BY_UMBRELLA
    READERS = FOR_CLIENT

    number: Label
    reminder: Reminder
    due_on: date
    open: Cents


class LatePenaltyCharged(Event, frozen=True, kw_only=True):
    """Penalties for late payment over some days, at the yearly rate of that half-year; cents.

    `indemnity` is the flat recovery indemnity, once for each invoice.
    """

    TYPE = "fr.jalon.mission.late-penalty-charged.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    number: Label
    from_on: date
    until_on: date
    rate: BasisPoints
    amount: Cents
    indemnity: Cents
    grounds: tuple[Ground, ...]


InvoiceFollowingEvent = (
    InvoiceMadeAvailable
    | InvoiceTakenInCharge
    | InvoiceApproved
    | InvoiceDisputed
    | InvoiceRefused
    | InvoicePaymentSent
    | InvoiceRejectedByPlatform
    | InvoiceCashed
    | PaymentReminded
    | LatePenaltyCharged
)


def following(mission: Mission, event: InvoiceFollowingEvent, _: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    return change_invoice(mission, event.number, lambda invoice: _after(invoice, event))


def _after(invoice: Invoice, event: InvoiceFollowingEvent) -> Invoice:
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
