"""The operations of a store: its clock moves forward, a line that stopped goes on, its log is made whole.

A reader takes the log in lines, one a key. An event that it cannot digest stops that line and no other,
until somebody has it retried or skipped: an event itself, so that every later replay does the same.
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
    """How far the clock was moved, and what each line goes on without."""

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
    """Move the simulated clock of a store forward; an instant already reached changes nothing."""

    tenant: Key
    to: Instant


@command
class SkipLine(_TenantCommand):
    """Let a line that stopped go on without the event at which it stopped."""

    tenant: Key
    line: Line
    fact: EventId
    reason: Label


@command
class RetryLine(_TenantCommand):
    """Have a line that stopped read again from the event at which it stopped."""

    tenant: Key
    line: Line
    fact: EventId
    reason: Label


@command
class RecordStreamRecovery(_TenantCommand):
    """Record that the log had lost events, and which of them a stream of the wire gave back."""

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
    """Move the clock forward, never back behind where it was moved before."""
    reached = max(act.time, operations.advanced_to or act.time)
    return [ClockAdvanced(to=command.to)] if command.to > reached else []


def skip(operations: Operations, command: SkipLine, _: Act) -> list[OperationsEvent]:
    """Skip an event once; to skip it again changes nothing."""
    if (command.line, command.fact) in operations.skipped:
        return []
    return [LineSkipped(line=command.line, fact=command.fact, reason=command.reason)]


def retry(operations: Operations, command: RetryLine, _: Act) -> list[OperationsEvent]:
    """Retry as often as it takes: each time the reader may have been mended.

    What a line went on without it never reads: the events behind it are read already, and an event is taken
    in at its place or not at all.
    """
    if (command.line, command.fact) in operations.skipped:
        raise WentOnWithout(reader=command.line.name, line=command.line.key, fact=command.fact)
    return [LineRetried(line=command.line, fact=command.fact, reason=command.reason)]


def record_recovery(_: Operations, command: RecordStreamRecovery, __: Act) -> list[OperationsEvent]:
    """State what was appended to the log again."""
    return [
        StreamRecovered(
            stream_name=command.stream_name, first=command.first, last=command.last, appended=command.appended
        )
    ]
