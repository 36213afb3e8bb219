"""Delivering: a result is handed over; the client judges it criterion by criterion, or lets silence speak."""

from domain.language import BasisPoints, DocumentHash, FactId, Key, MissionId, MissionText, command
from domain.mission.closing import closing
from domain.mission.course_terms import WHOLE, later
from domain.mission.events import MissionEvent
from domain.mission.events.delivering import (
    AcceptanceReopened,
    AcceptedWithReservations,
    DeliverableAccepted,
    DeliverableDeemedAccepted,
    DeliverableRejected,
    DeliverableSubmitted,
    PartlyAccepted,
)
from domain.mission.evolve import after
from domain.mission.mission import Acceptance, Mission
from domain.mission.refusals import (
    AlreadyDone,
    CriteriaMissing,
    NothingToCorrect,
    NotInScope,
    NotSubmitted,
    NotYetDue,
    SilenceSaysNothing,
    TermsDisagree,
)
from domain.mission.scoping import alive, scoped
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


@command
class AcceptPartly:
    """The client accepts a share of a result, in basis points, and says what it does not accept."""

    mission: MissionId
    deliverable: Key
    criteria: Criteria
    share: BasisPoints
    reasons: MissionText


@command
class DeemAccepted:
    """The day agreed for the client's answer has passed in silence."""

    mission: MissionId
    deliverable: Key


@command
class ReopenAcceptance:
    """Client or umbrella company takes back the client's answer, the fact that it corrects."""

    mission: MissionId
    deliverable: Key
    corrects: FactId
    reason: MissionText


def submit(mission: Mission, order: SubmitDeliverable, act: Act) -> list[MissionEvent]:
    """Hand a result over: the first time, or again after a rejection; the client answers by a day."""
    agreed = at_work(mission, "SubmitDeliverable")
    named(agreed, order.deliverable)
    before = mission.handovers.get(order.deliverable)
    if before is not None and before.acceptance is not Acceptance.REJECTED:
        raise AlreadyDone(act="SubmitDeliverable", of=order.deliverable)
    attempt = before.attempts + 1 if before is not None else 1
    return [
        DeliverableSubmitted(
            deliverable=order.deliverable,
            attempt=attempt,
            document=order.document,
            answer_due_on=later(act.day, agreed.clauses.acceptance_days),
            deemed_if_silent=agreed.clauses.deemed_acceptance,
        )
    ]


def accept(mission: Mission, order: AcceptDeliverable, _: Act) -> list[MissionEvent]:
    """Accept a submitted deliverable, every criterion met."""
    deliverable = _submitted(mission, order.deliverable, order.criteria)
    met = {criterion.key for criterion in order.criteria if criterion.met}
    unmet = {criterion.key for criterion in order.criteria if not criterion.met}
    missing = frozenset(criterion.key for criterion in deliverable.criteria) - (met - unmet)
    if missing:
        raise CriteriaMissing(deliverable=order.deliverable, missing=missing)
    return _answered(mission, DeliverableAccepted(deliverable=order.deliverable, criteria=order.criteria))


def accept_with_reservations(mission: Mission, order: AcceptWithReservations, _: Act) -> list[MissionEvent]:
    """Accept a submitted deliverable although something remains to be put right."""
    unsaid = _unsaid(_submitted(mission, order.deliverable, order.criteria), order.criteria)
    if unsaid or not order.reservations:
        raise CriteriaMissing(deliverable=order.deliverable, missing=unsaid)
    accepted = AcceptedWithReservations(
        deliverable=order.deliverable,
        criteria=order.criteria,
        reservations=order.reservations,
    )
    return _answered(mission, accepted)


def accept_partly(mission: Mission, order: AcceptPartly, _: Act) -> list[MissionEvent]:
    """Accept a share of a submitted deliverable: more than nothing, less than the whole."""
    unsaid = _unsaid(_submitted(mission, order.deliverable, order.criteria), order.criteria)
    if unsaid:
        raise CriteriaMissing(deliverable=order.deliverable, missing=unsaid)
    if not 0 < order.share < WHOLE:
        raise TermsDisagree(what="share")
    accepted = PartlyAccepted(
        deliverable=order.deliverable,
        criteria=order.criteria,
        share=order.share,
        reasons=order.reasons,
    )
    return _answered(mission, accepted)


def deem(mission: Mission, order: DeemAccepted, act: Act) -> list[MissionEvent]:
    """Take the client's silence for acceptance, where the contract says so and its day has passed."""
    _submitted(mission, order.deliverable, ())
    handover = mission.handovers[order.deliverable]
    if handover.answer_due_on is None or not handover.deemed_if_silent:
        raise SilenceSaysNothing(deliverable=order.deliverable)
    if act.day <= handover.answer_due_on:
        raise NotYetDue(act="DeemAccepted", due_on=handover.answer_due_on)
    silent = DeliverableDeemedAccepted(deliverable=order.deliverable, answer_due_on=handover.answer_due_on)
    return _answered(mission, silent)


def reopen(mission: Mission, order: ReopenAcceptance, act: Act) -> list[MissionEvent]:
    """Take an answer back, named by its fact; what was invoiced of it may have to be credited."""
    alive(mission)
    handover = mission.handovers.get(order.deliverable)
    if handover is None or handover.answer is None or handover.answer != order.corrects:
        raise NothingToCorrect(fact=order.corrects)
    return [
        AcceptanceReopened(
            deliverable=order.deliverable,
            corrects=order.corrects,
            by=act.by.whose,
            reason=order.reason,
        )
    ]


def reject(mission: Mission, order: RejectDeliverable, _: Act) -> list[MissionEvent]:
    """Reject a submitted deliverable; the consultant may hand it over again."""
    _submitted(mission, order.deliverable, order.criteria)
    rejected = DeliverableRejected(
        deliverable=order.deliverable, criteria=order.criteria, reasons=order.reasons
    )
    return _answered(mission, rejected)


def named(agreed: Scope, key: Key) -> Deliverable:
    """Return the deliverable that the scope names so."""
    for deliverable in agreed.deliverables:
        if deliverable.key == key:
            return deliverable
    raise NotInScope(named=key)


def _answered(mission: Mission, answer: MissionEvent) -> list[MissionEvent]:
    """Return the client's answer, and the closing of a file that waited for it."""
    return [answer, *closing(after(mission, answer))]


def _unsaid(deliverable: Deliverable, criteria: Criteria) -> frozenset[Key]:
    said = {criterion.key for criterion in criteria}
    return frozenset(criterion.key for criterion in deliverable.criteria if criterion.key not in said)


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
