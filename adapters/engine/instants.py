"""The two times that people ask about, and the events that answer.

What is written is a date, which ends at midnight in Paris, or an instant with its offset.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

import msgspec

from adapters.engine.clock import PARIS
from adapters.engine.store.stored import StoredNotification

_DAY = timedelta(days=1)
_BEFORE = timedelta(microseconds=1)


class EventTimes(msgspec.Struct, rename={"recorded_at": "recordedtime"}):
    """The two times of a stored event; no more of it is read, so that any version can."""

    time: datetime
    recorded_at: datetime


_EVENT_TIMES = msgspec.json.Decoder(EventTimes)


def read_times(event: StoredNotification) -> EventTimes:
    """Return when an event happened, and when it was recorded."""
    return _EVENT_TIMES.decode(event.state)


def select_events(
    events: Iterable[StoredNotification], known_at: datetime | None, as_of: datetime | None
) -> Iterator[StoredNotification]:
    """Return what was recorded by one instant about what had happened by another.

    The log never goes back in recorded time, so its first event recorded later ends the reading.
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
    """Return the last instant of what was written; raises ValueError."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return parse_instant(written)
    return datetime.combine(day + _DAY, time(), PARIS) - _BEFORE


def parse_instant(written: str) -> datetime:
    """Return the instant written; raises ValueError for one without its offset."""
    instant = datetime.fromisoformat(written)
    if instant.tzinfo is None:
        raise ValueError("no offset")
    return instant
