"""The operations of a store: advance its clock, skip or retry a parked key, record a recovered stream.

A follower reads the log by key. An event that it cannot handle parks that key and no other, until an
operator has it retried or skipped. Both are events, so that every later replay does the same.
"""

from datetime import datetime
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.language import Count, EventId, Key, Kind, Label, Stream, command, stream_of_key
from domain.operations.events import (
    ClockAdvanced,
    Instant,
    Line,
    LineRetried,
    LineSkipped,
    OperationsEvent,
    StreamRecovered,
)
from domain.operations.refusals import WentOnWithout
from domain.record import Act, IdentifiedEvent


class Operations(Struct, frozen=True, kw_only=True):
    """The state of the operations: the advanced clock, and the event skipped for each parked key."""

    advanced_to: datetime | None = None
    skipped: frozenset[tuple[Line, EventId]] = frozenset()


class _TenantCommand:
    """A command about the store itself."""

    __slots__ = ()
    tenant: Key

    @property
    def stream(self) -> Stream:
        """The operations of the tenant."""
        return stream_of_key(Kind.OPERATIONS, self.tenant)


@command
class AdvanceClock(_TenantCommand):
    """Move the simulated clock of a store forward; an instant already reached adds no event."""

    tenant: Key
    to: Instant


@command
class SkipLine(_TenantCommand):
    """Continue a parked key without the event at which it stopped."""

    tenant: Key
    line: Line
    fact: EventId
    reason: Label


@command
class RetryLine(_TenantCommand):
    """Read a parked key again from the event at which it stopped."""

    tenant: Key
    line: Line
    fact: EventId
    reason: Label


@command
class RecordStreamRecovery(_TenantCommand):
    """Record that the log had lost events, and which of them came back from a JetStream stream."""

    tenant: Key
    stream_name: Key
    first: Count
    last: Count
    appended: Count


def evolve(operations: Operations, recorded: IdentifiedEvent[OperationsEvent]) -> Operations:
    """Return the operations after one more event."""
    match event := recorded.data:
        case ClockAdvanced(to=to):
            return replace(operations, advanced_to=to)
        case LineSkipped(line=line, fact=stopped):
            return replace(operations, skipped=operations.skipped | {(line, stopped)})
        case LineRetried() | StreamRecovered():
            return operations
        case _:
            assert_never(event)


def advance(operations: Operations, command: AdvanceClock, act: Act) -> list[OperationsEvent]:
    """Move the clock forward, never back."""
    reached = max(act.time, operations.advanced_to or act.time)
    return [ClockAdvanced(to=command.to)] if command.to > reached else []


def skip(operations: Operations, command: SkipLine, _: Act) -> list[OperationsEvent]:
    """Skip an event; a second skip adds no event."""
    if (command.line, command.fact) in operations.skipped:
        return []
    return [LineSkipped(line=command.line, fact=command.fact, reason=command.reason)]


def retry(operations: Operations, command: RetryLine, _: Act) -> list[OperationsEvent]:
    """Retry an event as often as needed: the follower may have been repaired each time.

    A skipped event is never retried: the key has read later events since, and events are read in order only.
    """
    if (command.line, command.fact) in operations.skipped:
        raise WentOnWithout(reader=command.line.name, line=command.line.key, fact=command.fact)
    return [LineRetried(line=command.line, fact=command.fact, reason=command.reason)]


def record_recovery(_: Operations, command: RecordStreamRecovery, __: Act) -> list[OperationsEvent]:
    """Record the events that were appended to the log again."""
    return [
        StreamRecovered(
            stream_name=command.stream_name, first=command.first, last=command.last, appended=command.appended
        )
    ]
