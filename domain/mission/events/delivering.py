"""The facts of delivery: handed over, then accepted, accepted with reservations, or rejected."""

from domain.language import DocumentHash, Key, MissionText
from domain.mission.terms import CriterionMet
from domain.record import BY_CLIENT, BY_CONSULTANT, FOR_ALL, Event


class DeliverableSubmitted(Event, frozen=True, kw_only=True):
    """The consultant hands a result over (remise du livrable)."""

    TYPE = "fr.jalon.mission.deliverable-submitted.v1"
    BY = BY_CONSULTANT
    READERS = FOR_ALL

    deliverable: Key
    attempt: int
    document: DocumentHash


class DeliverableAccepted(Event, frozen=True, kw_only=True):
    """The client accepts a result; what the schedule ties to it may be invoiced (recette)."""

    TYPE = "fr.jalon.mission.deliverable-accepted.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    deliverable: Key
    criteria: tuple[CriterionMet, ...]


class AcceptedWithReservations(Event, frozen=True, kw_only=True):
    """The client accepts a result and lists what remains to be put right (recette avec réserves)."""

    TYPE = "fr.jalon.mission.accepted-with-reservations.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    deliverable: Key
    criteria: tuple[CriterionMet, ...]
    reservations: tuple[MissionText, ...]


class DeliverableRejected(Event, frozen=True, kw_only=True):
    """The client rejects a result, criterion by criterion (refus de recette)."""

    TYPE = "fr.jalon.mission.deliverable-rejected.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    deliverable: Key
    criteria: tuple[CriterionMet, ...]
    reasons: MissionText


DeliveringEvent = DeliverableSubmitted | DeliverableAccepted | AcceptedWithReservations | DeliverableRejected
