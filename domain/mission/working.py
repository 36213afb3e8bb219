"""Working: the first day, milestones, progress points, days; a record contested."""

from datetime import date
from operator import attrgetter

from domain.consultant.consultant import Consultant
from domain.language import (
    Audience,
    DocumentHash,
    FactId,
    Happened,
    Key,
    MissionId,
    MissionText,
    Month,
    command,
)
from domain.law import Rule
from domain.law.contract import COM_1, COM_3, SIGNING_DAYS_MAX
from domain.law.employment import EMP_1, EMP_6, EPS_2, EPS_5
from domain.mission.derived_signals import length_days
from domain.mission.events import MissionEvent
from domain.mission.events.working import (
    ActivityAcknowledged,
    BreachRecorded,
    MilestoneReached,
    MilestoneValidated,
    MissionStarted,
    ProgressReviewed,
    RecordContested,
)
from domain.mission.mission import Mission
from domain.mission.refusals import (
    AlreadyDone,
    NoDaysRecorded,
    NotInScope,
    OutOfOrder,
)
from domain.mission.scoping import alive, scoped
from domain.mission.terms import Scope
from domain.record import Act, Ground
from domain.umbrella.umbrella import UmbrellaCompany


@command
class StartMission:
    """The first day was worked."""

    mission: MissionId
    first_day: Happened


@command
class ReachMilestone:
    """The consultant shows that a milestone is reached."""

    mission: MissionId
    milestone: Key
    evidence: DocumentHash


@command
class ValidateMilestone:
    """The client agrees that a milestone is reached."""

    mission: MissionId
    milestone: Key


@command
class ReviewProgress:
    """Client or consultant keeps the minutes of a progress point or committee."""

    mission: MissionId
    held_on: Happened
    committee: bool = False
    minutes: MissionText
    decisions: tuple[MissionText, ...] = ()


@command
class AcknowledgeActivity:
    """The client has seen the days of a month."""

    mission: MissionId
    month: Month


@command
class ContestRecord:
    """A party says that a recorded fact is not what happened."""

    mission: MissionId
    fact: FactId
    reason: MissionText


def start(
    mission: Mission,
    consultant: Consultant,
    umbrella: UmbrellaCompany,
    order: StartMission,
    act: Act,
) -> list[MissionEvent]:
    """Record the first day worked, always; what should have come before it is a breach beside it.

    An earlier first day than the one known moves the legal clock back.
    """
    if mission.started_on is not None and order.first_day >= mission.started_on:
        raise AlreadyDone(act="StartMission", of=str(mission.started_on))
    calendar = act.calendar.of(umbrella.region(order.first_day))
    due = calendar.add_working_days(order.first_day, SIGNING_DAYS_MAX.on(order.first_day))
    grounds = _before_work(order, mission.scope, consultant, umbrella)
    started = MissionStarted(
        first_day=order.first_day,
        contract_due_on=due,
        calendar=calendar.version,
        grounds=tuple(ground for ground, _ in grounds),
        **length_days(mission, order.first_day),
    )
    breaches = [breach for _, breach in grounds if breach is not None]
    return [started, *breaches, *_late_after_all(mission, due)]


def reach(mission: Mission, order: ReachMilestone, _: Act) -> list[MissionEvent]:
    """Show, once, that a milestone of the scope is reached."""
    _milestone(at_work(mission, "ReachMilestone"), order.milestone)
    if order.milestone in mission.milestones:
        raise AlreadyDone(act="ReachMilestone", of=order.milestone)
    return [MilestoneReached(milestone=order.milestone, evidence=order.evidence)]


def validate(mission: Mission, order: ValidateMilestone, _: Act) -> list[MissionEvent]:
    """Agree, once, that a milestone is reached."""
    alive(mission)
    if order.milestone not in mission.milestones:
        raise OutOfOrder(act="ValidateMilestone", stands_on="ReachMilestone")
    if order.milestone in mission.validated:
        raise AlreadyDone(act="ValidateMilestone", of=order.milestone)
    return [MilestoneValidated(milestone=order.milestone)]


def review(mission: Mission, order: ReviewProgress, _: Act) -> list[MissionEvent]:
    """Keep the minutes of a point held during the work."""
    at_work(mission, "ReviewProgress")
    return [
        ProgressReviewed(
            held_on=order.held_on,
            committee=order.committee,
            minutes=order.minutes,
            decisions=order.decisions,
        )
    ]


def acknowledge(mission: Mission, order: AcknowledgeActivity, _: Act) -> list[MissionEvent]:
    """Acknowledge the days of a month, once; optional, and no condition of pay."""
    if order.month not in mission.half_days:
        raise NoDaysRecorded(month=order.month)
    if order.month in mission.acknowledged:
        raise AlreadyDone(act="AcknowledgeActivity", of=order.month)
    return [ActivityAcknowledged(month=order.month)]


def contest(order: ContestRecord, read_by: Audience, act: Act) -> list[MissionEvent]:
    """Contest a fact; nothing is removed, the contest stands beside it, for the same readers."""
    return [RecordContested(fact=order.fact, by=act.by.whose, reason=order.reason, read_by=read_by)]


def signed_late(signed_on: date | None, due_on: date | None) -> list[BreachRecorded]:
    """Return the breach of a service contract concluded after its delay, if it was."""
    if signed_on is None or due_on is None or signed_on <= due_on:
        return []
    ground = COM_1.asked(met=False, due_on=due_on, signed_on=signed_on)
    return [BreachRecorded(since=due_on, ground=ground, concerns_consultant=False)]


def copied_late(delivered_on: date | None, due_on: date | None) -> list[BreachRecorded]:
    """Return the breach of a copy sent to the consultant after its delay, if it was."""
    if delivered_on is None or due_on is None or delivered_on <= due_on:
        return []
    ground = COM_3.asked(met=False, due_on=due_on, delivered_on=delivered_on)
    return [BreachRecorded(since=due_on, ground=ground, concerns_consultant=True)]


def at_work(mission: Mission, act: str) -> Scope:
    """Return the scope of a mission whose work has begun."""
    agreed = scoped(mission, act)
    if mission.started_on is None:
        raise OutOfOrder(act=act, stands_on="StartMission")
    return agreed


def _before_work(
    order: StartMission, agreed: Scope | None, consultant: Consultant, umbrella: UmbrellaCompany
) -> list[tuple[Ground, BreachRecorded | None]]:
    """Ask what the law wants before the first day worked; each answer, and its breach if any."""
    day = order.first_day
    asked: tuple[tuple[Rule, bool], ...] = (
        (EMP_6, consultant.hire_declared(day)),
        (EMP_1, consultant.covered(order.mission, day, agreed.ends_on if agreed else None)),
        (EPS_2, umbrella.guaranteed(day)),
        (EPS_5, umbrella.declared(day)),
    )
    grounds = [(rule.asked(met=met, first_day=day), rule, met) for rule, met in asked]
    return [
        (
            ground,
            None
            if met
            else BreachRecorded(since=day, ground=ground, concerns_consultant=rule in (EMP_6, EMP_1)),
        )
        for ground, rule, met in grounds
    ]


def _late_after_all(mission: Mission, due_on: date) -> list[BreachRecorded]:
    """An earlier first day, known later, may show that signature or copy came late."""
    before = mission.contract_due_on
    known = signed_late(mission.concluded_on, before) + copied_late(mission.copy_on, before)
    now = signed_late(mission.concluded_on, due_on) + copied_late(mission.copy_on, due_on)
    recorded = {breach.ground.rule for breach in known}
    return [breach for breach in now if breach.ground.rule not in recorded]


_KEY = attrgetter("key")


def _milestone(agreed: Scope, key: Key) -> None:
    if key not in map(_KEY, agreed.milestones):
        raise NotInScope(named=key)
