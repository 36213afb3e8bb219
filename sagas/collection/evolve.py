"""How each fact moves the story of collection."""

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.language import FactId, Party
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
from sagas.collection.progress import CollectionProgress, Insolvency, Receivable

NAME = "collection"
EVENT_TYPES = types_with_asks(
    *(Invoiced, InvoiceTransmitted, CreditNoteIssued, MissionTakenOver, InvoiceRejectedByPlatform),
    *(PaymentReceived, PaymentReallocated, PaymentReversed, ReceivableWrittenOff, InvoiceCashed),
    *(InvoiceDisputed, InvoiceRefused, InvoiceApproved, PaymentReminded, LatePenaltyCharged),
    *(ClientInsolvencyRecorded, ClaimLodged),
)
SUPPLIED = 209  # what the client asked for was supplied: the dispute is over
U = Party.UMBRELLA


def evolve(progress: CollectionProgress, recorded: Recorded[Any]) -> CollectionProgress:
    """Return the progress after one more fact."""
    fact, said = FactId(recorded.id), recorded.data
    match said:
        case Invoiced(number=number, total=total, due_on=due_on, reminders=reminders):
            receivable = Receivable(
                fact=fact, owed_since=fact, total=total, due_on=due_on, reminders=reminders
            )
            known = progress.invoices.get(number, receivable)
            return replace(progress, invoices={**progress.invoices, number: known})
        case MissionTakenOver():
            return _taken_over(progress, said, fact)
        case ClientInsolvencyRecorded(claim_due_on=day):
            lodged = progress.insolvency is not None and progress.insolvency.lodged
            return replace(progress, insolvency=Insolvency(fact, day, lodged))
        case ClaimLodged():
            return _lodged(answer_asks(progress, fact, U, AskedFor.CLAIM))
        case PaymentReallocated() | PaymentReversed():
            return _moved(progress, said, fact)
        case _ if getattr(said, "number", None) in progress.invoices:
            return _of_invoice(progress, said.number, recorded, fact)
        case CreditNoteIssued(invoice=number, total=total):
            told = answer_asks(progress, fact, U, AskedFor.DISPUTE_ANSWER, number)
            day = recorded.time.date()
            return _with(
                told,
                number,
                lambda one: _going_on(_money(one, credits={**one.credits, str(fact): total}), day),
            )
        case _:
            return evolve_asks(NAME, progress, recorded)


def _of_invoice(
    progress: CollectionProgress, number: str, recorded: Recorded[Any], fact: FactId
) -> CollectionProgress:
    """A fact of one invoice; what pauses its reminders, and what lets them go on, is a matter of its day."""
    day = recorded.time.date()
    match recorded.data:
        case InvoiceTransmitted():
            told = answer_asks(progress, fact, U, AskedFor.TRANSMISSION, number)
            sent = {"transmitted": True, "owed_since": fact}
            return _with(told, number, lambda one: _going_on(replace(one, **sent), day))
        case InvoiceRejectedByPlatform():
            return _with(progress, number, lambda one: replace(one, transmitted=False, rejected=fact))
        case PaymentReceived(reference=reference, allocated=allocated):
            key = f"{reference}#{fact}"
            return _paid(progress, number, fact, lambda one: _money(one, money={**one.money, key: allocated}))
        case ReceivableWrittenOff(amount=amount):
            return _with(progress, number, lambda one: _money(one, written_off=amount))
        case InvoiceCashed(amount=amount):
            return _with(progress, number, lambda one: replace(one, cashed={**one.cashed, str(fact): amount}))
        case PaymentReminded(reminder=reminder):
            return _with(progress, number, lambda one: _reminded(one, reminder, fact))
        case LatePenaltyCharged():
            told = answer_asks(progress, fact, U, AskedFor.LATE_PENALTY, number)
            return _with(told, number, lambda one: replace(one, charged=True))
        case _:
            return _said_of(progress, number, recorded, fact, day)


def _said_of(
    progress: CollectionProgress, number: str, recorded: Recorded[Any], fact: FactId, day: date
) -> CollectionProgress:
    match recorded.data:
        case InvoiceDisputed(code=code) if code != SUPPLIED:
            return _with(progress, number, lambda one: replace(one, disputed=one.disputed or fact))
        case InvoiceRefused():
            return _with(progress, number, lambda one: replace(one, disputed=one.disputed or fact))
        case InvoiceDisputed() | InvoiceApproved():
            told = answer_asks(progress, fact, U, AskedFor.DISPUTE_ANSWER, number)
            return _with(told, number, lambda one: _going_on(one, day))
        case _:
            return progress


def _with(
    progress: CollectionProgress, number: str, how: Callable[[Receivable], Receivable]
) -> CollectionProgress:
    known = progress.invoices.get(number)
    if known is None:
        return progress
    return replace(progress, invoices={**progress.invoices, number: how(known)})


def _money(one: Receivable, **moved: object) -> Receivable:
    """Return the invoice after money moved; what was given up is never more than what is left to pay."""
    after = replace(one, **moved)
    return replace(after, written_off=min(after.written_off, max(after.payable, 0)))


def _paid(
    progress: CollectionProgress, number: str, fact: FactId, how: Callable[[Receivable], Receivable]
) -> CollectionProgress:
    paid = _with(progress, number, lambda one: replace(how(one), last_money=fact))
    if number in paid.invoices and paid.invoices[number].open <= 0:
        return answer_asks(paid, fact, Party.CLIENT, AskedFor.PAYMENT, number)
    return paid


def _moved(
    progress: CollectionProgress, moved: PaymentReallocated | PaymentReversed, fact: FactId
) -> CollectionProgress:
    """A bank line pays another invoice, or none any more: what it had paid is owed again."""
    if isinstance(moved, PaymentReversed):
        for number in progress.invoices:
            progress = _with(progress, number, lambda one: _without(one, moved.reference, fact))
        return progress
    key = f"{moved.reference}#{fact}"
    if moved.from_number is not None:
        progress = _with(
            progress, moved.from_number, lambda one: _less(one, {**one.money, key: -moved.amount}, fact)
        )
    return _paid(
        progress,
        moved.to_number,
        fact,
        lambda one: _money(one, money={**one.money, key: moved.amount}),
    )


def _without(one: Receivable, reference: str, fact: FactId) -> Receivable:
    left = {key: amount for key, amount in one.money.items() if key.partition("#")[0] != reference}
    return one if left == one.money else _less(one, left, fact)


def _less(one: Receivable, money: dict[str, int], fact: FactId) -> Receivable:
    settled = one.open <= 0
    after = _money(one, money=money)
    return replace(after, owed_since=fact) if settled and after.open > 0 else after


def _going_on(one: Receivable, day: date) -> Receivable:
    """Reminders go on from a day: of those that passed meanwhile only the last is left to give."""
    passed = [reminder for reminder in one.reminders if reminder.after < day]
    missed = [reminder for reminder in passed[:-1] if reminder.reminder not in one.reminded]
    left = tuple(reminder for reminder in one.reminders if reminder not in missed)
    return replace(one, disputed=None, reminders=left)


def _reminded(one: Receivable, reminder: Reminder, fact: FactId) -> Receivable:
    noticed = fact if reminder is Reminder.FORMAL_NOTICE else one.noticed
    return replace(one, reminded=one.reminded | {reminder}, noticed=noticed)


def _lodged(progress: CollectionProgress) -> CollectionProgress:
    known = progress.insolvency
    return replace(progress, insolvency=replace(known, lodged=True)) if known else progress


def _taken_over(progress: CollectionProgress, taken: MissionTakenOver, fact: FactId) -> CollectionProgress:
    """Invoices of the past were sent long ago; what is left of them is owed, with no day of its own."""
    invoices = {
        one.number: Receivable(
            fact=fact,
            owed_since=fact,
            total=one.total,
            transmitted=True,
            money={f"past#{fact}": one.paid},
            cashed={str(fact): one.paid},
        )
        for one in taken.past.invoices
    }
    return replace(progress, invoices={**invoices, **progress.invoices})
