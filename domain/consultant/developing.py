"""A consultant's own development: what he tells of it, and the plan that he agrees."""

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
from domain.consultant.hiring import known
from domain.consultant.refusals import NoSuchPlan
from domain.language import (
    BasisPoints,
    ConsultantId,
    ConsultantText,
    Count,
    DocumentHash,
    FactId,
    Happened,
    Party,
    command,
)
from domain.record import Act
from domain.refusals import by_two


@command
class LogProspecting:
    """The consultant notes that he looked for work, and of whom."""

    consultant: ConsultantId
    day: Happened
    what: ConsultantText
    prospect: ConsultantText | None = None
    document: DocumentHash | None = None


@command
class AnnounceAvailability:
    """The consultant can take work from a day on, for a share of his time in basis points."""

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
    """The consultant tells of another activity."""

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
    """A plan is looked at, and a day is set for the next look if there is one."""

    consultant: ConsultantId
    plan: FactId
    held_on: Happened
    findings: ConsultantText
    next_on: date | None = None


def log_prospecting(consultant: Consultant, order: LogProspecting, _: Act) -> list[ConsultantEvent]:
    """Note an act of prospecting."""
    known(consultant, order.consultant)
    return [
        ProspectingLogged(day=order.day, what=order.what, prospect=order.prospect, document=order.document)
    ]


def announce(consultant: Consultant, order: AnnounceAvailability, _: Act) -> list[ConsultantEvent]:
    """Note from when he can take work."""
    known(consultant, order.consultant)
    return [AvailabilityAnnounced(from_on=order.from_on, share=order.share, note=order.note)]


def record_training(consultant: Consultant, order: RecordTraining, _: Act) -> list[ConsultantEvent]:
    """Note a training; it is never owed."""
    known(consultant, order.consultant)
    return [
        TrainingFollowed(
            title=order.title,
            started_on=order.started_on,
            ended_on=order.ended_on,
            hours=order.hours,
            cpf=order.cpf,
            chosen_by=order.chosen_by,
            certificate=order.certificate,
        )
    ]


def declare_activity(consultant: Consultant, order: DeclareOtherActivity, _: Act) -> list[ConsultantEvent]:
    """Note another activity: told, not asked for."""
    known(consultant, order.consultant)
    return [OtherActivityDeclared(kind=order.kind, what=order.what, from_on=order.from_on)]


def agree_plan(consultant: Consultant, order: AgreeDiversificationPlan, act: Act) -> list[ConsultantEvent]:
    """Agree a plan: a person of each side says so."""
    known(consultant, order.consultant)
    by_two(act, "AgreeDiversificationPlan", other_side(act))
    return [DiversificationPlanAgreed(plan=order.plan, review_on=order.review_on, document=order.document)]


def review_plan(consultant: Consultant, order: ReviewDiversification, _: Act) -> list[ConsultantEvent]:
    """Look at a plan that was agreed."""
    if order.plan not in consultant.followed.plans:
        raise NoSuchPlan(plan=order.plan)
    return [
        DiversificationReviewed(
            plan=order.plan, held_on=order.held_on, findings=order.findings, next_on=order.next_on
        )
    ]


def other_side(act: Act) -> Party:
    """Return who else must say so: the umbrella company for a consultant's act, and the reverse."""
    return Party.UMBRELLA if act.by.whose is Party.CONSULTANT else Party.CONSULTANT
