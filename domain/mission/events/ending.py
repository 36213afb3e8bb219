"""The events of the end, and how each changes a mission: salary paid, notice, end, file closed."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import Cents, Count, MissionText, Month, Party
from domain.mission.course_terms import Remains, TerminationClause
from domain.mission.mission import EarlyEnd, Mission
from domain.record import (
    BY_ANY,
    BY_CONSULTANT,
    BY_SYSTEM,
    BY_UMBRELLA,
    FOR_ALL,
    FOR_CONSULTANT,
    Event,
    Ground,
)


class SalaryPaid(Event, frozen=True, kw_only=True):
    """This mission's share of the salary of a month was paid to the consultant; cents."""

    TYPE = "fr.jalon.mission.salary-paid.v1"
    BY = BY_SYSTEM
    READERS = FOR_CONSULTANT

    month: Month
    gross: Cents
    net_paid: Cents


class NoticeGiven(Event, frozen=True, kw_only=True):
    """A party ends the mission after the notice of the contract (préavis)."""

    TYPE = "fr.jalon.mission.notice-given.v1"
    BY = BY_ANY
    READERS = FOR_ALL

    by: Party
    given_on: date
    notice_days: Count
    ends_on: date
    reason: MissionText


class MissionTerminated(Event, frozen=True, kw_only=True):
    """The mission ended early; the amounts due are stated, and employment continues (L1254-8)."""

    TYPE = "fr.jalon.mission.mission-terminated.v1"
    BY = BY_ANY
    READERS = FOR_ALL

    by: Party
    terminated_on: date
    clause: TerminationClause
    notice_ends_on: date | None = None
    remains: Remains
    reason: MissionText
    grounds: tuple[Ground, ...]


class MissionCompleted(Event, frozen=True, kw_only=True):
    """The work is over as agreed."""

    TYPE = "fr.jalon.mission.mission-completed.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_ALL

    completed_on: date


class MissionClosed(Event, frozen=True, kw_only=True):
    """All due amounts are invoiced and paid, and each month worked has its salary (clôture)."""

    TYPE = "fr.jalon.mission.mission-closed.v1"
    BY = BY_SYSTEM
    READERS = FOR_ALL


EndingEvent = SalaryPaid | NoticeGiven | MissionTerminated | MissionCompleted | MissionClosed


def evolve_ending(mission: Mission, event: EndingEvent, _: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    match event:
        case SalaryPaid(month=month):
            return replace(mission, paid_months=mission.paid_months | {month})
        case NoticeGiven(ends_on=day):
            return replace(mission, notice_ends_on=day)
        case MissionTerminated(terminated_on=day, remains=remains):
            return replace(mission, ended=EarlyEnd(day, remains))
        case MissionCompleted(completed_on=day):
            return replace(mission, completed_on=day)
        case MissionClosed():
            return replace(mission, closed=True)
        case _:
            assert_never(event)
