"""An activity report and the missions that it names: days recorded, limits of time exceeded."""

from collections.abc import Iterable
from datetime import date

from domain.aggregates import World
from domain.consultant import hiring
from domain.language import MissionId, Month, Stream, mission_of, pay_month
from domain.mission import ending
from domain.mission.events.working import BreachRecorded
from domain.mission.mission import Mission
from domain.multi_stream import Facts
from domain.multi_stream.earlier_missions import weighed
from domain.paymonth import reporting, time_limits
from domain.paymonth.paymonth import PayMonth
from domain.paymonth.refusals import MissionNotTheirs
from domain.paymonth.reporting import ApproveActivity, CorrectActivity, ReportActivity
from domain.record import Act


def report(world: World, order: ReportActivity, act: Act) -> Facts:
    """A consultant reports days of his own missions; limits of time they exceed are breaches there."""
    hiring.known(world.consultant(order.consultant), order.consultant)
    _own_missions(world, order)
    month = world.pay_month(order.consultant, order.month)
    reported = reporting.report(month, order, act)
    return {pay_month(order.consultant, order.month): reported, **_over_limits(month, order)}


def correct(world: World, order: CorrectActivity, act: Act) -> Facts:
    """A corrected report, too, holds days of the consultant's own missions."""
    _own_missions(world, order)
    month = world.pay_month(order.consultant, order.month)
    corrected = reporting.correct(month, order, act)
    return {pay_month(order.consultant, order.month): corrected, **_over_limits(month, order)}


def approve(world: World, order: ApproveActivity, act: Act) -> Facts:
    """Approved days are recorded in each mission; a correction replaces, down to none.

    A mission under way that the report does not name had no days in that month: it is told so too.
    """
    month = world.pay_month(order.consultant, order.month)
    approved = reporting.approve(month, order, act)
    now, before = month.worked, month.recorded
    changed = {
        mission: now.get(mission, 0)
        for mission in (*now, *(gone for gone in before if gone not in now))
        if now.get(mission, 0) != before.get(mission)
    } | dict.fromkeys(_idle(world, order, {*now, *before}), 0)
    days = {
        mission_of(mission): ending.record_days(
            weighed(world, mission), order.month, count, month.last_worked(mission)
        )
        for mission, count in changed.items()
    }
    return {pay_month(order.consultant, order.month): approved, **days}


def _idle(world: World, order: ApproveActivity, named: Iterable[MissionId]) -> list[MissionId]:
    """Return the consultant's missions of this month that are not named, and know nothing of it yet."""
    others = [other for other in world.consultant(order.consultant).missions if other not in named]
    return [other for other in others if _awaits(world.mission(other), order.month)]


def _awaits(mission: Mission, month: Month) -> bool:
    if mission.started_on is None or mission.closed or month in mission.half_days:
        return False
    last = mission.over_on or date.max
    return f"{mission.started_on:%Y-%m}" <= month <= f"{last:%Y-%m}"


def _own_missions(world: World, order: ReportActivity | CorrectActivity) -> None:
    named: Iterable[MissionId] = {line.mission for line in order.days if line.mission is not None}
    others = tuple(str(mission) for mission in named if world.mission(mission).consultant != order.consultant)
    if others:
        raise MissionNotTheirs(missions=others)


def _over_limits(
    month: PayMonth, order: ReportActivity | CorrectActivity
) -> dict[Stream, list[BreachRecorded]]:
    """Return the limits that this report exceeds and that the one before it did not."""
    known = set(time_limits.exceeded(month.days, month.hours))
    over = [limit for limit in time_limits.exceeded(order.days, order.hours) if limit not in known]
    broken = time_limits.breaches(order.days, over)
    return {mission_of(mission): facts for mission, facts in broken.items()}
