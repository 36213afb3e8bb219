"""Decide on deliverables: the client judges each one criterion by criterion, or silence accepts it."""

from domain.language import BasisPoints, DocumentHash, EventId, Key, MissionId, MissionText, command
from domain.mission.closing import check_not_over, close_if_done, get_scope
from domain.mission.course_terms import WHOLE, days_later
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
from domain.mission.evolve import apply_events
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
from domain.mission.terms import CriterionMet, Deliverable, Scope
from domain.mission.working import get_running_scope
from domain.record import Act

Criteria = tuple[CriterionMet, ...]


@command
class SubmitDeliverable:
    """The consultant submits a deliverable."""

    mission: MissionId
    deliverable: Key
    document: DocumentHash


@command
class AcceptDeliverable:
    """The client accepts a deliverable."""

    mission: MissionId
    deliverable: Key
    criteria: Criteria


@command
class AcceptWithReservations:
    """The client accepts a deliverable and lists the reservations."""

    mission: MissionId
    deliverable: Key
    criteria: Criteria
    reservations: tuple[MissionText, ...]


@command
class RejectDeliverable:
    """The client rejects a deliverable, with reasons."""

    mission: MissionId
    deliverable: Key
    criteria: Criteria
    reasons: MissionText


@command
class AcceptPartly:
    """The client accepts a share of a deliverable, in basis points, and names the rest."""

    mission: MissionId
    deliverable: Key
    criteria: Criteria
    share: BasisPoints
    reasons: MissionText


@command
class DeemAccepted:
    """The agreed day for the client's answer has passed without an answer."""

    mission: MissionId
    deliverable: Key


@command
class ReopenAcceptance:
    """Client or umbrella company withdraws the client's answer, named by its event."""

    mission: MissionId
    deliverable: Key
    corrects: EventId
    reason: MissionText


def submit(mission: Mission, command: SubmitDeliverable, act: Act) -> list[MissionEvent]:
    """Submit a deliverable, for the first time or after a rejection; store the day of the answer."""
    agreed = get_running_scope(mission, "SubmitDeliverable")
    get_deliverable(agreed, command.deliverable)
    before = mission.handovers.get(command.deliverable)
    if before is not None and before.acceptance is not Acceptance.REJECTED:
        raise AlreadyDone(act="SubmitDeliverable", of=command.deliverable)
    attempt = before.attempts + 1 if before is not None else 1
    return [
        DeliverableSubmitted(
            deliverable=command.deliverable,
            attempt=attempt,
            document=command.document,
            answer_due_on=days_later(act.day, agreed.clauses.acceptance_days),
            deemed_if_silent=agreed.clauses.deemed_acceptance,
        )
    ]


def accept(mission: Mission, command: AcceptDeliverable, _: Act) -> list[MissionEvent]:
    """Accept a submitted deliverable; every criterion must be met."""
    deliverable = _get_submitted(mission, command.deliverable, command.criteria)
    met = {criterion.key for criterion in command.criteria if criterion.met}
    unmet = {criterion.key for criterion in command.criteria if not criterion.met}
    missing = frozenset(criterion.key for criterion in deliverable.criteria) - (met - unmet)
    if missing:
        raise CriteriaMissing(deliverable=command.deliverable, missing=missing)
    return _answer_and_close(
        mission, DeliverableAccepted(deliverable=command.deliverable, criteria=command.criteria)
    )


def accept_with_reservations(mission: Mission, command: AcceptWithReservations, _: Act) -> list[MissionEvent]:
    """Accept a submitted deliverable with reservations."""
    unsaid = _criteria_unsaid(
        _get_submitted(mission, command.deliverable, command.criteria), command.criteria
    )
    if unsaid or not command.reservations:
        raise CriteriaMissing(deliverable=command.deliverable, missing=unsaid)
    accepted = AcceptedWithReservations(
        deliverable=command.deliverable,
        criteria=command.criteria,
        reservations=command.reservations,
    )
    return _answer_and_close(mission, accepted)


def accept_partly(mission: Mission, command: AcceptPartly, _: Act) -> list[MissionEvent]:
    """Accept a share of a submitted deliverable, more than none and less than the whole."""
    unsaid = _criteria_unsaid(
        _get_submitted(mission, command.deliverable, command.criteria), command.criteria
    )
    if unsaid:
        raise CriteriaMissing(deliverable=command.deliverable, missing=unsaid)
    if not 0 < command.share < WHOLE:
        raise TermsDisagree(what="share")
    accepted = PartlyAccepted(
        deliverable=command.deliverable,
        criteria=command.criteria,
        share=command.share,
        reasons=command.reasons,
    )
    return _answer_and_close(mission, accepted)


def deem(mission: Mission, command: DeemAccepted, act: Act) -> list[MissionEvent]:
    """Treat silence as acceptance, if the contract says so and its day has passed."""
    _get_submitted(mission, command.deliverable, ())
    handover = mission.handovers[command.deliverable]
    if handover.answer_due_on is None or not handover.deemed_if_silent:
        raise SilenceSaysNothing(deliverable=command.deliverable)
    if act.day <= handover.answer_due_on:
        raise NotYetDue(act="DeemAccepted", due_on=handover.answer_due_on)
    silent = DeliverableDeemedAccepted(deliverable=command.deliverable, answer_due_on=handover.answer_due_on)
    return _answer_and_close(mission, silent)


def reopen(mission: Mission, command: ReopenAcceptance, act: Act) -> list[MissionEvent]:
    """Withdraw an answer, named by its event; an invoice on it may need a credit note."""
    check_not_over(mission)
    handover = mission.handovers.get(command.deliverable)
    if handover is None or handover.answer is None or handover.answer != command.corrects:
        raise NothingToCorrect(fact=command.corrects)
    return [
        AcceptanceReopened(
            deliverable=command.deliverable,
            corrects=command.corrects,
            by=act.by.effective_party,
            reason=command.reason,
        )
    ]


def reject(mission: Mission, command: RejectDeliverable, _: Act) -> list[MissionEvent]:
    """Reject a submitted deliverable; the consultant may submit it again."""
    _get_submitted(mission, command.deliverable, command.criteria)
    rejected = DeliverableRejected(
        deliverable=command.deliverable, criteria=command.criteria, reasons=command.reasons
    )
    return _answer_and_close(mission, rejected)


def get_deliverable(agreed: Scope, key: Key) -> Deliverable:
    """Return the deliverable with this key in the scope."""
    for deliverable in agreed.deliverables:
        if deliverable.key == key:
            return deliverable
    raise NotInScope(named=key)


def _answer_and_close(mission: Mission, answer: MissionEvent) -> list[MissionEvent]:
    """Return the client's answer, and the closing of the file if it waited for that answer."""
    return [answer, *close_if_done(apply_events(mission, answer))]


def _criteria_unsaid(deliverable: Deliverable, criteria: Criteria) -> frozenset[Key]:
    said = {criterion.key for criterion in criteria}
    return frozenset(criterion.key for criterion in deliverable.criteria if criterion.key not in said)


def _get_submitted(mission: Mission, key: Key, criteria: Criteria) -> Deliverable:
    deliverable = get_deliverable(get_scope(mission, "AcceptDeliverable"), key)
    handover = mission.handovers.get(key)
    if handover is None or handover.acceptance is not Acceptance.SUBMITTED:
        raise NotSubmitted(deliverable=key)
    known = {criterion.key for criterion in deliverable.criteria}
    for criterion in criteria:
        if criterion.key not in known:
            raise NotInScope(named=criterion.key)
    return deliverable
