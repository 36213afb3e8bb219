"""The operations of a store: for now, its simulated clock moving forward."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from domain.language import Form, Key, Kind, Stream, command, named
from domain.record import BY_SYSTEM, BY_UMBRELLA, FOR_UMBRELLA, Act, Event, Fact

Instant = Annotated[datetime, Form.INSTANT, Meta(tz=True)]


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


def evolve(_: Operations, fact: Fact[OperationsEvent]) -> Operations:
    """Return the operations after one more fact."""
    return Operations(advanced_to=fact.data.to)


def advance(_: Operations, order: AdvanceClock, act: Act) -> list[OperationsEvent]:
    """Move the clock forward, never back."""
    return [ClockAdvanced(to=order.to)] if order.to > act.time else []
