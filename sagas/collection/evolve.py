"""How each event changes the progress of the saga of collection."""

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.language import EventId, Party
from domain.mission.course_terms import AskedFor
from domain.mission.events.billing import CreditNoteIssued, Invoiced, InvoiceTransmitted, PaymentReceived
from domain.mission.events.collecting import (
    ClaimLodged,
    ClientInsolvencyRecorded,
    PaymentReallocated,
    PaymentReversed,
    ReceivableWrittenOff,
)
from domain.mission.events.invoice_following import (
    InvoiceApproved,
    InvoiceCashed,
    InvoiceDisputed,
    InvoiceRefused,
    InvoiceRejectedByPlatform,
    LatePenaltyCharged,
    PaymentReminded,
)
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.invoice_state import Reminder
from domain.record import Recorded
from sagas.asks import answer_asks, evolve_asks, types_with_asks
from sagas.collection.progress import ClientProceedings, CollectionProgress, Receivable

NAME = "collection"
EVENT_TYPES = types_with_asks(
    *(Invoiced, InvoiceTransmitted, CreditNoteIssued, MissionTakenOver, InvoiceRejectedByPlatform),
    *(PaymentReceived, PaymentReallocated, PaymentReversed, ReceivableWrittenOff, InvoiceCashed),
    *(InvoiceDisputed, InvoiceRefused, InvoiceApproved, PaymentReminded, LatePenaltyCharged),
    *(ClientInsolvencyRecorded, ClaimLodged),
)
SUPPLIED = 209  # code of the platform: what the client requested was supplied, so the dispute is over
UMBRELLA = Party.UMBRELLA


def evolve(progress: CollectionProgress, recorded: Recorded[Any]) -> CollectionProgress:
    """Return the progress after one more event."""
    event_id, event = EventId(recorded.id), recorded.data
    match event:
        case Invoiced(number=number, total=total, due_on=due_on, reminders=reminders):
            receivable = Receivable(
                fact=event_id, owed_since=event_id, total=total, due_on=due_on, reminders=reminders
            )
            known = progress.invoices.get(number, receivable)
            return replace(progress, invoices={**progress.invoices, number: known})
        case MissionTakenOver():
            return _take_over(progress, event, event_id)
        case ClientInsolvencyRecorded(claim_due_on=day):
            lodged = progress.insolvency is not None and progress.insolvency.lodged
            return replace(progress, insolvency=ClientProceedings(event_id, day, lodged))
        case ClaimLodged():
            return _record_claim(answer_asks(progress, event_id, UMBRELLA, AskedFor.CLAIM))
        case PaymentReallocated() | PaymentReversed():
            return _move_payment(progress, event, event_id)
        case _ if getattr(event, "number", None) in progress.invoices:
            return _evolve_invoice(progress, event.number, recorded, event_id)
        case CreditNoteIssued(invoice=number, total=total):
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.DISPUTE_ANSWER, number)
            day = recorded.time.date()
            return _change_invoice(
                updated,
                number,
                lambda invoice: _resume_reminders(
                    _change_money(invoice, credits={**invoice.credits, str(event_id): total}), day
                ),
            )
        case _:
            return evolve_asks(NAME, progress, recorded)


def _evolve_invoice(
    progress: CollectionProgress, number: str, recorded: Recorded[Any], event_id: EventId
) -> CollectionProgress:
    """Return the progress after an event of one invoice; reminders resume from the day of the event."""
    day = recorded.time.date()
    match recorded.data:
        case InvoiceTransmitted():
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.TRANSMISSION, number)
            sent = {"transmitted": True, "owed_since": event_id}
            return _change_invoice(
                updated, number, lambda invoice: _resume_reminders(replace(invoice, **sent), day)
            )
        case InvoiceRejectedByPlatform():
            return _change_invoice(
                progress, number, lambda invoice: replace(invoice, transmitted=False, rejected=event_id)
            )
        case PaymentReceived(reference=reference, allocated=allocated):
            key = f"{reference}#{event_id}"
            return _record_payment(
                progress,
                number,
                event_id,
                lambda invoice: _change_money(invoice, money={**invoice.money, key: allocated}),
            )
        case ReceivableWrittenOff(amount=amount):
            return _change_invoice(
                progress, number, lambda invoice: _change_money(invoice, written_off=amount)
            )
        case InvoiceCashed(amount=amount):
            return _change_invoice(
                progress,
                number,
                lambda invoice: replace(invoice, cashed={**invoice.cashed, str(event_id): amount}),
            )
        case PaymentReminded(reminder=reminder):
            return _change_invoice(
                progress, number, lambda invoice: _record_reminder(invoice, reminder, event_id)
            )
        case LatePenaltyCharged():
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.LATE_PENALTY, number)
            return _change_invoice(updated, number, lambda invoice: replace(invoice, charged=True))
        case _:
            return _evolve_dispute(progress, number, recorded, event_id, day)


def _evolve_dispute(
    progress: CollectionProgress, number: str, recorded: Recorded[Any], event_id: EventId, day: date
) -> CollectionProgress:
    match recorded.data:
        case InvoiceDisputed(code=code) if code != SUPPLIED:
            return _change_invoice(
                progress, number, lambda invoice: replace(invoice, disputed=invoice.disputed or event_id)
            )
        case InvoiceRefused():
            return _change_invoice(
                progress, number, lambda invoice: replace(invoice, disputed=invoice.disputed or event_id)
            )
        case InvoiceDisputed() | InvoiceApproved():
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.DISPUTE_ANSWER, number)
            return _change_invoice(updated, number, lambda invoice: _resume_reminders(invoice, day))
        case _:
            return progress


def _change_invoice(
    progress: CollectionProgress, number: str, change: Callable[[Receivable], Receivable]
) -> CollectionProgress:
    known = progress.invoices.get(number)
    if known is None:
        return progress
    return replace(progress, invoices={**progress.invoices, number: change(known)})


def _change_money(invoice: Receivable, **changes: object) -> Receivable:
    """Return the invoice after a movement; a written-off amount is never more than the payable amount."""
    after = replace(invoice, **changes)
    return replace(after, written_off=min(after.written_off, max(after.payable_amount, 0)))


def _record_payment(
    progress: CollectionProgress, number: str, event_id: EventId, change: Callable[[Receivable], Receivable]
) -> CollectionProgress:
    paid = _change_invoice(progress, number, lambda invoice: replace(change(invoice), last_money=event_id))
    if number in paid.invoices and paid.invoices[number].open_amount <= 0:
        return answer_asks(paid, event_id, Party.CLIENT, AskedFor.PAYMENT, number)
    return paid


def _move_payment(
    progress: CollectionProgress, movement: PaymentReallocated | PaymentReversed, event_id: EventId
) -> CollectionProgress:
    """Move a bank line to another invoice, or take it away; its first invoice is then owed again."""
    if isinstance(movement, PaymentReversed):
        for number in progress.invoices:
            progress = _change_invoice(
                progress, number, lambda invoice: _remove_payment(invoice, movement.reference, event_id)
            )
        return progress
    key = f"{movement.reference}#{event_id}"
    if movement.from_number is not None:
        progress = _change_invoice(
            progress,
            movement.from_number,
            lambda invoice: _replace_money(invoice, {**invoice.money, key: -movement.amount}, event_id),
        )
    return _record_payment(
        progress,
        movement.to_number,
        event_id,
        lambda invoice: _change_money(invoice, money={**invoice.money, key: movement.amount}),
    )


def _remove_payment(invoice: Receivable, reference: str, event_id: EventId) -> Receivable:
    left = {key: amount for key, amount in invoice.money.items() if key.partition("#")[0] != reference}
    return invoice if left == invoice.money else _replace_money(invoice, left, event_id)


def _replace_money(invoice: Receivable, money: dict[str, int], event_id: EventId) -> Receivable:
    settled = invoice.open_amount <= 0
    after = _change_money(invoice, money=money)
    return replace(after, owed_since=event_id) if settled and after.open_amount > 0 else after


def _resume_reminders(invoice: Receivable, day: date) -> Receivable:
    """Resume the reminders from a day; of those that passed meanwhile, keep only the last."""
    passed = [reminder for reminder in invoice.reminders if reminder.after < day]
    missed = [reminder for reminder in passed[:-1] if reminder.reminder not in invoice.reminded]
    left = tuple(reminder for reminder in invoice.reminders if reminder not in missed)
    return replace(invoice, disputed=None, reminders=left)


def _record_reminder(invoice: Receivable, reminder: Reminder, event_id: EventId) -> Receivable:
    noticed = event_id if reminder is Reminder.FORMAL_NOTICE else invoice.noticed
    return replace(invoice, reminded=invoice.reminded | {reminder}, noticed=noticed)


def _record_claim(progress: CollectionProgress) -> CollectionProgress:
    known = progress.insolvency
    return replace(progress, insolvency=replace(known, lodged=True)) if known else progress


def _take_over(
    progress: CollectionProgress, takeover: MissionTakenOver, event_id: EventId
) -> CollectionProgress:
    """Add the invoices of the past: they were sent before the take-over, and their due day is unknown."""
    invoices = {
        past_invoice.number: Receivable(
            fact=event_id,
            owed_since=event_id,
            total=past_invoice.total,
            transmitted=True,
            money={f"past#{event_id}": past_invoice.paid},
            cashed={str(event_id): past_invoice.paid},
        )
        for past_invoice in takeover.past.invoices
    }
    return replace(progress, invoices={**invoices, **progress.invoices})
