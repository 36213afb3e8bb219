"""Puts a fact in its envelope: who, when, because of what; the only maker of `Recorded`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from adapters.engine.clock import fact_id
from adapters.engine.validation import Request
from domain.language import Party
from domain.record import Act, AuthMethod, AuthType, Event, Recorded

SERVICES = (AuthMethod.SAGA,)
ENGINE = "jalon"


class Stamp:
    """The envelope that the facts of one command share.

    The first fact is caused by the command, or by the fact that a saga answers; all others by the
    first: so a command has one root.
    """

    def __init__(self, source: str, request: Request, act: Act, recorded_at: datetime, story: UUID) -> None:
        self._act = act
        self._actor = act.by
        self._auth_type = AuthType.SERVICE_ACCOUNT if act.by.method in SERVICES else AuthType.USER
        self._source = source
        self._command_id = request.command_id
        self._story = request.correlation_id or story
        self._cause = request.causation_id or request.command_id
        self._traceparent = request.traceparent
        self._recorded_at = recorded_at
        self._rooted = False

    def on(
        self, event: Event, subject: str, version: int, parties: tuple[UUID | None, UUID | None]
    ) -> Recorded[Any]:
        """Return the fact; `parties` are the client and the consultant that its stream concerns, if any.

        `NOBODY`, whose number is 0, is none.
        """
        actor, happened_at = self._actor, event.happened_at
        own, (client, consultant) = actor.whose in event.BY, parties
        recorded: Recorded[Any] = Recorded(
            id=fact_id(self._recorded_at),
            source=self._source,
            type=event.TYPE,
            subject=subject,
            time=happened_at or self._act.time,
            recorded_at=max(self._recorded_at, happened_at) if happened_at else self._recorded_at,
            sequence=f"{version:020d}",
            correlation_id=self._story,
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
        if not self._rooted:
            self._cause, self._rooted = recorded.id, True
        return recorded
