"""The facts of pay and of the end: a month's share paid, the work completed, the file closed."""

from datetime import date

from domain.language import Cents, Month
from domain.record import BY_CONSULTANT, BY_SYSTEM, BY_UMBRELLA, FOR_ALL, FOR_CONSULTANT, Event


class SalaryPaid(Event, frozen=True, kw_only=True):
    """This mission's share of the salary of a month was paid to the consultant; cents."""

    TYPE = "fr.jalon.mission.salary-paid.v1"
    BY = BY_SYSTEM
    READERS = FOR_CONSULTANT

    month: Month
    gross: Cents
    net_paid: Cents


class MissionCompleted(Event, frozen=True, kw_only=True):
    """The work is over as agreed."""

    TYPE = "fr.jalon.mission.mission-completed.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_ALL

    completed_on: date


class MissionClosed(Event, frozen=True, kw_only=True):
    """All that was due is invoiced and paid, and each month worked has its salary (clôture)."""

    TYPE = "fr.jalon.mission.mission-closed.v1"
    BY = BY_SYSTEM
    READERS = FOR_ALL


EndingEvent = SalaryPaid | MissionCompleted | MissionClosed
