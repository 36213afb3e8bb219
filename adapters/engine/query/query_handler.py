"""Answers queries: the address identifies the reader, and a view holds only what the reader may read.

A client reads its own missions, a consultant its own, the umbrella company and auditors all. Sealed values
are opened in the view, because it holds only what is addressed to its reader; an erased value is null.
Auditors see them too: the minutes of a meeting are evidence. Services and the operator send no queries: a
service reads the stream, where sealed values stay sealed.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from adapters.engine.access import replies
from adapters.engine.access.replies import CONTRACT, Outcome, Reply, make_fault
from adapters.engine.access.requests import (
    IncomingRequest,
    PrincipalLookup,
    PrincipalRole,
    RequestAddress,
    request_span,
)
from adapters.engine.instants import parse_last_instant
from adapters.engine.query.readable_log import LogReader
from adapters.engine.store.recorder import Store
from adapters.engine.validation import Fault, Malformed
from domain.language import Audience, Form

AUDIENCE_OF_ROLE: dict[PrincipalRole, Audience | None] = {
    PrincipalRole.CLIENT: Audience.CLIENT,
    PrincipalRole.CONSULTANT: Audience.CONSULTANT,
    PrincipalRole.UMBRELLA: Audience.UMBRELLA,
    PrincipalRole.AUDITOR: None,
}
"""The roles that may send queries, each with its audience; an auditor has none and reads everything."""

WAIT_SECONDS = 2.0
POLL_SECONDS = 0.25
READS_MAX = 4


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The JSON body of a query; each view needs some of these fields.

    A view is about a `mission` or a `key`: `mission/<uuid>`, `consultant/<uuid>`, `client/<uuid>`; for the
    umbrella company and auditors also `2026-01`, `all` and others.
    `at_least`: wait until the log has reached this position, for example that of the reader's own command.
    `known_at` and `as_of` are instants, or dates, which end at midnight in Paris.
    """

    mission: UUID | None = None
    key: str | None = None
    command: str | None = None
    at_least: int = 0
    known_at: str | None = None
    as_of: str | None = None


class QueryInstants(msgspec.Struct, frozen=True, kw_only=True):
    """The parsed instants of a query."""

    known_at: datetime | None
    as_of: datetime | None


class NothingFound(Exception):
    """It does not exist, or this reader may not see it; the reply is the same, so it reveals nothing."""


class FoundView(msgspec.Struct, frozen=True, kw_only=True):
    """A view as JSON values, and the position up to which it includes the log."""

    view: Any
    position: int


AnswerView = Callable[[LogReader, Query, QueryInstants], FoundView]
"""Answers for one view, in a thread; raises `Malformed` or `NothingFound`."""


class LogWaiter:
    """Waits for positions of the log; all waiting queries share one poll of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._polling: asyncio.Task[int] | None = None

    async def wait_for_position(self, position: int) -> int:
        """Wait until the log reaches a position, `WAIT_SECONDS` at most; return the log head."""
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
    """Answers queries with views."""

    kind = "query"

    def __init__(self, store: Store, views: Mapping[str, AnswerView], principals: PrincipalLookup) -> None:
        self._log_waiter = LogWaiter(store)
        self._views = views
        self._principals = principals
        self._read_slots = asyncio.Semaphore(READS_MAX)

    def is_known(self, name: str) -> bool:
        """Return whether there is a view of this name."""
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

    async def _read_view(
        self, view: AnswerView, reader: LogReader, query: Query, times: QueryInstants
    ) -> Reply:
        """Wait for the position, then read in a thread: the store blocks."""
        if (
            query.at_least > 0
            and (head := await self._log_waiter.wait_for_position(query.at_least)) < query.at_least
        ):
            return replies.make_reply(Outcome.BEHIND, position=head)
        async with self._read_slots:
            found = await asyncio.to_thread(view, reader, query, times)
        return Reply(outcome=Outcome.FOUND, position=found.position, page=found.view)

    def _identify_reader(self, address: RequestAddress) -> LogReader:
        """Return the reader; raises `Malformed` if it may send no query or the view is unknown."""
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
                f"this page is unknown; the pages are {names}",
            )
        return LogReader(AUDIENCE_OF_ROLE[address.role], principal.represents)


def _parse_query(body: bytes) -> Query:
    try:
        return msgspec.json.decode(body or b"{}", type=Query)
    except msgspec.ValidationError as error:
        # The text may be sent: msgspec names the field and the expected type, never the value.
        raise Malformed.from_fault("body", "query", CONTRACT, str(error), str(error)) from None
    except msgspec.DecodeError:
        raise Malformed((make_fault("body", "json_invalid", error="JSON"),)) from None


def _parse_instant(field: str, text: str | None) -> datetime | None:
    try:
        return None if text is None else parse_last_instant(text)
    except ValueError:
        raise Malformed((make_fault(field, Form.INSTANT),)) from None


_UNKNOWN_PRINCIPAL = Fault(
    "subject",
    "principal",
    CONTRACT,
    "ce demandeur n'est pas inscrit, ou plus, ou ne consulte pas de page",
    "this principal is not registered, or no longer, or may not ask for a page",
)
