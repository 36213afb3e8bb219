"""The envelope of an event: its times, its author and its cause.

`ActClock` dates an act by the clock of the store; `EnvelopeStamp` is the only maker of `Recorded`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from adapters.engine.clock import event_id
from adapters.engine.dispatch.working_set import BEFORE_ALL
from adapters.engine.store.stored import ClockKind
from adapters.engine.validation import Malformed, Request, future_time_error
from domain.language import Party
from domain.operations.operations import AdvanceClock
from domain.record import Act, AuthMethod, AuthType, Event, Recorded

TOLERANCE = timedelta(seconds=1)
SERVICES = (AuthMethod.SAGA,)
ENGINE = "jalon"


class Instants(Struct, frozen=True, gc=False):
    """When an act is recorded, when it happened, and whether the actor stated an earlier time."""

    recorded_at: datetime
    time: datetime
    backdated: bool = False


class ActClock:
    """Dates an act; `recorded_at` is never earlier than that of the last event in the log.

    A simulated clock shows the latest instant reached. A step of a scenario or `AdvanceClock` moves it
    forward. Before the first event it shows nothing: the first `AdvanceClock` sets where it begins.
    """

    def __init__(self, clock: ClockKind, now: Callable[[], datetime], tenant: str) -> None:
        self._clock = clock
        self._now = now
        self._tenant = tenant

    def date_act(self, request: Request, command: Any, head: datetime) -> Instants:
        """Return the instants of an act; raises `Malformed` for a time in the future.

        `head` is the time of record of the last event in the log.
        """
        if isinstance(command, AdvanceClock):
            self._check_advance(command)
        if self._clock is ClockKind.SIMULATED:
            return self._date_simulated(request, command, head)
        return self._date_stated(request, max(self._now(), head))

    def _check_advance(self, command: AdvanceClock) -> None:
        if command.tenant != self._tenant:
            raise Malformed.from_fault(
                "tenant",
                "one-tenant",
                "C. civ. 1103",
                f"ce registre est celui de {self._tenant}",
                f"this store is that of {self._tenant}",
            )
        if self._clock is ClockKind.REAL:
            raise Malformed.from_fault(
                "to",
                "one-clock",
                "RFC 3339",
                "l'horloge de ce registre est réelle, elle n'avance pas sur ordre",
                "the clock of this store is real, it does not advance on command",
            )

    def _date_simulated(self, request: Request, command: Any, head: datetime) -> Instants:
        if request.time is None and head == BEFORE_ALL:
            head = command.to - TOLERANCE if isinstance(command, AdvanceClock) else self._now()
        if request.time is None:
            return Instants(head, head)
        if request.moves_clock:
            return Instants(max(request.time, head), request.time)
        return self._date_stated(request, head)

    def _date_stated(self, request: Request, now: datetime) -> Instants:
        time = request.time or now
        if time > now + TOLERANCE:
            raise future_time_error(time, now)
        by_person = request.actor.party is not Party.SYSTEM  # the system states a due act at its due instant
        return Instants(now, min(time, now), backdated=by_person and time < now - TOLERANCE)


class EnvelopeStamp:
    """The envelope that the events of one command share.

    The cause of the first event is the command, or the event that a saga reacts to; the cause of the others
    is the first event. So the events of a command have one root.
    """

    def __init__(
        self, source: str, request: Request, act: Act, recorded_at: datetime, correlation_id: UUID
    ) -> None:
        self._act = act
        self._actor = act.by
        self._auth_type = AuthType.SERVICE_ACCOUNT if act.by.method in SERVICES else AuthType.USER
        self._source = source
        self._command_id = request.command_id
        self._correlation_id = request.correlation_id or correlation_id
        self._cause = request.causation_id or request.command_id
        self._traceparent = request.traceparent
        self._recorded_at = recorded_at
        self._has_root = False

    def wrap_event(
        self, event: Event, subject: str, version: int, parties: tuple[UUID | None, UUID | None]
    ) -> Recorded[Any]:
        """Return the event in its envelope; `parties` are the client and the consultant that it concerns.

        The id `NOBODY` (0) counts as none.
        """
        actor, happened_at = self._actor, event.happened_at
        own, (client, consultant) = actor.effective_party in event.BY, parties
        recorded: Recorded[Any] = Recorded(
            id=event_id(self._recorded_at),
            source=self._source,
            type=event.TYPE,
            subject=subject,
            time=happened_at or self._act.time,
            recorded_at=max(self._recorded_at, happened_at) if happened_at else self._recorded_at,
            sequence=f"{version:020d}",
            correlation_id=self._correlation_id,
            causation_id=self._cause,
            command_id=self._command_id,
            auth_type=self._auth_type if own else AuthType.SYSTEM,
            auth_id=actor.principal if own else ENGINE,
            party=actor.party if own else Party.SYSTEM,
            auth_method=actor.method,
            audience=event.audience,
            acted_for=actor.acting_for if own else None,
            channel=actor.channel if own else None,
            evidence=actor.evidence if own else None,
            second_id=actor.second.principal if own and actor.second else None,
            second_party=actor.second.party if own and actor.second else None,
            client_id=client if client and client.int else None,
            consultant_id=consultant if consultant and consultant.int else None,
            traceparent=self._traceparent,
            content_type="application/json",
            data_schema=f"urn:jalon:schema:{event.TYPE}",
            data=event,
        )
        if not self._has_root:
            self._cause, self._has_root = recorded.id, True
        return recorded
