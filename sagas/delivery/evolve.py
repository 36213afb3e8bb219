"""How each event changes the progress of the saga of delivery."""

from typing import Any

from msgspec.structs import replace

from domain.language import EventId, Key, Party
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
from sagas.delivery.billable_items import items_to_credit, items_to_invoice
from sagas.delivery.progress import BillableExpense, BilledItem, CausedAmount, DeliveryProgress, HandedOver

NAME = "delivery"
ANSWER_EVENTS: tuple[type[Event], ...] = (
    DeliverableAccepted,
    AcceptedWithReservations,
    PartlyAccepted,
    DeliverableRejected,
    DeliverableDeemedAccepted,
)
EVENT_TYPES = types_with_asks(
    *(MissionScoped, ScopeRevised, ScopeAmended, MissionTakenOver, MissionSigned),
    *(DeliverableSubmitted, AcceptanceReopened, *ANSWER_EVENTS, MilestoneReached, MilestoneValidated),
    *(DaysWorkedRecorded, ExpenseClaimed, ExpenseApproved, ExpenseDeclined, ExpenseReversed),
    *(Invoiced, CreditNoteIssued, MissionTerminated),
    *(MissionDeclined, MissionAbandoned, MissionClosed),
)


def evolve(progress: DeliveryProgress, recorded: Recorded[Any]) -> DeliveryProgress:
    """Return the progress after one more event."""
    event_id = EventId(recorded.id)
    match recorded.data:
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope) | ScopeAmended(scope=scope):
            return _set_scope(progress, scope)
        case MissionTakenOver():
            return _take_over(_set_scope(progress, recorded.data.scope), recorded.data, event_id)
        case MissionSigned():
            return replace(progress, signed=event_id)
        case MissionTerminated():
            return _end_mission(progress, recorded.data, event_id)
        case MissionClosed() | MissionDeclined() | MissionAbandoned():
            return replace(progress, over=True)
        case Invoiced(lines=lines):
            return _add_invoice(progress, lines, event_id)
        case CreditNoteIssued():
            return _add_credit_note(progress, recorded.data, event_id)
        case _:
            return _evolve_work(progress, recorded, event_id)


def _evolve_work(progress: DeliveryProgress, recorded: Recorded[Any], event_id: EventId) -> DeliveryProgress:
    match recorded.data:
        case DeliverableSubmitted(deliverable=key, answer_due_on=due_on, deemed_if_silent=silent):
            handover = HandedOver(event_id, due_on, deemed_if_silent=silent and due_on is not None)
            return replace(progress, handovers={**progress.handovers, key: handover})
        case AcceptanceReopened(deliverable=key):
            return replace(progress, handovers={**progress.handovers, key: HandedOver(event_id)})
        case PartlyAccepted(deliverable=key, share=share):
            return _record_answer(progress, key, event_id, share)
        case DeliverableRejected(deliverable=key):
            return _record_answer(progress, key, event_id, 0)
        case DeliverableAccepted() | AcceptedWithReservations() | DeliverableDeemedAccepted():
            return _record_answer(progress, recorded.data.deliverable, event_id, WHOLE)
        case MilestoneReached(milestone=key):
            return replace(progress, reached={**progress.reached, key: event_id})
        case MilestoneValidated(milestone=key):
            updated = answer_asks(progress, event_id, Party.CLIENT, AskedFor.MILESTONE_VALIDATION, key)
            return replace(updated, validated={**updated.validated, key: event_id})
        case DaysWorkedRecorded(month=month, half_days=half_days):
            return replace(progress, days={**progress.days, month: CausedAmount(event_id, half_days)})
        case _:
            return _evolve_expenses(progress, recorded, event_id)


def _evolve_expenses(
    progress: DeliveryProgress, recorded: Recorded[Any], event_id: EventId
) -> DeliveryProgress:
    match recorded.data:
        case ExpenseClaimed(expense=expense):
            claim = BillableExpense(event_id, expense.net if expense.rebilled else 0)
            return replace(progress, claims={**progress.claims, expense.key: claim})
        case ExpenseApproved(expense=key):
            return _answer_claim(progress, key, event_id, approved=True)
        case ExpenseDeclined(expense=key) | ExpenseReversed(expense=key):
            return _answer_claim(progress, key, event_id, approved=False)
        case _:
            return evolve_asks(NAME, progress, recorded)


def _set_scope(progress: DeliveryProgress, scope: Scope) -> DeliveryProgress:
    daily = scope.price.mode is PriceMode.DAILY_RATE
    return replace(progress, schedule=scope.price.schedule, daily=daily)


def _record_answer(progress: DeliveryProgress, key: Key, event_id: EventId, share: int) -> DeliveryProgress:
    updated = answer_asks(progress, event_id, Party.CLIENT, AskedFor.ACCEPTANCE, key)
    handover = HandedOver(event_id, answered=True, share=share)
    return replace(updated, handovers={**updated.handovers, key: handover})


def _answer_claim(
    progress: DeliveryProgress, key: Key, event_id: EventId, *, approved: bool
) -> DeliveryProgress:
    known = progress.claims.get(key)
    if known is None:
        return progress
    updated = answer_asks(progress, event_id, Party.UMBRELLA, AskedFor.EXPENSE_ANSWER, key)
    return replace(updated, claims={**updated.claims, key: BillableExpense(event_id, known.net, approved)})


def _add_invoice(
    progress: DeliveryProgress, lines: tuple[InvoiceLine, ...], event_id: EventId
) -> DeliveryProgress:
    keys = {line.key for line in lines}
    billed = replace(
        progress,
        bills={**progress.bills, str(event_id): _bill_lines(lines, 1)},
        credited={key: note for key, note in progress.credited.items() if key not in keys},
    )
    still_due = {item.key for item in items_to_invoice(billed)}
    for key in keys - still_due:
        billed = answer_asks(billed, event_id, Party.UMBRELLA, AskedFor.INVOICE, key)
    return billed


def _add_credit_note(
    progress: DeliveryProgress, note: CreditNoteIssued, event_id: EventId
) -> DeliveryProgress:
    keys = {line.key for line in note.lines}
    credited = replace(
        progress,
        bills={**progress.bills, str(event_id): _bill_lines(note.lines, -1)},
        credited={**progress.credited, **dict.fromkeys(keys, event_id)},
        over=False,
    )
    still_due = {item.key for item in items_to_credit(credited)}
    for key in keys - still_due:
        credited = answer_asks(credited, event_id, Party.UMBRELLA, AskedFor.CREDIT_NOTE, key)
    return credited


def _bill_lines(lines: tuple[InvoiceLine, ...], sign: int) -> tuple[BilledItem, ...]:
    return tuple(BilledItem(line.trigger, line.key, sign * line.quantity, sign * line.net) for line in lines)


def _end_mission(progress: DeliveryProgress, ended: MissionTerminated, event_id: EventId) -> DeliveryProgress:
    remains = {"notice": ended.remains.notice, "indemnity": ended.remains.indemnity}
    clauses = {key: CausedAmount(event_id, amount) for key, amount in remains.items() if amount}
    return replace(progress, ended=event_id, clauses=clauses)


def _take_over(progress: DeliveryProgress, takeover: MissionTakenOver, event_id: EventId) -> DeliveryProgress:
    past = takeover.past
    parts = [part for part in takeover.scope.price.schedule if part.key in past.billed]
    days = [
        BilledItem(Trigger.APPROVED_DAYS, month.month, month.billed_half_days, 0) for month in past.months
    ]
    billed = (*(BilledItem(part.trigger, part.key, 1, part.amount) for part in parts), *days)
    return replace(
        progress,
        signed=event_id if past.signed_on else None,
        reached=dict.fromkeys(past.validated, event_id),
        validated=dict.fromkeys(past.validated, event_id),
        handovers={key: HandedOver(event_id, answered=True, share=WHOLE) for key in past.accepted},
        days={month.month: CausedAmount(event_id, month.half_days) for month in past.months},
        bills={str(event_id): billed},
    )
