"""When an act happened and when it is recorded, under the one clock of the store."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from adapters.engine.dispatch.working_set import BEFORE_ALL
from adapters.engine.store.stored import ClockKind
from adapters.engine.validation import Malformed, Request, future_time
from domain.language import Party
from domain.operations.operations import AdvanceClock

TOLERANCE = timedelta(seconds=1)


class Instants(Struct, frozen=True, gc=False):
    """The instant recorded, the instant in the world, and whether the actor stated an earlier one."""

    recorded_at: datetime
    time: datetime
    backdated: bool = False


class When:
    """Tells the instants of an act; `recorded_at` never goes back behind the head of the log.

    A simulated clock stands at the highest instant reached; a scenario's step, or an order to
    advance it, moves it forward. Before the first fact it stands nowhere: the order that first
    advances it says where it begins.
    """

    def __init__(self, clock: ClockKind, now: Callable[[], datetime], tenant: str) -> None:
        self._clock = clock
        self._now = now
        self._tenant = tenant

    def of(self, request: Request, order: Any, head: datetime) -> Instants:
        """Return the instants of an act; raises `Malformed` for a time that has not come."""
        if isinstance(order, AdvanceClock):
            self._advanceable(order)
        if self._clock is ClockKind.SIMULATED:
            return self._simulated(request, order, head)
        return self._stated(request, max(self._now(), head))

    def _advanceable(self, order: AdvanceClock) -> None:
        if order.tenant != self._tenant:
            raise Malformed.of(
                "tenant",
                "one-tenant",
                "C. civ. 1103",
                f"ce registre est celui de {self._tenant}",
                f"this store is that of {self._tenant}",
            )
        if self._clock is ClockKind.REAL:
            raise Malformed.of(
                "to",
                "one-clock",
                "RFC 3339",
                "l'horloge de ce registre est réelle, elle n'avance pas sur ordre",
                "the clock of this store is real, it does not advance on command",
            )

    def _simulated(self, request: Request, order: Any, head: datetime) -> Instants:
        if request.time is None and head == BEFORE_ALL:
            head = order.to - TOLERANCE if isinstance(order, AdvanceClock) else self._now()
        if request.time is None:
            return Instants(head, head)
        if request.moves_clock:
            return Instants(max(request.time, head), request.time)
        return self._stated(request, head)

    def _stated(self, request: Request, now: datetime) -> Instants:
        time = request.time or now
        if time > now + TOLERANCE:
            raise future_time(time, now)
        late = request.actor.party is not Party.SYSTEM  # what falls due is stated at its due instant
        return Instants(now, min(time, now), backdated=late and time < now - TOLERANCE)
