"""The events of delivery, and how each changes a mission: submitted, accepted, rejected, reopened."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import BasisPoints, DocumentHash, EventId, Key, MissionText, Party
from domain.mission.course_terms import WHOLE
from domain.mission.mission import Acceptance, DeliverableHandover, Mission
from domain.mission.terms import CriterionMet
from domain.record import BY_CLIENT, BY_CONSULTANT, BY_SYSTEM, BY_UMBRELLA, FOR_ALL, Event


class DeliverableSubmitted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The consultant submitted a deliverable; the client answers by a due day (remise du livrable).

    `deemed_if_silent`: under the contract of that day, silence is acceptance.
    """

    TYPE = "fr.jalon.mission.deliverable-submitted.v1"
    BY = BY_CONSULTANT
    READERS = FOR_ALL

    deliverable: Key
    attempt: int
    document: DocumentHash
    answer_due_on: date | None = None
    deemed_if_silent: bool = False


class DeliverableAccepted(Event, frozen=True, kw_only=True):
    """The client accepted a deliverable; its instalments may be invoiced (recette)."""

    TYPE = "fr.jalon.mission.deliverable-accepted.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    deliverable: Key
    criteria: tuple[CriterionMet, ...]


class AcceptedWithReservations(Event, frozen=True, kw_only=True):
    """The client accepted a deliverable and listed its reservations (recette avec réserves)."""

    TYPE = "fr.jalon.mission.accepted-with-reservations.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    deliverable: Key
    criteria: tuple[CriterionMet, ...]
    reservations: tuple[MissionText, ...]


class DeliverableRejected(Event, frozen=True, kw_only=True):
    """The client rejected a deliverable, criterion by criterion (refus de recette)."""

    TYPE = "fr.jalon.mission.deliverable-rejected.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    deliverable: Key
    criteria: tuple[CriterionMet, ...]
    reasons: MissionText


class PartlyAccepted(Event, frozen=True, kw_only=True):
    """The client accepted a share of a deliverable, in basis points; that share of its price is due."""

    TYPE = "fr.jalon.mission.partly-accepted.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    deliverable: Key
    criteria: tuple[CriterionMet, ...]
    share: BasisPoints
    reasons: MissionText


class DeliverableDeemedAccepted(Event, frozen=True, kw_only=True):
    """The client did not answer by the agreed day; under the contract it accepted (recette tacite)."""

    TYPE = "fr.jalon.mission.deliverable-deemed-accepted.v1"
    BY = BY_SYSTEM
    READERS = FOR_ALL

    deliverable: Key
    answer_due_on: date


class AcceptanceReopened(Event, frozen=True, kw_only=True):
    """An answer to a deliverable was withdrawn; the deliverable waits for an answer again."""

    TYPE = "fr.jalon.mission.acceptance-reopened.v1"
    BY = BY_CLIENT | BY_UMBRELLA
    READERS = FOR_ALL

    deliverable: Key
    corrects: EventId
    by: Party
    reason: MissionText


DeliveringEvent = (
    DeliverableSubmitted
    | DeliverableAccepted
    | AcceptedWithReservations
    | DeliverableRejected
    | PartlyAccepted
    | DeliverableDeemedAccepted
    | AcceptanceReopened
)


def evolve_delivering(mission: Mission, event: DeliveringEvent, event_id: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    match event:
        case DeliverableSubmitted(deliverable=key, attempt=attempt):
            handover = DeliverableHandover(
                attempt,
                Acceptance.SUBMITTED,
                answer_due_on=event.answer_due_on,
                deemed_if_silent=event.deemed_if_silent,
            )
            return replace(mission, handovers={**mission.handovers, key: handover})
        case DeliverableAccepted() | AcceptedWithReservations() | DeliverableDeemedAccepted():
            return _record_answer(mission, event.deliverable, Acceptance.ACCEPTED, event_id)
        case PartlyAccepted(deliverable=key, share=share):
            return _record_answer(mission, key, Acceptance.ACCEPTED, event_id, share)
        case DeliverableRejected(deliverable=key):
            return _record_answer(mission, key, Acceptance.REJECTED, event_id)
        case AcceptanceReopened(deliverable=key):
            return _reopen_handover(mission, key)
        case _:
            assert_never(event)


def _record_answer(
    mission: Mission, key: Key, acceptance: Acceptance, event_id: UUID, share: int = WHOLE
) -> Mission:
    handover = mission.handovers.get(key)
    if handover is None:  # a view of some events may lack the submission
        return mission
    judged = replace(handover, acceptance=acceptance, share=share, answer=EventId(event_id))
    return replace(mission, handovers={**mission.handovers, key: judged})


def _reopen_handover(mission: Mission, key: Key) -> Mission:
    """Wait for the client's answer again, without a due day, because the agreed day may have passed."""
    handover = mission.handovers.get(key)
    if handover is None:
        return mission
    reopened = DeliverableHandover(handover.attempts, Acceptance.SUBMITTED)
    return replace(mission, handovers={**mission.handovers, key: reopened})
