"""Decide on reports: the consultant reports days; the umbrella company returns or approves them."""

from domain.language import ConsultantId, ConsultantText, Month, command
from domain.law.employment import CC_7
from domain.paymonth.events import (
    ActivityApproved,
    ActivityCorrected,
    ActivityDay,
    ActivityReported,
    ActivityReturned,
    DayHours,
    PayMonthEvent,
    TimeKind,
)
from domain.paymonth.paymonth import PayMonth
from domain.paymonth.refusals import (
    AlreadyApproved,
    AlreadyReported,
    DayOutside,
    NotReported,
    ReportReturned,
)
from domain.record import Act


@command
class ReportActivity:
    """The consultant reports the days of a month, for all missions at once; hours if they are counted."""

    consultant: ConsultantId
    month: Month
    days: tuple[ActivityDay, ...]
    hours: tuple[DayHours, ...] = ()


@command
class ReturnActivity:
    """The umbrella company returns the report for correction."""

    consultant: ConsultantId
    month: Month
    reason: ConsultantText


@command
class CorrectActivity:
    """The consultant corrects the report, before or after its approval."""

    consultant: ConsultantId
    month: Month
    days: tuple[ActivityDay, ...]
    hours: tuple[DayHours, ...] = ()
    reason: ConsultantText


@command
class ApproveActivity:
    """The umbrella company approves the report."""

    consultant: ConsultantId
    month: Month


def report(month: PayMonth, command: ReportActivity, _: Act) -> list[PayMonthEvent]:
    """Report a month, once; long days are recorded as they were worked."""
    if month.report is not None:
        raise AlreadyReported(month=command.month)
    _check_days_in_month(command.month, command.days, command.hours)
    reported = ActivityReported(
        consultant=command.consultant, month=command.month, days=command.days, hours=command.hours
    )
    return [reported]


def send_back(month: PayMonth, command: ReturnActivity, _: Act) -> list[PayMonthEvent]:
    """Return a report to the consultant before its approval."""
    if month.report is None:
        raise NotReported(month=command.month)
    if month.approved:
        raise AlreadyApproved(month=command.month)
    return [ActivityReturned(report=month.report, reason=command.reason)]


def correct(month: PayMonth, command: CorrectActivity, _: Act) -> list[PayMonthEvent]:
    """Correct a report; it waits for approval again."""
    if month.report is None:
        raise NotReported(month=command.month)
    _check_days_in_month(command.month, command.days, command.hours)
    return [
        ActivityCorrected(
            corrects=month.report, days=command.days, hours=command.hours, reason=command.reason
        )
    ]


def approve(month: PayMonth, command: ApproveActivity, _: Act) -> list[PayMonthEvent]:
    """Approve a report that was not sent back."""
    if month.report is None:
        raise NotReported(month=command.month)
    if month.approved:
        raise AlreadyApproved(month=command.month)
    if month.returned:
        raise ReportReturned(month=command.month)
    grounds = (
        CC_7.make_ground(met=True, month=command.month, half_days=sum(month.half_days_worked.values())),
    )
    return [ActivityApproved(report=month.report, grounds=grounds)]


def _check_days_in_month(month: Month, days: tuple[ActivityDay, ...], hours: tuple[DayHours, ...]) -> None:
    outside = tuple(
        str(line.day)
        for line in days
        if not str(line.day).startswith(month)
        or (line.kind is TimeKind.PRESTATION) != (line.mission is not None)
        or (line.kind is TimeKind.ABSENCE) != (line.absence is not None)
    )
    outside += tuple(str(line.day) for line in hours if not str(line.day).startswith(month))
    if outside:
        raise DayOutside(month=month, days=outside)
