"""Delivering: a result is handed over, and the client judges it criterion by criterion."""

from domain.language import DocumentHash, Key, MissionId, MissionText, command
from domain.mission.events import MissionEvent
from domain.mission.events.delivering import (
    AcceptedWithReservations,
    DeliverableAccepted,
    DeliverableRejected,
    DeliverableSubmitted,
)
from domain.mission.mission import Acceptance, Mission
from domain.mission.refusals import AlreadyDone, CriteriaMissing, NotInScope, NotSubmitted
from domain.mission.scoping import scoped
from domain.mission.terms import CriterionMet, Deliverable, Scope
from domain.mission.working import at_work
from domain.record import Act

Criteria = tuple[CriterionMet, ...]


@command
class SubmitDeliverable:
    """The consultant hands a result over."""

    mission: MissionId
    deliverable: Key
    document: DocumentHash


@command
class AcceptDeliverable:
    """The client accepts a result."""

    mission: MissionId
    deliverable: Key
    criteria: Criteria


@command
class AcceptWithReservations:
    """The client accepts a result and lists what remains to be put right."""

    mission: MissionId
    deliverable: Key
    criteria: Criteria
    reservations: tuple[MissionText, ...]


@command
class RejectDeliverable:
    """The client rejects a result, and says why."""

    mission: MissionId
    deliverable: Key
    criteria: Criteria
    reasons: MissionText


def submit(mission: Mission, order: SubmitDeliverable, _: Act) -> list[MissionEvent]:
    """Hand a result over: the first time, or again after a rejection."""
    named(at_work(mission, "SubmitDeliverable"), order.deliverable)
    before = mission.handovers.get(order.deliverable)
    if before is not None and before.acceptance is not Acceptance.REJECTED:
        raise AlreadyDone(act="SubmitDeliverable", of=order.deliverable)
    attempt = before.attempts + 1 if before is not None else 1
    return [DeliverableSubmitted(deliverable=order.deliverable, attempt=attempt, document=order.document)]


def accept(mission: Mission, order: AcceptDeliverable, _: Act) -> list[MissionEvent]:
    """Accept a submitted deliverable, every criterion met."""
    deliverable = _submitted(mission, order.deliverable, order.criteria)
    met = {criterion.key for criterion in order.criteria if criterion.met}
    unmet = {criterion.key for criterion in order.criteria if not criterion.met}
    missing = frozenset(criterion.key for criterion in deliverable.criteria) - (met - unmet)
    if missing:
        raise CriteriaMissing(deliverable=order.deliverable, missing=missing)
    return [DeliverableAccepted(deliverable=order.deliverable, criteria=order.criteria)]


def accept_with_reservations(mission: Mission, order: AcceptWithReservations, _: Act) -> list[MissionEvent]:
    """Accept a submitted deliverable although something remains to be put right."""
    deliverable = _submitted(mission, order.deliverable, order.criteria)
    unsaid = {criterion.key for criterion in deliverable.criteria} - {said.key for said in order.criteria}
    if unsaid or not order.reservations:
        raise CriteriaMissing(deliverable=order.deliverable, missing=frozenset(unsaid))
    return [
        AcceptedWithReservations(
            deliverable=order.deliverable,
            criteria=order.criteria,
            reservations=order.reservations,
        )
    ]


def reject(mission: Mission, order: RejectDeliverable, _: Act) -> list[MissionEvent]:
    """Reject a submitted deliverable; the consultant may hand it over again."""
    _submitted(mission, order.deliverable, order.criteria)
    return [
        DeliverableRejected(deliverable=order.deliverable, criteria=order.criteria, reasons=order.reasons)
    ]


def named(agreed: Scope, key: Key) -> Deliverable:
    """Return the deliverable that the scope names so."""
    for deliverable in agreed.deliverables:
        if deliverable.key == key:
            return deliverable
    raise NotInScope(named=key)


def _submitted(mission: Mission, key: Key, criteria: Criteria) -> Deliverable:
    deliverable = named(scoped(mission, "AcceptDeliverable"), key)
    handover = mission.handovers.get(key)
    if handover is None or handover.acceptance is not Acceptance.SUBMITTED:
        raise NotSubmitted(deliverable=key)
    known = {criterion.key for criterion in deliverable.criteria}
    for criterion in criteria:
        if criterion.key not in known:
            raise NotInScope(named=criterion.key)
    return deliverable
