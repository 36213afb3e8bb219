"""The state of a month of pay: reported, returned, corrected, approved, computed, transferred.

Pay never waits: it is computed from the days declared, approved or not.
"""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from domain.language import ConsultantId, EventId, MissionId, Month
from domain.paymonth.events import (
    ActivityApproved,
    ActivityCorrected,
    ActivityDay,
    ActivityMissing,
    ActivityReported,
    ActivityReturned,
    AdvanceFor,
    AdvanceGranted,
    ContributionsDeclared,
    ContributionsPaid,
    DayHours,
    PayMonthEvent,
    PayMonthOpened,
    Payslip,
    SalaryComputed,
    SalaryCorrected,
    SalaryPaymentReturned,
    SalaryTransferred,
    StatementDelivered,
    TimeKind,
)
from domain.record import IdentifiedEvent


class PayMonth(Struct, frozen=True, kw_only=True):
    """The state of a month of pay."""

    consultant: ConsultantId | None = None
    month: Month = ""
    days: tuple[ActivityDay, ...] = ()
    hours: tuple[DayHours, ...] = ()
    report: EventId | None = None
    returned: bool = False
    approved: bool = False
    recorded: Mapping[MissionId, int] = field(default_factory=dict[MissionId, int])
    payslip: Payslip | None = None
    paid_for: Mapping[MissionId, int] = field(default_factory=dict[MissionId, int])
    raised: int = 0
    computed: EventId | None = None
    corrections: tuple[SalaryCorrected, ...] = ()
    transferred: bool = False
    paid_before: bool = False  # returned by the bank after the missions got their share
    accounted: bool = False
    opened: bool = False
    missing: bool = False
    declared: bool = False
    contributions_paid: bool = False

    @property
    def net(self) -> int:
        """The net pay of the month for the consultant, with its corrections of earlier months; cents."""
        own = self.payslip.net_paid + self.raised if self.payslip else 0
        return own + sum(correction.net_paid for correction in self.corrections)

    @property
    def total_levied(self) -> int:
        """The sum due to social bodies and the tax office for the month, corrections included; cents."""
        lines = (*((self.payslip,) if self.payslip else ()), *self.corrections)
        return sum(
            line.employee_contributions + line.employer_contributions + line.income_tax for line in lines
        )

    @property
    def half_days_worked(self) -> dict[MissionId, int]:
        """The half-days of prestation by mission, in the order first reported."""
        return half_days_by_mission(self.days)

    def last_worked(self, mission: MissionId) -> date | None:
        """Return the last day of prestation reported for a mission, if any."""
        days = [line.day for line in self.days if (line.mission, line.kind) == (mission, TimeKind.PRESTATION)]
        return max(days, default=None)


def half_days_by_mission(days: tuple[ActivityDay, ...]) -> dict[MissionId, int]:
    """Return the half-days of prestation by mission, in the order first reported."""
    count: dict[MissionId, int] = {}
    for line in days:
        if line.kind is TimeKind.PRESTATION and line.mission is not None:
            count[line.mission] = count.get(line.mission, 0) + line.half_days
    return count


def evolve(month: PayMonth, recorded: IdentifiedEvent[PayMonthEvent]) -> PayMonth:  # noqa: C901 -- one case an event
    """Return the month after one more event."""
    event, report = recorded.data, EventId(recorded.id)
    match event:
        case ActivityReported(consultant=consultant, month=name, days=days, hours=hours):
            return replace(month, consultant=consultant, month=name, days=days, hours=hours, report=report)
        case PayMonthOpened(consultant=consultant, month=name):
            return replace(month, consultant=consultant, month=name, opened=True)
        case ActivityReturned():
            return replace(month, returned=True)
        case ActivityCorrected(days=days, hours=hours):
            return replace(month, days=days, hours=hours, report=report, returned=False, approved=False)
        case ActivityApproved():
            return replace(month, approved=True, recorded=month.half_days_worked)
        case AdvanceGranted(amount=amount, makes_up_for=AdvanceFor.MINIMUM):
            return replace(month, raised=amount)
        case AdvanceGranted():
            return month
        case SalaryComputed(payslip=payslip):
            return replace(month, payslip=payslip, paid_for=month.half_days_worked, computed=report)
        case SalaryCorrected():
            return replace(month, corrections=(*month.corrections, event))
        case SalaryPaymentReturned():
            return replace(month, transferred=False, paid_before=True)
        case ActivityMissing(consultant=consultant, month=name):
            return replace(month, consultant=consultant, month=name, missing=True)
        case ContributionsDeclared():
            return replace(month, declared=True)
        case ContributionsPaid():
            return replace(month, contributions_paid=True)
        case SalaryTransferred():
            return replace(month, transferred=True)
        case StatementDelivered():
            return replace(month, accounted=True)
        case _:
            assert_never(event)
