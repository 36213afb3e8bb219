"""Select events by their two times, as-of and known-at, and parse what people write for them.

People write a date, which ends at midnight in Paris, or an instant with its offset.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

import msgspec

from adapters.engine.clock import PARIS
from adapters.engine.store.stored import StoredNotification

_DAY = timedelta(days=1)
_BEFORE = timedelta(microseconds=1)


class EventTimes(msgspec.Struct, rename={"recorded_at": "recordedtime"}):
    """The two times of a stored event; no more is decoded, so an event of any version can be read."""

    time: datetime
    recorded_at: datetime


_EVENT_TIMES = msgspec.json.Decoder(EventTimes)


def read_times(event: StoredNotification) -> EventTimes:
    """Return the instants at which an event happened and was recorded."""
    return _EVENT_TIMES.decode(event.state)


def select_events(
    events: Iterable[StoredNotification], known_at: datetime | None, as_of: datetime | None
) -> Iterator[StoredNotification]:
    """Return the events recorded up to `known_at` that happened up to `as_of`.

    Recorded time never goes back in the log, so the first event recorded later ends the reading.
    """
    if known_at is None and as_of is None:
        yield from events
        return
    for event in events:
        times = read_times(event)
        if known_at is not None and times.recorded_at > known_at:
            return
        if as_of is None or times.time <= as_of:
            yield event


def parse_last_instant(written: str) -> datetime:
    """Return the last instant of a written date, or the written instant; raises ValueError."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return parse_instant(written)
    return datetime.combine(day + _DAY, time(), PARIS) - _BEFORE


def parse_instant(written: str) -> datetime:
    """Return the written instant; raises ValueError if it has no offset."""
    instant = datetime.fromisoformat(written)
    if instant.tzinfo is None:
        raise ValueError("no offset")
    return instant
