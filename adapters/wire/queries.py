"""Queries: who may ask is told by the subject, what is answered only ever holds what it may read.

A client asks for its own missions, a consultant for its own, the umbrella company for all. Sealed values are
opened in the page, for a page holds what is addressed to its reader; an erased one is null. Auditors and
other services ask for nothing here: they read the stream, where sealed values stay sealed.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec
from nats.aio.msg import Msg

from adapters.door import Fault, Malformed
from adapters.reading.instants import last_instant
from adapters.wire import replies
from adapters.wire.principals import Principals
from adapters.wire.replies import Outcome, Reply
from adapters.wire.requests import CONTRACT, fault
from adapters.wire.subjects import Asked, WireRole
from adapters.wire.tracing import asked_by
from domain.language import Form
from domain.record import Actor

ASKERS = frozenset({WireRole.CLIENT, WireRole.CONSULTANT, WireRole.UMBRELLA})
PATIENCE_SECONDS = 2.0
READING_AT_ONCE = 4


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of a query, as JSON; each page says which of these it needs.

    `at_least`: answer only once the log has come to this position, such as that of one's own command.
    `known_at` and `as_of` are dates, which end at midnight in Paris, or instants.
    """

    mission: UUID | None = None
    command: str | None = None
    at_least: int = 0
    known_at: str | None = None
    as_of: str | None = None


class Instants(msgspec.Struct, frozen=True, kw_only=True):
    """The two times of a query, understood."""

    known_at: datetime | None
    as_of: datetime | None


class NothingFound(Exception):
    """There is no such thing, or not for this reader: the two are one answer."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says, and the position of the log that it tells."""

    page: Any
    position: int


Page = Callable[[Actor, Query, Instants], Found]
"""What answers for one page, beside the event loop; raises `Malformed` or `NothingFound`."""


class Reading(Protocol):
    """What is read."""

    def await_beyond(self, position: int, seconds: float) -> int:
        """Wait, so long at most, until the log goes beyond a position; return its head."""
        ...


class Queries:
    """Answers the pages that are asked for by the wire."""

    kind = "query"

    def __init__(self, reading: Reading, pages: Mapping[str, Page], principals: Principals) -> None:
        self._reading = reading
        self._pages = pages
        self._principals = principals
        self._at_once = asyncio.Semaphore(READING_AT_ONCE)

    def known(self, what: str) -> bool:
        """Say whether there is such a page."""
        return what in self._pages

    async def answer(self, asked: Asked, msg: Msg) -> Reply:
        """Answer one query."""
        name = asked.what if self.known(asked.what) else "unknown"
        with asked_by(msg.headers or {}, f"query {name}") as span:
            reply = await self._answer(asked, msg.data)
            span.set_attribute("jalon.outcome", reply.outcome)
        return reply

    async def _answer(self, asked: Asked, body: bytes) -> Reply:
        try:
            actor = self._actor(asked)
            query = _query(body)
            times = Instants(
                known_at=_instant("known_at", query.known_at), as_of=_instant("as_of", query.as_of)
            )
            async with self._at_once:
                return await asyncio.to_thread(self._read, self._pages[asked.what], actor, query, times)
        except Malformed as malformed:
            return replies.malformed(malformed)
        except NothingFound:
            return replies.said(Outcome.NOT_FOUND)

    def _read(self, page: Page, actor: Actor, query: Query, times: Instants) -> Reply:
        """Wait for the position, then read; it runs beside the event loop."""
        if query.at_least > 0:
            head = self._reading.await_beyond(query.at_least - 1, PATIENCE_SECONDS)
            if head < query.at_least:
                return replies.said(Outcome.BEHIND, position=head)
        found = page(actor, query, times)
        return Reply(outcome=Outcome.FOUND, position=found.position, page=found.page)

    def _actor(self, asked: Asked) -> Actor:
        """Return who asks; raises `Malformed` for one who may not, and for a page that there is not."""
        actor = self._principals.actor(asked.role, asked.principal)
        if actor is None or asked.role not in ASKERS:
            raise Malformed((_STRANGER,))
        if asked.what not in self._pages:
            known = ", ".join(sorted(self._pages))
            raise Malformed.of(
                "subject",
                "unknown_page",
                CONTRACT,
                f"cette page est inconnue ; il y a {known}",
                f"this page is unknown; there are {known}",
            )
        return actor


def _query(body: bytes) -> Query:
    try:
        return msgspec.json.decode(body or b"{}", type=Query)
    except msgspec.ValidationError as wrong:
        # msgspec names the field and the type expected, never the value found
        raise Malformed.of("body", "query", CONTRACT, str(wrong), str(wrong)) from None
    except msgspec.DecodeError:
        raise Malformed((fault("body", "json_invalid", error="JSON"),)) from None


def _instant(field: str, written: str | None) -> datetime | None:
    try:
        return None if written is None else last_instant(written)
    except ValueError:
        raise Malformed((fault(field, Form.INSTANT),)) from None


_STRANGER = Fault(
    "subject",
    "principal",
    CONTRACT,
    "ce demandeur n'est pas inscrit, ou plus, ou ne consulte pas de page",
    "this sender is not registered, or no longer, or asks for no page",
)
