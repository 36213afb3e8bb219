"""What the umbrella company chooses, each from a date: its readings, thresholds and holidays."""

from datetime import date
from itertools import pairwise

from domain.language import BasisPoints, MinimumReading, Region, UmbrellaId, command
from domain.record import Act
from domain.umbrella.events import CalendarAdopted, PolicyAdopted, UmbrellaEvent
from domain.umbrella.refusals import SettingsDisordered
from domain.umbrella.umbrella import UmbrellaCompany, known


@command
class AdoptPolicy:
    """Its settings from a date; shares in basis points, reminders in days after an invoice is due."""

    umbrella: UmbrellaId
    from_on: date
    minimum_reading: MinimumReading
    dependence_noted: BasisPoints = 5_000
    dependence_high: BasisPoints = 7_000
    dependence_critical: BasisPoints = 9_000
    reminder_days: tuple[int, ...] = (-5, 1, 15, 30)


@command
class AdoptCalendar:
    """The public holidays it counts by from a date."""

    umbrella: UmbrellaId
    from_on: date
    region: Region


def adopt_policy(umbrella: UmbrellaCompany, order: AdoptPolicy, _: Act) -> list[UmbrellaEvent]:
    """Adopt settings from a date; what was decided before keeps the settings of its day."""
    known(umbrella, order.umbrella)
    shares = (order.dependence_noted, order.dependence_high, order.dependence_critical)
    if not (_rising(shares) and _rising(order.reminder_days)):
        days = ", ".join(str(day) for day in order.reminder_days)
        raise SettingsDisordered(thresholds=shares, reminder_days=days)
    return [
        PolicyAdopted(
            from_on=order.from_on,
            minimum_reading=order.minimum_reading,
            dependence_noted=order.dependence_noted,
            dependence_high=order.dependence_high,
            dependence_critical=order.dependence_critical,
            reminder_days=order.reminder_days,
        )
    ]


def adopt_calendar(umbrella: UmbrellaCompany, order: AdoptCalendar, _: Act) -> list[UmbrellaEvent]:
    """Adopt the holidays of a region; due dates already stored do not move."""
    known(umbrella, order.umbrella)
    return [CalendarAdopted(from_on=order.from_on, region=order.region)]


def _rising(numbers: tuple[int, ...]) -> bool:
    return all(one < following for one, following in pairwise(numbers))
