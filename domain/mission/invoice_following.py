"""Following an invoice: what the platform says of it, what was collected, reminders, penalties, documents."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from domain.cents_and_months import portion
from domain.language import Count, DocumentHash, FactId, Label, MissionId, MissionText, command
from domain.law.billing import BIL_5, LATE_RATE, RECOVERY_INDEMNITY
from domain.mission.billing import issued
from domain.mission.events import MissionEvent
from domain.mission.events.billing import DocumentFiled, DocumentKind, InvoiceTransmitted
from domain.mission.events.invoice_following import (
    FollowingEvent,
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
from domain.mission.invoice_state import Invoice, Reminder
from domain.mission.mission import Mission
from domain.mission.money_refusals import AlreadyReminded, NoSuchStatus, NothingCashed, NothingOwed
from domain.mission.refusals import AlreadyDone
from domain.record import Act

FILED = (200, 201)
CASHED = 212
A_DAY = timedelta(days=1)
YEAR_DAYS = 365

SAID = {
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
"""The fact that each code of the platform states."""


@command
class RecordInvoiceStatus:
    """A status of an invoice, with code, role and reason word for word as the platform said them."""

    mission: MissionId
    number: Label
    code: Count
    role: Label
    reason: Label | None = None
    text: MissionText | None = None


@command
class DeclareCashed:
    """The umbrella company declares what was collected on an invoice."""

    mission: MissionId
    number: Label


@command
class RemindPayment:
    """The client is reminded of what it owes on an invoice."""

    mission: MissionId
    number: Label
    reminder: Reminder


@command
class ChargeLatePenalty:
    """The umbrella company charges what lateness has cost until a day, that day included."""

    mission: MissionId
    number: Label
    until_on: date


@command
class FileDocument:
    """A document was rendered from a fact of the mission."""

    mission: MissionId
    renders: FactId
    kind: DocumentKind
    document: DocumentHash


def record_status(mission: Mission, order: RecordInvoiceStatus, _: Act) -> list[MissionEvent]:
    """Record what the platform said, in whatever order it says it."""
    issued(mission, order.number)
    if order.code in FILED:
        return [InvoiceTransmitted(number=order.number, code=order.code)]
    if order.code not in SAID:
        raise NoSuchStatus(code=order.code)
    fact: FollowingEvent = SAID[order.code](
        number=order.number,
        code=order.code,
        role=order.role,
        reason=order.reason,
        text=order.text,
    )
    return [fact]


def declare_cashed(mission: Mission, order: DeclareCashed, _: Act) -> list[MissionEvent]:
    """Declare what was collected since the last declaration (212)."""
    invoice = issued(mission, order.number)
    if invoice.paid <= invoice.declared:
        raise NothingCashed(number=order.number)
    return [InvoiceCashed(number=order.number, code=CASHED, amount=invoice.paid - invoice.declared)]


def remind(mission: Mission, order: RemindPayment, act: Act) -> list[MissionEvent]:
    """Remind the client of an invoice still open; before its due day only that it will fall due."""
    invoice = issued(mission, order.number)
    late = act.day > invoice.due_on
    if invoice.open <= 0 or late is (order.reminder is Reminder.BEFORE_DUE):
        raise NothingOwed(number=order.number, due_on=invoice.due_on)
    if order.reminder in invoice.reminders:
        raise AlreadyReminded(number=order.number, reminder=order.reminder)
    return [
        PaymentReminded(
            number=order.number, reminder=order.reminder, due_on=invoice.due_on, open=invoice.open
        )
    ]


def charge(mission: Mission, order: ChargeLatePenalty, act: Act) -> list[MissionEvent]:
    """Charge penalties for the days after the due day that were not charged: one fact a half-year."""
    invoice = issued(mission, order.number)
    since = max(invoice.due_on, invoice.charged_until or invoice.due_on)
    until = min(order.until_on, act.day)
    facts = [_penalty(invoice, order.number, *span) for span in _half_years(since, until)]
    facts = [fact for fact in facts if fact.amount]
    if not facts:
        raise NothingOwed(number=order.number, due_on=invoice.due_on)
    return list[MissionEvent](_with_indemnity(facts, invoice))


def file(mission: Mission, order: FileDocument, _: Act) -> list[MissionEvent]:
    """File a document, once for each fact and kind."""
    if (order.renders, order.kind) in mission.documents:
        raise AlreadyDone(act="FileDocument", of=order.kind)
    return [DocumentFiled(renders=order.renders, kind=order.kind, document=order.document)]


def _half_years(after: date, until: date) -> Iterator[tuple[date, date]]:
    """Cut the days after a day, until another, where the rate changes: 1 January and 1 July."""
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


def _penalty(invoice: Invoice, number: str, first: date, last: date) -> LatePenaltyCharged:
    """Return the penalty of some days: what was owed each day, at the yearly rate of the first."""
    rate = LATE_RATE.on(first)
    days = [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
    owed = sum(invoice.owed_on(day) for day in days)
    return LatePenaltyCharged(
        number=number,
        from_on=first,
        until_on=last,
        rate=rate,
        amount=portion(owed, rate, 10_000 * YEAR_DAYS),
        indemnity=0,
        grounds=(BIL_5.asked(met=True, due_on=invoice.due_on, rate=rate, days=len(days)),),
    )


def _with_indemnity(facts: list[LatePenaltyCharged], invoice: Invoice) -> list[LatePenaltyCharged]:
    """Add the flat indemnity to the first penalty of an invoice."""
    if invoice.charged_until is not None:
        return facts
    indemnity = RECOVERY_INDEMNITY.on(facts[0].from_on)
    return [replace(facts[0], indemnity=indemnity), *facts[1:]]
