"""The limits of working time over all missions of a month; excess is recorded as a breach, not refused."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from domain.language import MissionId
from domain.law.pay import CC_23, DAY_MINUTES_MAX, WEEK_DAYS_MAX, WEEK_MINUTES_MAX
from domain.mission.events.working import BreachRecorded
from domain.paymonth.events import ActivityDay, DayHours, TimeKind

HALF_DAYS_OF_A_DAY = 2
NOT_WORK = (TimeKind.ABSENCE,)


class ExceededLimit(NamedTuple):
    """A limit exceeded on a day, or in the week that begins on it: the value found, and the maximum."""

    limit: str
    since: date
    found: int
    most: int
    days: tuple[date, ...]


def find_exceeded(days: tuple[ActivityDay, ...], hours: tuple[DayHours, ...]) -> tuple[ExceededLimit, ...]:
    """Return the limits that a report exceeds: days in a day, hours a day and a week, the two rest times."""
    return (
        *_exceeded_days(days),
        *_exceeded_hours(hours),
        *_exceeded_weeks(hours),
        *_missing_weekly_rests(days),
        *_missing_rests(hours),
    )


def breaches_by_mission(
    days: tuple[ActivityDay, ...], found: Iterable[ExceededLimit]
) -> dict[MissionId, list[BreachRecorded]]:
    """Return each exceeded limit as a breach in the missions worked on those days."""
    broken: dict[MissionId, list[BreachRecorded]] = {}
    for over in found:
        ground = CC_23.make_ground(
            met=False, limit=over.limit, day=over.since, found=over.found, most=over.most
        )
        breach = BreachRecorded(since=over.since, ground=ground, concerns_consultant=True)
        for mission in dict.fromkeys(line.mission for line in days if line.day in over.days):
            if mission is not None:
                broken.setdefault(mission, []).append(breach)
    return broken


def _exceeded_days(days: tuple[ActivityDay, ...]) -> Iterable[ExceededLimit]:
    count = _sum_by_day((line.day, line.half_days) for line in days)
    for day, found in count.items():
        if found > HALF_DAYS_OF_A_DAY:
            yield ExceededLimit("half-days of a day", day, found, HALF_DAYS_OF_A_DAY, (day,))


def _exceeded_hours(hours: tuple[DayHours, ...]) -> Iterable[ExceededLimit]:
    for day, found in _sum_by_day((line.day, line.minutes) for line in hours).items():
        most = DAY_MINUTES_MAX.value_on(day)
        if found > most:
            yield ExceededLimit("minutes of a day", day, found, most, (day,))


def _exceeded_weeks(hours: tuple[DayHours, ...]) -> Iterable[ExceededLimit]:
    for monday, found in _sum_by_day((_monday_of(line.day), line.minutes) for line in hours).items():
        most = WEEK_MINUTES_MAX.value_on(monday)
        if found > most:
            yield ExceededLimit("minutes of a week", monday, found, most, _days_of_week(monday))


def _missing_weekly_rests(days: tuple[ActivityDay, ...]) -> Iterable[ExceededLimit]:
    worked = {line.day for line in days if line.kind not in NOT_WORK}
    for monday, found in _sum_by_day((_monday_of(day), 1) for day in sorted(worked)).items():
        most = WEEK_DAYS_MAX.value_on(monday)
        if found > most:
            yield ExceededLimit("days of a week", monday, found, most, _days_of_week(monday))


def _missing_rests(hours: tuple[DayHours, ...]) -> Iterable[ExceededLimit]:
    for line in hours:
        if not line.rest_taken:
            yield ExceededLimit("rest not taken", line.day, 1, 0, (line.day,))


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days_of_week(monday: date) -> tuple[date, ...]:
    return tuple(monday + timedelta(days=day) for day in range(7))


def _sum_by_day(counted: Iterable[tuple[date, int]]) -> dict[date, int]:
    total: dict[date, int] = {}
    for day, amount in counted:
        total[day] = total.get(day, 0) + amount
    return total
