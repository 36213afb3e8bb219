"""How each fact changes a mission: total and silent, so that yesterday's facts always read.

One part a stage of life, one short case a fact; a guard never runs here.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, assert_never, get_args
from uuid import UUID

from msgspec.structs import replace

from domain.language import NOBODY, FactId, Key
from domain.mission.events import (
    BillingEvent,
    ChangingEvent,
    DeliveringEvent,
    EndingEvent,
    MissionEvent,
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
from domain.mission.events.signing import (
    ConsentGiven,
    ContractCopyDelivered,
    ContractSigned,
    MissionSigned,
)
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
    ProgressReviewed,
    RecordContested,
)
from domain.mission.mission import (
    Acceptance,
    Change,
    Claim,
    Handover,
    Invoice,
    Mission,
    Signature,
)
from domain.record import Fact

_V = TypeVar("_V")


def evolve(mission: Mission, fact: Fact[MissionEvent]) -> Mission:
    """Return the mission after one more fact."""
    return _STAGE[type(fact.data)](mission, fact.data, fact.id)


def after(mission: Mission, *events: MissionEvent) -> Mission:
    """Return the mission as it would be if these were stated: what a verb decides the rest on."""
    for event in events:
        mission = _STAGE[type(event)](mission, event, NOBODY)
    return mission


def _scoping(mission: Mission, event: ScopingEvent, _: UUID) -> Mission:
    match event:
        case NeedStated(client=client, consultant=consultant, umbrella=umbrella, need=need):
            return replace(mission, client=client, consultant=consultant, umbrella=umbrella, need=need)
        case ProposalMade():
            return replace(mission, proposed=True)
        case TermsNegotiated():
            return mission
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope):
            return replace(mission, scope=scope, verified=False, consents=frozenset(), signatures=frozenset())
        case MissionVerified():
            return replace(mission, verified=True)
        case MissionDeclined() | MissionAbandoned():
            return replace(mission, given_up=True)
        case _:
            assert_never(event)


def _signing(mission: Mission, event: SigningEvent, _: UUID) -> Mission:
    match event:
        case ConsentGiven(change=change):
            return replace(mission, consents=mission.consents | {change})
        case ContractSigned(change=change, party=party, signed_on=day):
            return replace(mission, signatures=mission.signatures | {Signature(change, party, day)})
        case MissionSigned(signed_on=day):
            return replace(mission, signed_on=day)
        case ContractCopyDelivered(delivered_on=day):
            return replace(mission, copy_on=day)
        case _:
            assert_never(event)


def _working(mission: Mission, event: WorkingEvent, fact: UUID) -> Mission:
    match event:
        case MissionStarted(first_day=day, contract_due_on=due):
            return replace(mission, started_on=day, contract_due_on=due)
        case MilestoneReached(milestone=milestone):
            return replace(mission, milestones=mission.milestones | {milestone})
        case MilestoneValidated(milestone=milestone):
            return replace(mission, validated=mission.validated | {milestone})
        case DaysWorkedRecorded(month=month, half_days=count):
            half_days = {**mission.half_days, month: count}
            return replace(mission, half_days=half_days, closed=False)  # days found late reopen the file
        case ActivityAcknowledged(month=month):
            return replace(mission, acknowledged=mission.acknowledged | {month})
        case ExpenseClaimed(expense=expense):
            return replace(mission, claims={**mission.claims, expense.key: Claim(expense)})
        case ExpenseApproved(expense=key):
            return _answered(mission, key, approved=True)
        case ExpenseDeclined(expense=key):
            return _answered(mission, key, approved=False)
        case BreachRecorded(ground=ground):
            return replace(mission, breaches={**mission.breaches, FactId(fact): ground.rule})
        case BreachCured(breach=breach):
            left = {known: rule for known, rule in mission.breaches.items() if known != breach}
            return replace(mission, breaches=left)
        case ProgressReviewed() | RecordContested():
            return mission
        case _:
            assert_never(event)


def _delivering(mission: Mission, event: DeliveringEvent, _: UUID) -> Mission:
    match event:
        case DeliverableSubmitted(deliverable=key, attempt=attempt):
            return _handed_over(mission, key, Handover(attempt, Acceptance.SUBMITTED))
        case DeliverableAccepted(deliverable=key) | AcceptedWithReservations(deliverable=key):
            return _judged(mission, key, Acceptance.ACCEPTED)
        case DeliverableRejected(deliverable=key):
            return _judged(mission, key, Acceptance.REJECTED)
        case _:
            assert_never(event)


def _changing(mission: Mission, event: ChangingEvent, _: UUID) -> Mission:
    match event:
        case ChangeRequested(change=key, by=by, effect=effect, counters=countered):
            before = _closed(mission, countered) if countered else mission
            return replace(before, changes={**before.changes, key: Change(by, effect)})
        case ChangeConsented(change=key, by=by):
            return _changed(mission, key, lambda change: replace(change, agreed=change.agreed | {by}))
        case ChangeDeclined(change=key) | ChangeWithdrawn(change=key):
            return _closed(mission, key)
        case ScopeAmended(change=key, scope=scope):
            return replace(_closed(mission, key), scope=scope)
        case _:
            assert_never(event)


def _billing(mission: Mission, event: BillingEvent, _: UUID) -> Mission:
    match event:
        case Invoiced(number=number, lines=lines, net=net, total=total):
            billed = dict(mission.billed)
            for line in lines:
                due = (line.trigger, line.key)
                billed[due] = billed.get(due, 0) + line.quantity
            invoices = {**mission.invoices, number: Invoice(net, total)}
            return replace(mission, billed=billed, invoices=invoices)
        case InvoiceTransmitted(number=number):
            return _invoice(mission, number, lambda invoice: replace(invoice, transmitted=True))
        case PaymentReceived(reference=reference):
            paid = _invoice(mission, event.number, lambda invoice: invoice.plus(event.allocated, event.net))
            return replace(paid, payments=mission.payments | {(reference, event.number)})
        case _:
            assert_never(event)


def _ending(mission: Mission, event: EndingEvent, _: UUID) -> Mission:
    match event:
        case SalaryPaid(month=month):
            return replace(mission, paid_months=mission.paid_months | {month})
        case MissionCompleted(completed_on=day):
            return replace(mission, completed_on=day)
        case MissionClosed():
            return replace(mission, closed=True)
        case _:
            assert_never(event)


def _answered(mission: Mission, key: Key, *, approved: bool) -> Mission:
    claims = _with(mission.claims, key, lambda claim: replace(claim, approved=approved))
    return replace(mission, claims=claims)


def _handed_over(mission: Mission, key: Key, handover: Handover) -> Mission:
    return replace(mission, handovers={**mission.handovers, key: handover})


def _judged(mission: Mission, key: Key, acceptance: Acceptance) -> Mission:
    handovers = _with(mission.handovers, key, lambda handover: replace(handover, acceptance=acceptance))
    return replace(mission, handovers=handovers)


def _changed(mission: Mission, key: Key, how: Callable[[Change], Change]) -> Mission:
    return replace(mission, changes=_with(mission.changes, key, how))


def _closed(mission: Mission, key: Key) -> Mission:
    return _changed(mission, key, lambda change: replace(change, open=False))


def _invoice(mission: Mission, number: str, how: Callable[[Invoice], Invoice]) -> Mission:
    return replace(mission, invoices=_with(mission.invoices, number, how))


def _with(known: Mapping[str, _V], key: str, how: Callable[[_V], _V]) -> Mapping[str, _V]:
    """Return the mapping with one value changed; a view that leaves its fact out leaves it out too."""
    return {**known, key: how(known[key])} if key in known else known


_STAGE: dict[type, Callable[[Mission, Any, UUID], Mission]] = {
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
}
