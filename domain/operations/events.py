"""The events about running a store: its simulated clock, the lines that stopped, a stream made whole."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from domain.language import Count, EventId, Form, Key, Label, value
from domain.record import BY_SYSTEM, BY_UMBRELLA, FOR_UMBRELLA, Event

Instant = Annotated[datetime, Form.INSTANT, Meta(tz=True)]


class Reader(StrEnum):
    """What reads the log, line by line."""

    PROJECTION = "projection"
    SAGA = "saga"


@value
class Line:
    """What one reader reads about one key: `audit_trail` about a mission, `payroll` about a month."""

    reader: Reader
    name: Key
    key: Label


class ClockAdvanced(Event, frozen=True, kw_only=True):
    """The simulated clock of the store moved forward to this instant."""

    TYPE = "fr.jalon.operations.clock-advanced.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_UMBRELLA

    to: Instant

    @property
    def happened_at(self) -> datetime:
        """The instant that the clock now shows."""
        return self.to


class LineSkipped(Event, frozen=True, kw_only=True):
    """A line stopped at an event that its reader could not digest, and goes on without that event."""

    TYPE = "fr.jalon.operations.line-skipped.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_UMBRELLA

    line: Line
    fact: EventId
    reason: Label


class LineRetried(Event, frozen=True, kw_only=True):
    """A line that stopped at an event is read again from that event."""

    TYPE = "fr.jalon.operations.line-retried.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_UMBRELLA

    line: Line
    fact: EventId
    reason: Label


class StreamRecovered(Event, frozen=True, kw_only=True):
    """The log had lost events, an older database having been put back: a stream of the wire gave them back.

    Those between two positions of the log were appended to it again.
    """

    TYPE = "fr.jalon.operations.stream-recovered.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_UMBRELLA

    stream_name: Key
    first: Count
    last: Count
    appended: Count


OperationsEvent = ClockAdvanced | LineSkipped | LineRetried | StreamRecovered
