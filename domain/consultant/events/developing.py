"""The events of a consultant's own development; only those of a plan change the state."""

from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.consultant.consultant import Consultant
from domain.language import BasisPoints, Count, DocumentHash, EventId, Party, Sealed
from domain.record import BY_CONSULTANT, BY_UMBRELLA, FOR_CONSULTANT, Event


class ActivityKind(StrEnum):
    """The kind of another activity of a consultant."""

    SELF_EMPLOYED = "self_employed"  # travailleur indépendant
    EMPLOYEE = "employee"
    TEACHING = "teaching"
    COMPANY_OFFICER = "company_officer"  # mandataire social


class ProspectingLogged(Event, frozen=True, kw_only=True):
    """The consultant looked for work, which is evidence of autonomy (prospection)."""

    TYPE = "fr.jalon.consultant.prospecting-logged.v1"
    BY = BY_CONSULTANT
    READERS = FOR_CONSULTANT

    day: date
    what: Sealed
    prospect: Sealed | None
    document: DocumentHash | None


class AvailabilityAnnounced(Event, frozen=True, kw_only=True):
    """The consultant announced from when, and for what share of his time, he can take work."""

    TYPE = "fr.jalon.consultant.availability-announced.v1"
    BY = BY_CONSULTANT
    READERS = FOR_CONSULTANT

    from_on: date
    share: BasisPoints
    note: Sealed | None


class TrainingFollowed(Event, frozen=True, kw_only=True):
    """The consultant followed a training; by whose choice, and whether his own account paid (CPF)."""

    TYPE = "fr.jalon.consultant.training-followed.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    title: Sealed
    started_on: date
    ended_on: date
    hours: Count
    cpf: bool
    chosen_by: Party
    certificate: DocumentHash | None


class OtherActivityDeclared(Event, frozen=True, kw_only=True):
    """The consultant declared another activity: he does not depend on one client alone."""

    TYPE = "fr.jalon.consultant.other-activity-declared.v1"
    BY = BY_CONSULTANT
    READERS = FOR_CONSULTANT

    kind: ActivityKind
    what: Sealed
    from_on: date


class DiversificationPlanAgreed(Event, frozen=True, kw_only=True):
    """Consultant and umbrella company agreed a plan to find other clients, and a day of review."""

    TYPE = "fr.jalon.consultant.diversification-plan-agreed.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    plan: Sealed
    review_on: date
    document: DocumentHash | None


class DiversificationReviewed(Event, frozen=True, kw_only=True):
    """The plan was reviewed: its results, and the day of the next review."""

    TYPE = "fr.jalon.consultant.diversification-reviewed.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    plan: EventId
    held_on: date
    findings: Sealed
    next_on: date | None


DevelopingEvent = (
    ProspectingLogged
    | AvailabilityAnnounced
    | TrainingFollowed
    | OtherActivityDeclared
    | DiversificationPlanAgreed
    | DiversificationReviewed
)


def evolve_developing(consultant: Consultant, event: DevelopingEvent, event_id: UUID) -> Consultant:
    """Return the consultant after one more event of this stage."""
    match event:
        case DiversificationPlanAgreed():
            care = replace(consultant.care, plans=consultant.care.plans | {EventId(event_id)})
            return replace(consultant, followed=care)
        case ProspectingLogged() | AvailabilityAnnounced() | TrainingFollowed():
            return consultant
        case OtherActivityDeclared() | DiversificationReviewed():
            return consultant
        case _:
            assert_never(event)
