"""An invoice series: consecutive numbers without a gap, no invoice dated before the last."""

from datetime import date

from msgspec import Struct

from domain.language import Count, Key, Label, MissionId
from domain.law.billing import BIL_1
from domain.record import BY_SYSTEM, FOR_UMBRELLA, Event, IdentifiedEvent
from domain.refused import Refused, refusal


class NumberAllotted(Event, frozen=True, kw_only=True):
    """The next number of the series went to an invoice, in the transaction that issued it."""

    TYPE = "fr.jalon.invoice-series.number-allotted.v1"
    BY = BY_SYSTEM
    READERS = FOR_UMBRELLA

    series: Key
    rank: Count
    number: Label
    issued_on: date
    mission: MissionId


SeriesEvent = NumberAllotted


class Series(Struct, frozen=True, kw_only=True):
    """The state of a series: its last number and its last date."""

    last: int = 0
    last_on: date = date.min


@refusal
class DatedBefore(Refused):
    """An invoice is not dated before the last one of its series."""

    rule = BIL_1
    series: Key
    issued_on: date
    last_on: date


def evolve(series: Series, recorded: IdentifiedEvent[SeriesEvent]) -> Series:
    """Return the series after one more number."""
    return Series(last=recorded.data.rank, last_on=recorded.data.issued_on)


def allot(series: Series, code: Key, mission: MissionId, issued_on: date) -> NumberAllotted:
    """Return the next number, for an invoice of this day."""
    if issued_on < series.last_on:
        raise DatedBefore(series=code, issued_on=issued_on, last_on=series.last_on)
    sequence_number = series.last + 1
    number = f"{code}-{sequence_number:05d}"
    return NumberAllotted(
        series=code, rank=sequence_number, number=number, issued_on=issued_on, mission=mission
    )
