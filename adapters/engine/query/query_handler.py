"""Answers queries: the address identifies the reader, and a page holds only what its reader may read.

A client asks for its own missions, a consultant for its own, the umbrella company and auditors for all.
Sealed values are opened in the page, for it only holds what is addressed to its reader; an erased one is
null. Auditors see them too: what was said at a meeting is the evidence that they come for. Other services and
the operator ask for nothing here: a service reads the stream, where sealed values stay sealed.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from adapters.engine.access import replies
from adapters.engine.access.command_headers import CONTRACT, make_fault
from adapters.engine.access.replies import Outcome, Reply
from adapters.engine.access.requests import (
    IncomingRequest,
    PrincipalLookup,
    PrincipalRole,
    RequestAddress,
    request_span,
)
from adapters.engine.instants import parse_last_instant
from adapters.engine.query.readable_log import Reader
from adapters.engine.store.recorder import Store
from adapters.engine.validation import Fault, Malformed
from domain.language import Audience, Form

AUDIENCE_OF_ROLE: dict[PrincipalRole, Audience | None] = {
    PrincipalRole.CLIENT: Audience.CLIENT,
    PrincipalRole.CONSULTANT: Audience.CONSULTANT,
    PrincipalRole.UMBRELLA: Audience.UMBRELLA,
    PrincipalRole.AUDITOR: None,
}
"""Who may ask, and as which audience; an auditor is none, and reads all."""

WAIT_SECONDS = 2.0
POLL_SECONDS = 0.25
READS_MAX = 4


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of a query, as JSON; each page says which of these it needs.

    A page is about a `mission`, or about what its `key` names: `mission/<uuid>`, `consultant/<uuid>`,
    `client/<uuid>`, for the umbrella company and auditors also `2026-01`, `all` and others.
    `at_least`: answer only once the log has come to this position, such as that of one's own command.
    `known_at` and `as_of` are dates, which end at midnight in Paris, or instants.
    """

    mission: UUID | None = None
    key: str | None = None
    command: str | None = None
    at_least: int = 0
    known_at: str | None = None
    as_of: str | None = None


class QueryInstants(msgspec.Struct, frozen=True, kw_only=True):
    """The two times of a query, understood."""

    known_at: datetime | None
    as_of: datetime | None


class NothingFound(Exception):
    """There is no such thing, or not for this reader: the two are one answer."""


class FoundView(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says, and the position of the log that it tells."""

    view: Any
    position: int


AnswerView = Callable[[Reader, Query, QueryInstants], FoundView]
"""What answers for one page, beside the event loop; raises `Malformed` or `NothingFound`."""


class LogWaiter:
    """The log as it grows: however many wait for a position, the store is asked by one of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._polling: asyncio.Task[int] | None = None

    async def wait_for_position(self, position: int) -> int:
        """Wait, for a while at most, until the log comes to a position; return its head."""
        head = await asyncio.to_thread(self._store.head)
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                while head < position:
                    head = await asyncio.shield(self._wait_beyond(head))
        return head

    def _wait_beyond(self, head: int) -> "asyncio.Task[int]":
        if self._polling is None or self._polling.done():
            wait = asyncio.to_thread(self._store.await_beyond, head, POLL_SECONDS)
            self._polling = asyncio.create_task(wait)
        return self._polling


class QueryHandler:
    """Answers the pages that are asked for."""

    kind = "query"

    def __init__(self, store: Store, views: Mapping[str, AnswerView], principals: PrincipalLookup) -> None:
        self._log_waiter = LogWaiter(store)
        self._views = views
        self._principals = principals
        self._read_slots = asyncio.Semaphore(READS_MAX)

    def is_known(self, name: str) -> bool:
        """Say whether there is such a page."""
        return name in self._views

    async def answer_request(self, request: IncomingRequest) -> Reply:
        """Answer one query."""
        with request_span(self, request) as span:
            reply = await self._answer_query(request.address, request.body)
            span.set_attribute("jalon.outcome", reply.outcome)
        return reply

    async def _answer_query(self, address: RequestAddress, body: bytes) -> Reply:
        try:
            reader = self._identify_reader(address)
            query = _parse_query(body)
            times = QueryInstants(
                known_at=_parse_instant("known_at", query.known_at),
                as_of=_parse_instant("as_of", query.as_of),
            )
            return await self._read_view(self._views[address.what], reader, query, times)
        except Malformed as malformed:
            return replies.make_malformed_reply(malformed)
        except NothingFound:
            return replies.make_reply(Outcome.NOT_FOUND)

    async def _read_view(self, view: AnswerView, reader: Reader, query: Query, times: QueryInstants) -> Reply:
        """Wait for the position, then read beside the event loop."""
        if (
            query.at_least > 0
            and (head := await self._log_waiter.wait_for_position(query.at_least)) < query.at_least
        ):
            return replies.make_reply(Outcome.BEHIND, position=head)
        async with self._read_slots:
            found = await asyncio.to_thread(view, reader, query, times)
        return Reply(outcome=Outcome.FOUND, position=found.position, page=found.view)

    def _identify_reader(self, address: RequestAddress) -> Reader:
        """Return who asks; raises `Malformed` for one who may not, and for a page that there is not."""
        principal = self._principals.find_principal(address.role, address.principal)
        if principal is None or principal.revoked_at or address.role not in AUDIENCE_OF_ROLE:
            raise Malformed((_UNKNOWN_PRINCIPAL,))
        if address.what not in self._views:
            names = ", ".join(sorted(self._views))
            raise Malformed.from_fault(
                "subject",
                "unknown_page",
                CONTRACT,
                f"cette page est inconnue ; il y a {names}",
                f"this page is unknown; there are {names}",
            )
        return Reader(AUDIENCE_OF_ROLE[address.role], principal.represents)


def _parse_query(body: bytes) -> Query:
    try:
        return msgspec.json.decode(body or b"{}", type=Query)
    except msgspec.ValidationError as wrong:
        # msgspec names the field and the type expected, never the value found
        raise Malformed.from_fault("body", "query", CONTRACT, str(wrong), str(wrong)) from None
    except msgspec.DecodeError:
        raise Malformed((make_fault("body", "json_invalid", error="JSON"),)) from None


def _parse_instant(field: str, written: str | None) -> datetime | None:
    try:
        return None if written is None else parse_last_instant(written)
    except ValueError:
        raise Malformed((make_fault(field, Form.INSTANT),)) from None


_UNKNOWN_PRINCIPAL = Fault(
    "subject",
    "principal",
    CONTRACT,
    "ce demandeur n'est pas inscrit, ou plus, ou ne consulte pas de page",
    "this sender is not registered, or no longer, or asks for no page",
)
