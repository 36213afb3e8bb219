"""The events about a store: its simulated clock, its parked keys, a recovered stream."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from domain.language import Count, EventId, Form, Key, Label, value
from domain.record import BY_SYSTEM, BY_UMBRELLA, FOR_UMBRELLA, Event

Instant = Annotated[datetime, Form.INSTANT, Meta(tz=True)]


class Reader(StrEnum):
    """The kind of follower that reads the log."""

    PROJECTION = "projection"
    SAGA = "saga"


@value
class Line:
    """A key of one follower: `audit_trail` and a mission, `payroll` and a month."""

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
    """A key was parked at an event that its follower could not handle, and continues without that event."""

    TYPE = "fr.jalon.operations.line-skipped.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_UMBRELLA

    line: Line
    fact: EventId
    reason: Label


class LineRetried(Event, frozen=True, kw_only=True):
    """A parked key is read again from the event at which it stopped."""

    TYPE = "fr.jalon.operations.line-retried.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_UMBRELLA

    line: Line
    fact: EventId
    reason: Label


class StreamRecovered(Event, frozen=True, kw_only=True):
    """The log had lost events because an older database was restored; a JetStream stream gave them back.

    The events between two positions of the log were appended to it again.
    """

    TYPE = "fr.jalon.operations.stream-recovered.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_UMBRELLA

    stream_name: Key
    first: Count
    last: Count
    appended: Count


OperationsEvent = ClockAdvanced | LineSkipped | LineRetried | StreamRecovered
