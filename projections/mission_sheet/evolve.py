"""How each fact changes the sheet: total and silent; what the sheet does not need leaves it as it is.

One part a stage of life, one short case a fact.
"""

from collections.abc import Callable
from typing import Any, get_args

from msgspec.structs import replace

from domain.language import Party
from domain.mission.events import (
    BillingEvent,
    ChangingEvent,
    DeliveringEvent,
    EndingEvent,
    ScopingEvent,
    SigningEvent,
    WorkingEvent,
)
from domain.mission.events.billing import Invoiced, InvoiceTransmitted, PaymentReceived
from domain.mission.events.changing import (
    ChangeConsented,
    ChangeDeclined,
    ChangeRequested,
    ChangeWithdrawn,
    ScopeAmended,
)
from domain.mission.events.delivering import (
    AcceptedWithReservations,
    DeliverableAccepted,
    DeliverableRejected,
    DeliverableSubmitted,
)
from domain.mission.events.ending import MissionClosed, MissionCompleted, SalaryPaid
from domain.mission.events.scoping import (
    MissionAbandoned,
    MissionDeclined,
    MissionScoped,
    MissionVerified,
    NeedStated,
    ProposalMade,
    ScopeRevised,
    TermsNegotiated,
)
from domain.mission.events.signing import ConsentGiven, ContractCopyDelivered, ContractSigned, MissionSigned
from domain.mission.events.working import (
    ActivityAcknowledged,
    BreachCured,
    BreachRecorded,
    DaysWorkedRecorded,
    ExpenseApproved,
    ExpenseClaimed,
    ExpenseDeclined,
    MilestoneReached,
    MilestoneValidated,
    MissionStarted,
)
from domain.record import Event, Recorded
from domain.refused import RefusalRecorded
from projections.mission_sheet import proved
from projections.mission_sheet.rows import (
    Change,
    ChangeState,
    DeliverableState,
    ExpenseState,
    Issued,
    MilestoneState,
    Rows,
    Stage,
    put,
)


def evolve(rows: Rows, recorded: Recorded[Event]) -> Rows:
    """Put in its place the row that the fact proves, if it proves any."""
    stage = _STAGE.get(type(recorded.data))
    return stage(rows, recorded) if stage is not None else rows


def _scoping(rows: Rows, fact: Recorded[ScopingEvent]) -> Rows:
    match fact.data:
        case NeedStated() as stated:
            return put(rows, proved.need(fact, stated), proved.step(fact, Stage.NEEDED))
        case ProposalMade(proposal=proposal):
            offer = proved.offer(fact, Party.CONSULTANT, proposal.price)
            return put(rows, offer, proved.step(fact, Stage.PROPOSED))
        case TermsNegotiated(proposed_by=by, price=price):
            return put(rows, proved.offer(fact, by, price))
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope):
            return proved.agreed(proved.unsigned(rows, scope), fact, scope, proved.step(fact, Stage.SCOPED))
        case MissionVerified():
            return put(rows, proved.step(fact, Stage.VERIFIED))
        case MissionDeclined() | MissionAbandoned():
            return put(rows, proved.step(fact, Stage.GIVEN_UP))
        case _:
            return rows


def _signing(rows: Rows, fact: Recorded[SigningEvent]) -> Rows:
    match fact.data:
        case ConsentGiven(change=change):
            return put(rows, proved.assent(fact, Party.CONSULTANT, change))
        case ContractSigned(change=change, party=party):
            return put(rows, proved.assent(fact, party, change))
        case MissionSigned(signed_on=day):
            return put(rows, proved.step(fact, Stage.SIGNED, day))
        case ContractCopyDelivered(delivered_on=day):
            return put(rows, proved.copy(fact, day))
        case _:
            return rows


def _working(rows: Rows, fact: Recorded[WorkingEvent]) -> Rows:
    match fact.data:
        case MissionStarted() as started:
            return put(rows, proved.start(fact, started), proved.step(fact, Stage.WORKING, started.first_day))
        case MilestoneReached(milestone=key):
            return _moved(rows, fact, f"milestone/{key}", state=MilestoneState.REACHED)
        case MilestoneValidated(milestone=key):
            return _moved(rows, fact, f"milestone/{key}", state=MilestoneState.VALIDATED)
        case DaysWorkedRecorded() as worked:
            return put(rows, proved.days(rows, fact, worked))
        case ActivityAcknowledged(month=month):
            return _moved(rows, fact, f"days/{month}", acknowledged=True)
        case ExpenseClaimed() as claim:
            return put(rows, proved.expense(fact, claim))
        case ExpenseApproved(expense=key):
            return _moved(rows, fact, f"expense/{key}", state=ExpenseState.APPROVED)
        case ExpenseDeclined(expense=key):
            return _moved(rows, fact, f"expense/{key}", state=ExpenseState.DECLINED)
        case BreachRecorded() as broken:
            return put(rows, proved.breach(fact, broken))
        case BreachCured(breach=breach):
            return _moved(rows, fact, f"breach/{breach}", cured=True)
        case _:
            return rows


def _delivering(rows: Rows, fact: Recorded[DeliveringEvent]) -> Rows:
    place = f"deliverable/{fact.data.deliverable}"
    match fact.data:
        case DeliverableSubmitted(attempt=attempt):
            return _moved(rows, fact, place, state=DeliverableState.SUBMITTED, attempts=attempt)
        case DeliverableAccepted():
            return _moved(rows, fact, place, state=DeliverableState.ACCEPTED)
        case AcceptedWithReservations():
            return _moved(rows, fact, place, state=DeliverableState.WITH_RESERVATIONS)
        case DeliverableRejected():
            return _moved(rows, fact, place, state=DeliverableState.REJECTED)
        case _:
            return rows


def _changing(rows: Rows, fact: Recorded[ChangingEvent]) -> Rows:
    place = f"change/{fact.data.change}"
    match fact.data:
        case ChangeRequested(change=key, by=by, what=what, counters=countered):
            asked = proved.change(fact, key, by, what)
            return put(_moved(rows, fact, f"change/{countered}", state=ChangeState.COUNTERED), asked)
        case ChangeConsented(by=by):
            change = rows.get(place)
            before = change.agreed if isinstance(change, Change) else ()
            return _moved(rows, fact, place, agreed=(*before, by))
        case ChangeDeclined():
            return _moved(rows, fact, place, state=ChangeState.DECLINED)
        case ChangeWithdrawn():
            return _moved(rows, fact, place, state=ChangeState.WITHDRAWN)
        case ScopeAmended(scope=scope):
            return proved.agreed(_moved(rows, fact, place, state=ChangeState.AMENDED), fact, scope)
        case _:
            return rows


def _billing(rows: Rows, fact: Recorded[BillingEvent]) -> Rows:
    match fact.data:
        case Invoiced() as invoice:
            return put(rows, proved.issued(fact, invoice))
        case InvoiceTransmitted(number=number):
            return _moved(rows, fact, f"issued/{number}", transmitted=True)
        case PaymentReceived(number=number, allocated=allocated):
            place = f"issued/{number}"
            invoice = rows.get(place)
            before = invoice.paid if isinstance(invoice, Issued) else 0
            return _moved(rows, fact, place, paid=before + allocated)
        case _:
            return rows


def _ending(rows: Rows, fact: Recorded[EndingEvent]) -> Rows:
    match fact.data:
        case SalaryPaid() as paid:
            return put(rows, proved.salary(fact, paid))
        case MissionCompleted(completed_on=day):
            return put(rows, proved.step(fact, Stage.COMPLETED, day))
        case MissionClosed():
            return put(rows, proved.step(fact, Stage.CLOSED))
        case _:
            return rows


def _refused(rows: Rows, fact: Recorded[RefusalRecorded]) -> Rows:
    return put(rows, proved.refusal(fact, fact.data))


_STAGE: dict[type, Callable[[Rows, Any], Rows]] = {
    RefusalRecorded: _refused,
    **{
        event: stage
        for union, stage in (
            (ScopingEvent, _scoping),
            (SigningEvent, _signing),
            (WorkingEvent, _working),
            (DeliveringEvent, _delivering),
            (ChangingEvent, _changing),
            (BillingEvent, _billing),
            (EndingEvent, _ending),
        )
        for event in get_args(union)
    },
}


def _moved(rows: Rows, fact: Recorded[Any], place: str, **how: object) -> Rows:
    """Return the rows with one of them as the fact left it; what is not there stays so."""
    row = rows.get(place)
    return rows if row is None else {**rows, place: replace(row, since=fact.time, **how)}
