"""The events of the work, and how each changes a mission: milestones, progress, days, breaches."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import Audience, DocumentHash, EventId, Key, Label, MissionText, Month, Party
from domain.mission.mission import Mission, OpenBreach
from domain.record import (
    BY_ANY,
    BY_CLIENT,
    BY_CONSULTANT,
    BY_SYSTEM,
    BY_UMBRELLA,
    FOR_ALL,
    FOR_UMBRELLA,
    Event,
    Ground,
)


class MissionStarted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The first day was worked; the delay for the service contract runs from it (L1254-22).

    `contract_due_on` was computed with `calendar` at that time, as were the day of the length warning and
    the last lawful day. None of them is computed again.
    """

    TYPE = "fr.jalon.mission.mission-started.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_ALL

    first_day: date
    contract_due_on: date
    calendar: Label
    grounds: tuple[Ground, ...]
    warned_on: date | None = None
    lawful_until: date | None = None


class MilestoneReached(Event, frozen=True, kw_only=True):
    """The consultant stated that a milestone is reached (jalon atteint)."""

    TYPE = "fr.jalon.mission.milestone-reached.v1"
    BY = BY_CONSULTANT
    READERS = FOR_ALL

    milestone: Key
    evidence: DocumentHash


class MilestoneValidated(Event, frozen=True, kw_only=True):
    """The client agrees that the milestone is reached."""

    TYPE = "fr.jalon.mission.milestone-validated.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    milestone: Key


class ProgressReviewed(Event, frozen=True, kw_only=True):
    """A progress point or steering committee was held; its minutes are kept (compte rendu)."""

    TYPE = "fr.jalon.mission.progress-reviewed.v1"
    BY = BY_CLIENT | BY_CONSULTANT
    READERS = FOR_ALL

    held_on: date
    committee: bool
    minutes: MissionText
    decisions: tuple[MissionText, ...]


class DaysWorkedRecorded(Event, frozen=True, kw_only=True):
    """This mission's part of an approved activity report; it replaces an earlier part of that month."""

    TYPE = "fr.jalon.mission.days-worked-recorded.v1"
    BY = BY_SYSTEM
    READERS = FOR_ALL

    month: Month
    half_days: int


class ActivityAcknowledged(Event, frozen=True, kw_only=True):
    """The client acknowledged the days of prestation of a month; a visa, never an approval."""

    TYPE = "fr.jalon.mission.activity-acknowledged.v1"
    BY = BY_CLIENT
    READERS = FOR_ALL

    month: Month


class BreachRecorded(Event, frozen=True, kw_only=True):
    """An event breaks a rule; both the event and the breach are recorded (manquement)."""

    TYPE = "fr.jalon.mission.breach-recorded.v1"
    BY = BY_SYSTEM
    READERS = FOR_UMBRELLA | frozenset({Audience.CONSULTANT})

    since: date
    ground: Ground
    concerns_consultant: bool

    @property
    def audience(self) -> Audience:
        """The consultant too, when the breach concerns him."""
        return Audience.CONSULTANT if self.concerns_consultant else Audience.UMBRELLA


class BreachCured(Event, frozen=True, kw_only=True):
    """The cause of a breach was repaired; the breach itself stays in the history."""

    TYPE = "fr.jalon.mission.breach-cured.v1"
    BY = BY_SYSTEM | BY_UMBRELLA
    READERS = BreachRecorded.READERS

    breach: EventId
    rule: Key
    how: Label
    concerns_consultant: bool

    @property
    def audience(self) -> Audience:
        """The readers of the breach."""
        return Audience.CONSULTANT if self.concerns_consultant else Audience.UMBRELLA


class RecordContested(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A party contested a recorded event (contestation); it has the readers of that event."""

    TYPE = "fr.jalon.mission.record-contested.v1"
    BY = BY_ANY
    READERS = frozenset(Audience)

    fact: EventId
    by: Party
    reason: MissionText
    read_by: Audience = Audience.ALL

    @property
    def audience(self) -> Audience:
        """The readers of the event contested."""
        return self.read_by


WorkingEvent = (
    MissionStarted
    | MilestoneReached
    | MilestoneValidated
    | ProgressReviewed
    | DaysWorkedRecorded
    | ActivityAcknowledged
)
BreachEvent = BreachRecorded | BreachCured | RecordContested


def evolve_working(mission: Mission, event: WorkingEvent, _: UUID) -> Mission:
    """Return the mission after one more event of the work."""
    match event:
        case MilestoneReached(milestone=milestone):
            return replace(mission, milestones=mission.milestones | {milestone})
        case MilestoneValidated(milestone=milestone):
            return replace(mission, validated=mission.validated | {milestone})
        case DaysWorkedRecorded(month=month, half_days=count):
            half_days = {**mission.half_days, month: count}
            return replace(mission, half_days=half_days, closed=False)  # days found late reopen the file
        case ActivityAcknowledged(month=month):
            return replace(mission, acknowledged=mission.acknowledged | {month})
        case MissionStarted(first_day=day, contract_due_on=due):
            return replace(mission, started_on=day, contract_due_on=due)
        case ProgressReviewed():
            return mission
        case _:
            assert_never(event)


def evolve_breaches(mission: Mission, event: BreachEvent, event_id: UUID) -> Mission:
    """Return the mission after one more breach, its cure, or the contestation of a record."""
    match event:
        case BreachRecorded(ground=ground, concerns_consultant=concerns):
            breach = OpenBreach(ground.rule, concerns)
            return replace(mission, breaches={**mission.breaches, EventId(event_id): breach})
        case BreachCured(breach=cured):
            left = {known: breach for known, breach in mission.breaches.items() if known != cured}
            return replace(mission, breaches=left)
        case RecordContested():
            return mission
        case _:
            assert_never(event)
