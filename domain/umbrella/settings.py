"""The settings of the umbrella company, each valid from a date: readings, thresholds, holidays."""

from datetime import date
from itertools import pairwise

from domain.language import BasisPoints, MinimumReading, Region, UmbrellaId, command
from domain.record import Act
from domain.umbrella.events import CalendarAdopted, PolicyAdopted, UmbrellaEvent
from domain.umbrella.refusals import SettingsDisordered
from domain.umbrella.umbrella import UmbrellaCompany, require_registered


@command
class AdoptPolicy:
    """The company adopts settings from a date; shares in basis points, reminders in days after due."""

    umbrella: UmbrellaId
    from_on: date
    minimum_reading: MinimumReading
    dependence_noted: BasisPoints = 5_000
    dependence_high: BasisPoints = 7_000
    dependence_critical: BasisPoints = 9_000
    reminder_days: tuple[int, ...] = (-5, 1, 15, 30)


@command
class AdoptCalendar:
    """The company adopts the public holidays of a region from a date."""

    umbrella: UmbrellaId
    from_on: date
    region: Region


def adopt_policy(umbrella: UmbrellaCompany, command: AdoptPolicy, _: Act) -> list[UmbrellaEvent]:
    """Adopt settings from a date; earlier decisions keep the settings of their day."""
    require_registered(umbrella, command.umbrella)
    shares = (command.dependence_noted, command.dependence_high, command.dependence_critical)
    if not (_is_rising(shares) and _is_rising(command.reminder_days)):
        days = ", ".join(str(day) for day in command.reminder_days)
        raise SettingsDisordered(thresholds=shares, reminder_days=days)
    return [
        PolicyAdopted(
            from_on=command.from_on,
            minimum_reading=command.minimum_reading,
            dependence_noted=command.dependence_noted,
            dependence_high=command.dependence_high,
            dependence_critical=command.dependence_critical,
            reminder_days=command.reminder_days,
        )
    ]


def adopt_calendar(umbrella: UmbrellaCompany, command: AdoptCalendar, _: Act) -> list[UmbrellaEvent]:
    """Adopt the holidays of a region; due dates already stored do not move."""
    require_registered(umbrella, command.umbrella)
    return [CalendarAdopted(from_on=command.from_on, region=command.region)]


def _is_rising(numbers: tuple[int, ...]) -> bool:
    return all(one < following for one, following in pairwise(numbers))
