"""Time, ids and working days: the only module that reads the clock and the randomness of the machine."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.metadata import version
from threading import Lock
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import uuid_utils

from domain.language import Region

PARIS = ZoneInfo("Europe/Paris")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_NANOSECONDS = 1_000_000  # of a millisecond
_COUNTER_BIT = 1 << 61  # the highest random bit, cleared so that the counter cannot overflow the random part
_DAY = timedelta(days=1)
_SUNDAY = 6


def real_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def paris_day(instant: datetime) -> date:
    """Return the date in Paris at this instant."""
    assert instant.tzinfo is not None, "an instant without its offset has no date in Paris"
    return instant.astimezone(PARIS).date()


def end_of_day(day: date) -> datetime:
    """Return the instant at which a day ends in Paris; a day has 23, 24 or 25 hours there."""
    return datetime.combine(day + _DAY, time.min, PARIS).astimezone(UTC)


class EventIds:
    """The ids of events: UUIDv7 (RFC 9562) of their instant, increasing within one millisecond."""

    def __init__(self) -> None:
        self._instant: datetime | None = None
        self._millisecond = -1
        self._last = 0
        self._lock = Lock()

    def next_id(self, instant: datetime) -> UUID:
        """Return a new id for an event of this instant."""
        with self._lock:
            millisecond = (
                self._millisecond if instant == self._instant else (instant - _EPOCH) // _MILLISECOND
            )
            self._instant = instant
            if millisecond == self._millisecond:
                self._last += 1
            else:
                self._last = uuid_utils.uuid7(nanoseconds=millisecond * _NANOSECONDS).int & ~_COUNTER_BIT
                self._millisecond = millisecond
            return _UUID.decode(b"\xc4\x10" + self._last.to_bytes(16))


_UUID = msgspec.msgpack.Decoder(UUID)  # makes an id from 16 bytes in a quarter of the time of `UUID(int=…)`

event_id = EventIds().next_id


def new_command_id() -> UUID:
    """Return a UUIDv7 for a new command."""
    return UUID(int=uuid_utils.uuid7().int)


class FrenchCalendar:
    """The jours ouvrables of France: Monday to Saturday without the public holidays.

    Alsace-Moselle has two more holidays, Good Friday and 26 December: subdivision `57` (Moselle) or
    `6AE` (Alsace).
    """

    def __init__(self, subdivision: str | None = None) -> None:
        self._subdivision = subdivision
        place = f"FR-{subdivision}" if subdivision else "FR"
        self._version = f"{place} ouvrables/holidays {version('holidays')}"

    @property
    def version(self) -> str:
        """The calendar and the version of its source, such as `FR ouvrables/holidays 0.109`."""
        return self._version

    def for_region(self, region: Region) -> "FrenchCalendar":
        """Return the calendar with the public holidays of a region."""
        return FrenchCalendar("57") if region is Region.ALSACE_MOSELLE else self

    def add_working_days(self, day: date, count: int) -> date:
        """Return the day that is `count` jours ouvrables after this one; 0 gives the day itself."""
        assert count >= 0, "working days are counted forward"
        while count:
            day += _DAY
            count -= self._is_working_day(day)
        return day

    def _is_working_day(self, day: date) -> bool:
        return day.weekday() != _SUNDAY and day not in _public_holidays(day.year, self._subdivision)


@cache
def _public_holidays(year: int, subdivision: str | None) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 -- slow to load, and most commands need no date

    return frozenset(country_holidays("FR", subdiv=subdivision, years=year))
