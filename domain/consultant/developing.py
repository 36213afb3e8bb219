"""A consultant's own development: what he declares about it, and the plan that he agrees."""

from datetime import date

from domain.consultant.consultant import Consultant
from domain.consultant.events import ConsultantEvent
from domain.consultant.events.developing import (
    ActivityKind,
    AvailabilityAnnounced,
    DiversificationPlanAgreed,
    DiversificationReviewed,
    OtherActivityDeclared,
    ProspectingLogged,
    TrainingFollowed,
)
from domain.consultant.hiring import require_registered
from domain.consultant.refusals import NoSuchPlan
from domain.language import (
    BasisPoints,
    ConsultantId,
    ConsultantText,
    Count,
    DocumentHash,
    EventId,
    Happened,
    Party,
    command,
)
from domain.record import Act
from domain.refusals import require_two_persons


@command
class LogProspecting:
    """The consultant records an act of prospecting, and its target."""

    consultant: ConsultantId
    day: Happened
    what: ConsultantText
    prospect: ConsultantText | None = None
    document: DocumentHash | None = None


@command
class AnnounceAvailability:
    """The consultant announces from when he can take work, and for what share of his time (basis points)."""

    consultant: ConsultantId
    from_on: date
    share: BasisPoints
    note: ConsultantText | None = None


@command
class RecordTraining:
    """A training was followed, by the choice of a party."""

    consultant: ConsultantId
    title: ConsultantText
    started_on: Happened
    ended_on: Happened
    hours: Count
    cpf: bool = False
    chosen_by: Party = Party.CONSULTANT
    certificate: DocumentHash | None = None


@command
class DeclareOtherActivity:
    """The consultant declares another activity."""

    consultant: ConsultantId
    kind: ActivityKind
    what: ConsultantText
    from_on: date


@command
class AgreeDiversificationPlan:
    """Consultant and umbrella company agree a plan, each by a person."""

    consultant: ConsultantId
    plan: ConsultantText
    review_on: date
    document: DocumentHash | None = None


@command
class ReviewDiversification:
    """A plan is reviewed, and a day is set for the next review if there is one."""

    consultant: ConsultantId
    plan: EventId
    held_on: Happened
    findings: ConsultantText
    next_on: date | None = None


def log_prospecting(consultant: Consultant, command: LogProspecting, _: Act) -> list[ConsultantEvent]:
    """Record an act of prospecting."""
    require_registered(consultant, command.consultant)
    return [
        ProspectingLogged(
            day=command.day, what=command.what, prospect=command.prospect, document=command.document
        )
    ]


def announce(consultant: Consultant, command: AnnounceAvailability, _: Act) -> list[ConsultantEvent]:
    """Record from when the consultant can take work."""
    require_registered(consultant, command.consultant)
    return [AvailabilityAnnounced(from_on=command.from_on, share=command.share, note=command.note)]


def record_training(consultant: Consultant, command: RecordTraining, _: Act) -> list[ConsultantEvent]:
    """Record a training; no party owes one."""
    require_registered(consultant, command.consultant)
    return [
        TrainingFollowed(
            title=command.title,
            started_on=command.started_on,
            ended_on=command.ended_on,
            hours=command.hours,
            cpf=command.cpf,
            chosen_by=command.chosen_by,
            certificate=command.certificate,
        )
    ]


def declare_activity(consultant: Consultant, command: DeclareOtherActivity, _: Act) -> list[ConsultantEvent]:
    """Record another activity; the consultant only informs, so nothing is refused."""
    require_registered(consultant, command.consultant)
    return [OtherActivityDeclared(kind=command.kind, what=command.what, from_on=command.from_on)]


def agree_plan(consultant: Consultant, command: AgreeDiversificationPlan, act: Act) -> list[ConsultantEvent]:
    """Agree a plan, confirmed by a person of each side."""
    require_registered(consultant, command.consultant)
    require_two_persons(act, "AgreeDiversificationPlan", other_party(act))
    return [
        DiversificationPlanAgreed(plan=command.plan, review_on=command.review_on, document=command.document)
    ]


def review_plan(consultant: Consultant, command: ReviewDiversification, _: Act) -> list[ConsultantEvent]:
    """Record the review of an agreed plan."""
    if command.plan not in consultant.care.plans:
        raise NoSuchPlan(plan=command.plan)
    return [
        DiversificationReviewed(
            plan=command.plan, held_on=command.held_on, findings=command.findings, next_on=command.next_on
        )
    ]


def other_party(act: Act) -> Party:
    """Return the party that must confirm: the umbrella company for a consultant's act, and the reverse."""
    return Party.UMBRELLA if act.by.effective_party is Party.CONSULTANT else Party.CONSULTANT
