"""A month of pay: reported, returned and corrected if need be, approved, computed, transferred.

Pay never waits: it is computed from the days declared, approved or not.
"""

from collections.abc import Mapping
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from domain.language import ConsultantId, FactId, MissionId, Month
from domain.paymonth.events import (
    ActivityApproved,
    ActivityCorrected,
    ActivityDay,
    ActivityReported,
    ActivityReturned,
    AdvanceFor,
    AdvanceGranted,
    PayMonthEvent,
    Payslip,
    SalaryComputed,
    SalaryTransferred,
    StatementDelivered,
    TimeKind,
)
from domain.record import Fact


class PayMonth(Struct, frozen=True, kw_only=True):
    """What is true of a month now."""

    consultant: ConsultantId | None = None
    month: Month = ""
    days: tuple[ActivityDay, ...] = ()
    report: FactId | None = None
    returned: bool = False
    approved: bool = False
    recorded: Mapping[MissionId, int] = field(default_factory=dict[MissionId, int])
    payslip: Payslip | None = None
    paid_for: Mapping[MissionId, int] = field(default_factory=dict[MissionId, int])
    raised: int = 0
    transferred: bool = False
    accounted: bool = False

    @property
    def worked(self) -> dict[MissionId, int]:
        """The half-days of prestation by mission, in the order first reported."""
        return worked(self.days)


def worked(days: tuple[ActivityDay, ...]) -> dict[MissionId, int]:
    """Return the half-days of prestation by mission, in the order first reported."""
    count: dict[MissionId, int] = {}
    for line in days:
        if line.kind is TimeKind.PRESTATION and line.mission is not None:
            count[line.mission] = count.get(line.mission, 0) + line.half_days
    return count


def evolve(month: PayMonth, fact: Fact[PayMonthEvent]) -> PayMonth:  # noqa: C901 -- one case a fact
    """Return the month after one more fact."""
    event, report = fact.data, FactId(fact.id)
    match event:
        case ActivityReported(consultant=consultant, month=name, days=days):
            return replace(month, consultant=consultant, month=name, days=days, report=report)
        case ActivityReturned():
            return replace(month, returned=True)
        case ActivityCorrected(days=days):
            return replace(month, days=days, report=report, returned=False, approved=False)
        case ActivityApproved():
            return replace(month, approved=True, recorded=month.worked)
        case AdvanceGranted(amount=amount, makes_up_for=AdvanceFor.MINIMUM):
            return replace(month, raised=amount)
        case AdvanceGranted():
            return month
        case SalaryComputed(payslip=payslip):
            return replace(month, payslip=payslip, paid_for=month.worked)
        case SalaryTransferred():
            return replace(month, transferred=True)
        case StatementDelivered():
            return replace(month, accounted=True)
        case _:
            assert_never(event)
