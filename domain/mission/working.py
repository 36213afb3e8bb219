"""Decide on the work: its first day, milestones, progress points, days, contested records."""

from datetime import date
from operator import attrgetter

from domain.consultant.consultant import Consultant
from domain.language import (
    Audience,
    DocumentHash,
    EventId,
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
from domain.mission.closing import check_not_over, get_scope
from domain.mission.derived_signals import length_dates
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
    """The consultant states that a milestone is reached."""

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
    """The client acknowledges the days of a month."""

    mission: MissionId
    month: Month


@command
class ContestRecord:
    """A party contests a recorded event."""

    mission: MissionId
    fact: EventId
    reason: MissionText


def start(
    mission: Mission,
    consultant: Consultant,
    umbrella: UmbrellaCompany,
    command: StartMission,
    act: Act,
) -> list[MissionEvent]:
    """Record the first day worked, always; each missing precondition is recorded as a breach.

    An earlier first day than the recorded one also moves the legal time limits.
    """
    if mission.started_on is not None and command.first_day >= mission.started_on:
        raise AlreadyDone(act="StartMission", of=str(mission.started_on))
    calendar = act.calendar.for_region(umbrella.region_on(command.first_day))
    due = calendar.add_working_days(command.first_day, SIGNING_DAYS_MAX.value_on(command.first_day))
    grounds = _check_before_work(command, mission.scope, consultant, umbrella)
    started = MissionStarted(
        first_day=command.first_day,
        contract_due_on=due,
        calendar=calendar.version,
        grounds=tuple(ground for ground, _ in grounds),
        **length_dates(mission, command.first_day),
    )
    breaches = [breach for _, breach in grounds if breach is not None]
    return [started, *breaches, *_late_breaches(mission, due)]


def reach(mission: Mission, command: ReachMilestone, _: Act) -> list[MissionEvent]:
    """State, once, that a milestone of the scope is reached."""
    _check_milestone(get_running_scope(mission, "ReachMilestone"), command.milestone)
    if command.milestone in mission.milestones:
        raise AlreadyDone(act="ReachMilestone", of=command.milestone)
    return [MilestoneReached(milestone=command.milestone, evidence=command.evidence)]


def validate(mission: Mission, command: ValidateMilestone, _: Act) -> list[MissionEvent]:
    """Validate a reached milestone, once."""
    check_not_over(mission)
    if command.milestone not in mission.milestones:
        raise OutOfOrder(act="ValidateMilestone", stands_on="ReachMilestone")
    if command.milestone in mission.validated:
        raise AlreadyDone(act="ValidateMilestone", of=command.milestone)
    return [MilestoneValidated(milestone=command.milestone)]


def review(mission: Mission, command: ReviewProgress, _: Act) -> list[MissionEvent]:
    """Record the minutes of a progress point held during the work."""
    get_running_scope(mission, "ReviewProgress")
    return [
        ProgressReviewed(
            held_on=command.held_on,
            committee=command.committee,
            minutes=command.minutes,
            decisions=command.decisions,
        )
    ]


def acknowledge(mission: Mission, command: AcknowledgeActivity, _: Act) -> list[MissionEvent]:
    """Acknowledge the days of a month, once; optional, and no condition of pay."""
    if command.month not in mission.half_days:
        raise NoDaysRecorded(month=command.month)
    if command.month in mission.acknowledged:
        raise AlreadyDone(act="AcknowledgeActivity", of=command.month)
    return [ActivityAcknowledged(month=command.month)]


def contest(command: ContestRecord, read_by: Audience, act: Act) -> list[MissionEvent]:
    """Contest an event; nothing is removed, and the contest has the same readers."""
    return [
        RecordContested(fact=command.fact, by=act.by.effective_party, reason=command.reason, read_by=read_by)
    ]


def late_signature_breach(signed_on: date | None, due_on: date | None) -> list[BreachRecorded]:
    """Return the breach of a service contract concluded after its delay, if it was."""
    if signed_on is None or due_on is None or signed_on <= due_on:
        return []
    ground = COM_1.make_ground(met=False, due_on=due_on, signed_on=signed_on)
    return [BreachRecorded(since=due_on, ground=ground, concerns_consultant=False)]


def late_copy_breach(delivered_on: date | None, due_on: date | None) -> list[BreachRecorded]:
    """Return the breach of a copy sent to the consultant after its delay, if it was."""
    if delivered_on is None or due_on is None or delivered_on <= due_on:
        return []
    ground = COM_3.make_ground(met=False, due_on=due_on, delivered_on=delivered_on)
    return [BreachRecorded(since=due_on, ground=ground, concerns_consultant=True)]


def get_running_scope(mission: Mission, act: str) -> Scope:
    """Return the scope of a mission whose work has begun."""
    agreed = get_scope(mission, act)
    if mission.started_on is None:
        raise OutOfOrder(act=act, stands_on="StartMission")
    return agreed


def _check_before_work(
    command: StartMission, agreed: Scope | None, consultant: Consultant, umbrella: UmbrellaCompany
) -> list[tuple[Ground, BreachRecorded | None]]:
    """Run the rule checks before the first day worked; return each answer, and the breaches."""
    day = command.first_day
    asked: tuple[tuple[Rule, bool], ...] = (
        (EMP_6, consultant.was_hire_declared(day)),
        (EMP_1, consultant.is_covered(command.mission, day, agreed.ends_on if agreed else None)),
        (EPS_2, umbrella.is_guaranteed(day)),
        (EPS_5, umbrella.is_declared(day)),
    )
    grounds = [(rule.make_ground(met=met, first_day=day), rule, met) for rule, met in asked]
    return [
        (
            ground,
            None
            if met
            else BreachRecorded(since=day, ground=ground, concerns_consultant=rule in (EMP_6, EMP_1)),
        )
        for ground, rule, met in grounds
    ]


def _late_breaches(mission: Mission, due_on: date) -> list[BreachRecorded]:
    """Return the breaches that an earlier first day reveals: a late signature, a late copy."""
    before = mission.contract_due_on
    known = late_signature_breach(mission.concluded_on, before) + late_copy_breach(mission.copy_on, before)
    now = late_signature_breach(mission.concluded_on, due_on) + late_copy_breach(mission.copy_on, due_on)
    recorded = {breach.ground.rule for breach in known}
    return [breach for breach in now if breach.ground.rule not in recorded]


_KEY = attrgetter("key")


def _check_milestone(agreed: Scope, key: Key) -> None:
    if key not in map(_KEY, agreed.milestones):
        raise NotInScope(named=key)
