"""Decide on issued invoices: platform statuses, collections, reminders, late penalties, documents."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from domain.cents_and_months import portion
from domain.language import Count, DocumentHash, EventId, Label, MissionId, MissionText, command
from domain.law.billing import BIL_5, LATE_RATE, RECOVERY_INDEMNITY
from domain.mission.billing import get_invoice
from domain.mission.events import MissionEvent
from domain.mission.events.billing import DocumentFiled, DocumentKind, InvoiceTransmitted
from domain.mission.events.invoice_following import (
    InvoiceApproved,
    InvoiceCashed,
    InvoiceDisputed,
    InvoiceFollowingEvent,
    InvoiceMadeAvailable,
    InvoicePaymentSent,
    InvoiceRefused,
    InvoiceRejectedByPlatform,
    InvoiceTakenInCharge,
    LatePenaltyCharged,
    PaymentReminded,
)
from domain.mission.invoice_state import Invoice, Reminder
from domain.mission.mission import Mission
from domain.mission.money_refusals import AlreadyReminded, NoSuchStatus, NothingCashed, NothingOwed
from domain.mission.refusals import AlreadyDone
from domain.record import Act

FILED = (200, 201)
CASHED = 212
A_DAY = timedelta(days=1)
YEAR_DAYS = 365

EVENT_OF_CODE = {
    202: InvoiceMadeAvailable,
    203: InvoiceMadeAvailable,
    204: InvoiceTakenInCharge,
    205: InvoiceApproved,
    206: InvoiceApproved,
    207: InvoiceDisputed,
    208: InvoiceDisputed,
    209: InvoiceDisputed,
    210: InvoiceRefused,
    211: InvoicePaymentSent,
    213: InvoiceRejectedByPlatform,
}
"""The event of each platform status code."""


@command
class RecordInvoiceStatus:
    """A status of an invoice; code, role and reason are the platform's own words."""

    mission: MissionId
    number: Label
    code: Count
    role: Label
    reason: Label | None = None
    text: MissionText | None = None


@command
class DeclareCashed:
    """The umbrella company declares the amount collected on an invoice."""

    mission: MissionId
    number: Label


@command
class RemindPayment:
    """The umbrella company reminds the client of its debt on an invoice."""

    mission: MissionId
    number: Label
    reminder: Reminder


@command
class ChargeLatePenalty:
    """The umbrella company charges late penalties up to a day, that day included."""

    mission: MissionId
    number: Label
    until_on: date


@command
class FileDocument:
    """File a document that was rendered from an event of the mission."""

    mission: MissionId
    renders: EventId
    kind: DocumentKind
    document: DocumentHash


def record_status(mission: Mission, command: RecordInvoiceStatus, _: Act) -> list[MissionEvent]:
    """Record a platform status; statuses may come in any order."""
    get_invoice(mission, command.number)
    if command.code in FILED:
        return [InvoiceTransmitted(number=command.number, code=command.code)]
    if command.code not in EVENT_OF_CODE:
        raise NoSuchStatus(code=command.code)
    stated: InvoiceFollowingEvent = EVENT_OF_CODE[command.code](
        number=command.number,
        code=command.code,
        role=command.role,
        reason=command.reason,
        text=command.text,
    )
    return [stated]


def declare_cashed(mission: Mission, command: DeclareCashed, _: Act) -> list[MissionEvent]:
    """Declare the amount collected since the last declaration (212)."""
    invoice = get_invoice(mission, command.number)
    if invoice.paid <= invoice.declared:
        raise NothingCashed(number=command.number)
    return [InvoiceCashed(number=command.number, code=CASHED, amount=invoice.paid - invoice.declared)]


def remind(mission: Mission, command: RemindPayment, act: Act) -> list[MissionEvent]:
    """Remind the client of an open invoice; before its due day only the advance reminder is sent."""
    invoice = get_invoice(mission, command.number)
    late = act.day > invoice.due_on
    if invoice.amount_open <= 0 or late is (command.reminder is Reminder.BEFORE_DUE):
        raise NothingOwed(number=command.number, due_on=invoice.due_on)
    if command.reminder in invoice.reminders:
        raise AlreadyReminded(number=command.number, reminder=command.reminder)
    return [
        PaymentReminded(
            number=command.number, reminder=command.reminder, due_on=invoice.due_on, open=invoice.amount_open
        )
    ]


def charge(mission: Mission, command: ChargeLatePenalty, act: Act) -> list[MissionEvent]:
    """Charge penalties for the late days not yet charged, one event per half-year."""
    invoice = get_invoice(mission, command.number)
    since = max(invoice.due_on, invoice.charged_until or invoice.due_on)
    until = min(command.until_on, act.day)
    penalties = [_penalty_of_days(invoice, command.number, *span) for span in _iter_half_years(since, until)]
    penalties = [penalty for penalty in penalties if penalty.amount]
    if not penalties:
        raise NothingOwed(number=command.number, due_on=invoice.due_on)
    return list[MissionEvent](_add_indemnity(penalties, invoice))


def file(mission: Mission, command: FileDocument, _: Act) -> list[MissionEvent]:
    """File a document, once for each event and kind."""
    if (command.renders, command.kind) in mission.documents:
        raise AlreadyDone(act="FileDocument", of=command.kind)
    return [DocumentFiled(renders=command.renders, kind=command.kind, document=command.document)]


def _iter_half_years(after: date, until: date) -> Iterator[tuple[date, date]]:
    """Split a span of days where the rate changes, on 1 January and 1 July."""
    if after >= date.max:
        return
    first = after + A_DAY
    while first <= until:
        half = date(first.year, 6, 30) if first.month <= 6 else date(first.year, 12, 31)  # noqa: PLR2004
        last = min(half, until)
        yield first, last
        if last == until:
            return
        first = last + A_DAY


def _penalty_of_days(invoice: Invoice, number: str, first: date, last: date) -> LatePenaltyCharged:
    """Return the penalty of some days: the debt of each day, at the yearly rate of the first day."""
    rate = LATE_RATE.value_on(first)
    days = [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
    owed = sum(invoice.owed_on(day) for day in days)
    return LatePenaltyCharged(
        number=number,
        from_on=first,
        until_on=last,
        rate=rate,
        amount=portion(owed, rate, 10_000 * YEAR_DAYS),
        indemnity=0,
        grounds=(BIL_5.make_ground(met=True, due_on=invoice.due_on, rate=rate, days=len(days)),),
    )


def _add_indemnity(penalties: list[LatePenaltyCharged], invoice: Invoice) -> list[LatePenaltyCharged]:
    """Add the flat indemnity to the first penalty of an invoice."""
    if invoice.charged_until is not None:
        return penalties
    indemnity = RECOVERY_INDEMNITY.value_on(penalties[0].from_on)
    return [replace(penalties[0], indemnity=indemnity), *penalties[1:]]
