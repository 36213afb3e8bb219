"""How each fact moves the story of delivery."""

from typing import Any

from msgspec.structs import replace

from domain.language import FactId, Key, Party
from domain.mission.course_terms import WHOLE, AskedFor
from domain.mission.events.billing import CreditNoteIssued, Invoiced
from domain.mission.events.changing import ScopeAmended
from domain.mission.events.delivering import (
    AcceptanceReopened,
    AcceptedWithReservations,
    DeliverableAccepted,
    DeliverableDeemedAccepted,
    DeliverableRejected,
    DeliverableSubmitted,
    PartlyAccepted,
)
from domain.mission.events.ending import MissionClosed, MissionTerminated
from domain.mission.events.expenses import ExpenseApproved, ExpenseClaimed, ExpenseDeclined, ExpenseReversed
from domain.mission.events.scoping import (
    MissionAbandoned,
    MissionDeclined,
    MissionScoped,
    MissionTakenOver,
    ScopeRevised,
)
from domain.mission.events.signing import MissionSigned
from domain.mission.events.working import DaysWorkedRecorded, MilestoneReached, MilestoneValidated
from domain.mission.terms import InvoiceLine, PriceMode, Scope, Trigger
from domain.record import Event, Recorded
from sagas.asks import answer_asks, evolve_asks, types_with_asks
from sagas.delivery.billable_items import to_credit, to_invoice
from sagas.delivery.progress import Amount, Bill, Claim, DeliveryProgress, Handover

NAME = "delivery"
ANSWERS: tuple[type[Event], ...] = (
    DeliverableAccepted,
    AcceptedWithReservations,
    PartlyAccepted,
    DeliverableRejected,
    DeliverableDeemedAccepted,
)
EVENT_TYPES = types_with_asks(
    *(MissionScoped, ScopeRevised, ScopeAmended, MissionTakenOver, MissionSigned),
    *(DeliverableSubmitted, AcceptanceReopened, *ANSWERS, MilestoneReached, MilestoneValidated),
    *(DaysWorkedRecorded, ExpenseClaimed, ExpenseApproved, ExpenseDeclined, ExpenseReversed),
    *(Invoiced, CreditNoteIssued, MissionTerminated),
    *(MissionDeclined, MissionAbandoned, MissionClosed),
)


def evolve(progress: DeliveryProgress, recorded: Recorded[Any]) -> DeliveryProgress:
    """Return the progress after one more fact."""
    fact = FactId(recorded.id)
    match recorded.data:
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope) | ScopeAmended(scope=scope):
            return _scoped(progress, scope)
        case MissionTakenOver():
            return _taken_over(_scoped(progress, recorded.data.scope), recorded.data, fact)
        case MissionSigned():
            return replace(progress, signed=fact)
        case MissionTerminated():
            return _ended(progress, recorded.data, fact)
        case MissionClosed() | MissionDeclined() | MissionAbandoned():
            return replace(progress, over=True)
        case Invoiced(lines=lines):
            return _invoiced(progress, lines, fact)
        case CreditNoteIssued():
            return _credited(progress, recorded.data, fact)
        case _:
            return _worked(progress, recorded, fact)


def _worked(progress: DeliveryProgress, recorded: Recorded[Any], fact: FactId) -> DeliveryProgress:
    match recorded.data:
        case DeliverableSubmitted(deliverable=key, answer_due_on=due_on, deemed_if_silent=silent):
            handover = Handover(fact, due_on, deemed_if_silent=silent and due_on is not None)
            return replace(progress, handovers={**progress.handovers, key: handover})
        case AcceptanceReopened(deliverable=key):
            return replace(progress, handovers={**progress.handovers, key: Handover(fact)})
        case PartlyAccepted(deliverable=key, share=share):
            return _judged(progress, key, fact, share)
        case DeliverableRejected(deliverable=key):
            return _judged(progress, key, fact, 0)
        case DeliverableAccepted() | AcceptedWithReservations() | DeliverableDeemedAccepted():
            return _judged(progress, recorded.data.deliverable, fact, WHOLE)
        case MilestoneReached(milestone=key):
            return replace(progress, reached={**progress.reached, key: fact})
        case MilestoneValidated(milestone=key):
            told = answer_asks(progress, fact, Party.CLIENT, AskedFor.MILESTONE_VALIDATION, key)
            return replace(told, validated={**told.validated, key: fact})
        case DaysWorkedRecorded(month=month, half_days=half_days):
            return replace(progress, days={**progress.days, month: Amount(fact, half_days)})
        case _:
            return _spent(progress, recorded, fact)


def _spent(progress: DeliveryProgress, recorded: Recorded[Any], fact: FactId) -> DeliveryProgress:
    match recorded.data:
        case ExpenseClaimed(expense=expense):
            claim = Claim(fact, expense.net if expense.rebilled else 0)
            return replace(progress, claims={**progress.claims, expense.key: claim})
        case ExpenseApproved(expense=key):
            return _claimed(progress, key, fact, approved=True)
        case ExpenseDeclined(expense=key) | ExpenseReversed(expense=key):
            return _claimed(progress, key, fact, approved=False)
        case _:
            return evolve_asks(NAME, progress, recorded)


def _scoped(progress: DeliveryProgress, scope: Scope) -> DeliveryProgress:
    daily = scope.price.mode is PriceMode.DAILY_RATE
    return replace(progress, schedule=scope.price.schedule, daily=daily)


def _judged(progress: DeliveryProgress, key: Key, fact: FactId, share: int) -> DeliveryProgress:
    told = answer_asks(progress, fact, Party.CLIENT, AskedFor.ACCEPTANCE, key)
    handover = Handover(fact, answered=True, share=share)
    return replace(told, handovers={**told.handovers, key: handover})


def _claimed(progress: DeliveryProgress, key: Key, fact: FactId, *, approved: bool) -> DeliveryProgress:
    known = progress.claims.get(key)
    if known is None:
        return progress
    told = answer_asks(progress, fact, Party.UMBRELLA, AskedFor.EXPENSE_ANSWER, key)
    return replace(told, claims={**told.claims, key: Claim(fact, known.net, approved)})


def _invoiced(progress: DeliveryProgress, lines: tuple[InvoiceLine, ...], fact: FactId) -> DeliveryProgress:
    keys = {line.key for line in lines}
    billed = replace(
        progress,
        bills={**progress.bills, str(fact): _bills(lines, 1)},
        credited={key: note for key, note in progress.credited.items() if key not in keys},
    )
    still = {item.key for item in to_invoice(billed)}
    for key in keys - still:
        billed = answer_asks(billed, fact, Party.UMBRELLA, AskedFor.INVOICE, key)
    return billed


def _credited(progress: DeliveryProgress, note: CreditNoteIssued, fact: FactId) -> DeliveryProgress:
    keys = {line.key for line in note.lines}
    credited = replace(
        progress,
        bills={**progress.bills, str(fact): _bills(note.lines, -1)},
        credited={**progress.credited, **dict.fromkeys(keys, fact)},
        over=False,
    )
    still = {item.key for item in to_credit(credited)}
    for key in keys - still:
        credited = answer_asks(credited, fact, Party.UMBRELLA, AskedFor.CREDIT_NOTE, key)
    return credited


def _bills(lines: tuple[InvoiceLine, ...], sign: int) -> tuple[Bill, ...]:
    return tuple(Bill(line.trigger, line.key, sign * line.quantity, sign * line.net) for line in lines)


def _ended(progress: DeliveryProgress, ended: MissionTerminated, fact: FactId) -> DeliveryProgress:
    remains = {"notice": ended.remains.notice, "indemnity": ended.remains.indemnity}
    clauses = {key: Amount(fact, amount) for key, amount in remains.items() if amount}
    return replace(progress, ended=fact, clauses=clauses)


def _taken_over(progress: DeliveryProgress, taken: MissionTakenOver, fact: FactId) -> DeliveryProgress:
    past = taken.past
    parts = [part for part in taken.scope.price.schedule if part.key in past.billed]
    days = [Bill(Trigger.APPROVED_DAYS, month.month, month.billed_half_days, 0) for month in past.months]
    billed = (*(Bill(part.trigger, part.key, 1, part.amount) for part in parts), *days)
    return replace(
        progress,
        signed=fact if past.signed_on else None,
        reached=dict.fromkeys(past.validated, fact),
        validated=dict.fromkeys(past.validated, fact),
        handovers={key: Handover(fact, answered=True, share=WHOLE) for key in past.accepted},
        days={month.month: Amount(fact, month.half_days) for month in past.months},
        bills={str(fact): billed},
    )
