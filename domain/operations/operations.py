"""The operations of a store: for now, its simulated clock moving forward."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from domain.language import Form, Key, Kind, Stream, command, named
from domain.record import BY_SYSTEM, BY_UMBRELLA, FOR_UMBRELLA, Act, Event, Recorded

Instant = Annotated[datetime, Form.INSTANT, Meta(tz=True)]


class ClockAdvanced(Event, frozen=True, kw_only=True):
    """The simulated clock of the store moved forward to this instant."""

    TYPE = "fr.jalon.operations.clock-advanced.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_UMBRELLA

    to: Instant


OperationsEvent = ClockAdvanced


class Operations(Struct, frozen=True, kw_only=True):
    """How far the clock was moved."""

    advanced_to: datetime | None = None


@command
class AdvanceClock:
    """Move the simulated clock of a store forward; an instant already reached changes nothing."""

    tenant: Key
    to: Instant

    @property
    def stream(self) -> Stream:
        """The operations of the tenant."""
        return named(Kind.OPERATIONS, self.tenant)


def evolve(_: Operations, recorded: Recorded[OperationsEvent]) -> Operations:
    """Return the operations after one more fact."""
    return Operations(advanced_to=recorded.data.to)


def advance(operations: Operations, order: AdvanceClock, _: Act) -> list[OperationsEvent]:
    """Move the clock forward, never back."""
    if operations.advanced_to is not None and order.to <= operations.advanced_to:
        return []
    return [ClockAdvanced(to=order.to)]
