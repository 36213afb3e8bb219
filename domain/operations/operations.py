"""The operations of a store: its clock moves forward, a line that stopped goes on, its log is made whole.

A reader takes the log in lines, one a key. A fact that it cannot digest stops that line and no other,
until somebody has it retried or skipped: a fact itself, so that every later replay does the same.
"""

from datetime import datetime
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from domain.language import Count, FactId, Key, Kind, Label, Stream, command, named
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
from domain.record import Act, Fact


class Operations(Struct, frozen=True, kw_only=True):
    """How far the clock was moved, and what each line goes on without."""

    advanced_to: datetime | None = None
    skipped: frozenset[tuple[Line, FactId]] = frozenset()


class _OfTheTenant:
    """An order about the store itself."""

    __slots__ = ()
    tenant: Key

    @property
    def stream(self) -> Stream:
        """The operations of the tenant."""
        return named(Kind.OPERATIONS, self.tenant)


@command
class AdvanceClock(_OfTheTenant):
    """Move the simulated clock of a store forward; an instant already reached changes nothing."""

    tenant: Key
    to: Instant


@command
class SkipLine(_OfTheTenant):
    """Let a line that stopped go on without the fact at which it stopped."""

    tenant: Key
    line: Line
    fact: FactId
    reason: Label


@command
class RetryLine(_OfTheTenant):
    """Have a line that stopped read again from the fact at which it stopped."""

    tenant: Key
    line: Line
    fact: FactId
    reason: Label


@command
class RecordStreamRecovery(_OfTheTenant):
    """Record that the log had lost facts, and which of them a stream of the wire gave back."""

    tenant: Key
    stream_name: Key
    first: Count
    last: Count
    appended: Count


def evolve(operations: Operations, fact: Fact[OperationsEvent]) -> Operations:
    """Return the operations after one more fact."""
    match event := fact.data:
        case ClockAdvanced(to=to):
            return replace(operations, advanced_to=to)
        case LineSkipped(line=line, fact=stopped):
            return replace(operations, skipped=operations.skipped | {(line, stopped)})
        case LineRetried() | StreamRecovered():
            return operations
        case _:
            assert_never(event)


def advance(operations: Operations, order: AdvanceClock, act: Act) -> list[OperationsEvent]:
    """Move the clock forward, never back behind where it was moved before."""
    reached = max(act.time, operations.advanced_to or act.time)
    return [ClockAdvanced(to=order.to)] if order.to > reached else []


def skip(operations: Operations, order: SkipLine, _: Act) -> list[OperationsEvent]:
    """Skip a fact once; to skip it again changes nothing."""
    if (order.line, order.fact) in operations.skipped:
        return []
    return [LineSkipped(line=order.line, fact=order.fact, reason=order.reason)]


def retry(operations: Operations, order: RetryLine, _: Act) -> list[OperationsEvent]:
    """Retry as often as it takes: each time the reader may have been mended.

    What a line went on without it never reads: the facts behind it are read already, and a fact is taken
    in at its place or not at all.
    """
    if (order.line, order.fact) in operations.skipped:
        raise WentOnWithout(reader=order.line.name, line=order.line.key, fact=order.fact)
    return [LineRetried(line=order.line, fact=order.fact, reason=order.reason)]


def recovered(_: Operations, order: RecordStreamRecovery, __: Act) -> list[OperationsEvent]:
    """State what was appended to the log again."""
    return [
        StreamRecovered(
            stream_name=order.stream_name, first=order.first, last=order.last, appended=order.appended
        )
    ]
