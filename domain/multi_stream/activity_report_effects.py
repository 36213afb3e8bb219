"""The effects of an activity report on its missions: recorded days, breaches of working-time limits."""

from collections.abc import Iterable
from datetime import date

from domain.aggregates import DecisionContext
from domain.consultant import hiring
from domain.language import MissionId, Month, Stream, mission_stream, pay_month_stream
from domain.mission import ending
from domain.mission.events.working import BreachRecorded
from domain.mission.mission import Mission
from domain.multi_stream import EventsByStream
from domain.multi_stream.earlier_missions import add_earlier_days
from domain.paymonth import reporting, time_limits
from domain.paymonth.paymonth import PayMonth
from domain.paymonth.refusals import MissionNotTheirs
from domain.paymonth.reporting import ApproveActivity, CorrectActivity, ReportActivity
from domain.record import Act


def report(context: DecisionContext, command: ReportActivity, act: Act) -> EventsByStream:
    """Report days of the consultant's own missions; an exceeded time limit is a breach in its mission."""
    hiring.require_registered(context.consultant(command.consultant), command.consultant)
    _check_own_missions(context, command)
    month = context.pay_month(command.consultant, command.month)
    reported = reporting.report(month, command, act)
    return {
        pay_month_stream(command.consultant, command.month): reported,
        **_breaches_of_limits(month, command),
    }


def correct(context: DecisionContext, command: CorrectActivity, act: Act) -> EventsByStream:
    """Correct a report; its days must still be of the consultant's own missions."""
    _check_own_missions(context, command)
    month = context.pay_month(command.consultant, command.month)
    corrected = reporting.correct(month, command, act)
    return {
        pay_month_stream(command.consultant, command.month): corrected,
        **_breaches_of_limits(month, command),
    }


def approve(context: DecisionContext, command: ApproveActivity, act: Act) -> EventsByStream:
    """Record the approved days in each mission; a correction replaces them, even by none.

    A mission under way that the report does not name gets zero days, so that it does not wait for them.
    """
    month = context.pay_month(command.consultant, command.month)
    approved = reporting.approve(month, command, act)
    now, before = month.half_days_worked, month.recorded
    changed = {
        mission: now.get(mission, 0)
        for mission in (*now, *(gone for gone in before if gone not in now))
        if now.get(mission, 0) != before.get(mission)
    } | dict.fromkeys(_missions_without_days(context, command, {*now, *before}), 0)
    days = {
        mission_stream(mission): ending.record_days(
            add_earlier_days(context, mission), command.month, count, month.last_worked(mission)
        )
        for mission, count in changed.items()
    }
    return {pay_month_stream(command.consultant, command.month): approved, **days}


def _missions_without_days(
    context: DecisionContext, command: ApproveActivity, named: Iterable[MissionId]
) -> list[MissionId]:
    """Return the consultant's missions of this month that the report omits and that have no days yet."""
    others = [other for other in context.consultant(command.consultant).missions if other not in named]
    return [other for other in others if _awaits_month(context.mission(other), command.month)]


def _awaits_month(mission: Mission, month: Month) -> bool:
    if mission.started_on is None or mission.closed or month in mission.half_days:
        return False
    last = mission.over_on or date.max
    return f"{mission.started_on:%Y-%m}" <= month <= f"{last:%Y-%m}"


def _check_own_missions(context: DecisionContext, command: ReportActivity | CorrectActivity) -> None:
    named: Iterable[MissionId] = {line.mission for line in command.days if line.mission is not None}
    others = tuple(
        str(mission) for mission in named if context.mission(mission).consultant != command.consultant
    )
    if others:
        raise MissionNotTheirs(missions=others)


def _breaches_of_limits(
    month: PayMonth, command: ReportActivity | CorrectActivity
) -> dict[Stream, list[BreachRecorded]]:
    """Return the limits that this report exceeds and the previous one did not."""
    known = set(time_limits.find_exceeded(month.days, month.hours))
    over = [limit for limit in time_limits.find_exceeded(command.days, command.hours) if limit not in known]
    broken = time_limits.breaches_by_mission(command.days, over)
    return {mission_stream(mission): breaches for mission, breaches in broken.items()}
