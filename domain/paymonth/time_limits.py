"""The limits of time over all missions of a month: what was worked is recorded, and the limit beside it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from domain.language import MissionId
from domain.law.pay import CC_23, DAY_MINUTES_MAX, WEEK_DAYS_MAX, WEEK_MINUTES_MAX
from domain.mission.events.working import BreachRecorded
from domain.paymonth.events import ActivityDay, DayHours, TimeKind

HALF_DAYS_OF_A_DAY = 2
NOT_WORK = (TimeKind.ABSENCE,)


class Exceeded(NamedTuple):
    """A limit that a day, or the week that begins on it, exceeds: what was found, and the most."""

    limit: str
    since: date
    found: int
    most: int
    days: tuple[date, ...]


def exceeded(days: tuple[ActivityDay, ...], hours: tuple[DayHours, ...]) -> tuple[Exceeded, ...]:
    """Return the limits that a report exceeds: a day in a day, hours a day and a week, the two rests."""
    return (*_days(days), *_hours(hours), *_weeks(hours), *_weekly_rests(days), *_rests(hours))


def breaches(
    days: tuple[ActivityDay, ...], found: Iterable[Exceeded]
) -> dict[MissionId, list[BreachRecorded]]:
    """Return each limit exceeded as a breach in the missions worked on those days."""
    broken: dict[MissionId, list[BreachRecorded]] = {}
    for over in found:
        ground = CC_23.asked(met=False, limit=over.limit, day=over.since, found=over.found, most=over.most)
        fact = BreachRecorded(since=over.since, ground=ground, concerns_consultant=True)
        for mission in dict.fromkeys(line.mission for line in days if line.day in over.days):
            if mission is not None:
                broken.setdefault(mission, []).append(fact)
    return broken


def _days(days: tuple[ActivityDay, ...]) -> Iterable[Exceeded]:
    count = _sum((line.day, line.half_days) for line in days)
    for day, found in count.items():
        if found > HALF_DAYS_OF_A_DAY:
            yield Exceeded("half-days of a day", day, found, HALF_DAYS_OF_A_DAY, (day,))


def _hours(hours: tuple[DayHours, ...]) -> Iterable[Exceeded]:
    for day, found in _sum((line.day, line.minutes) for line in hours).items():
        most = DAY_MINUTES_MAX.on(day)
        if found > most:
            yield Exceeded("minutes of a day", day, found, most, (day,))


def _weeks(hours: tuple[DayHours, ...]) -> Iterable[Exceeded]:
    for monday, found in _sum((_monday(line.day), line.minutes) for line in hours).items():
        most = WEEK_MINUTES_MAX.on(monday)
        if found > most:
            yield Exceeded("minutes of a week", monday, found, most, _week(monday))


def _weekly_rests(days: tuple[ActivityDay, ...]) -> Iterable[Exceeded]:
    worked = {line.day for line in days if line.kind not in NOT_WORK}
    for monday, found in _sum((_monday(day), 1) for day in sorted(worked)).items():
        most = WEEK_DAYS_MAX.on(monday)
        if found > most:
            yield Exceeded("days of a week", monday, found, most, _week(monday))


def _rests(hours: tuple[DayHours, ...]) -> Iterable[Exceeded]:
    for line in hours:
        if not line.rest_taken:
            yield Exceeded("rest not taken", line.day, 1, 0, (line.day,))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date) -> tuple[date, ...]:
    return tuple(monday + timedelta(days=day) for day in range(7))


def _sum(counted: Iterable[tuple[date, int]]) -> dict[date, int]:
    total: dict[date, int] = {}
    for day, amount in counted:
        total[day] = total.get(day, 0) + amount
    return total
