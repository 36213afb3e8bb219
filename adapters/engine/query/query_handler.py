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
from adapters.engine.access.command_headers import CONTRACT, fault
from adapters.engine.access.replies import Outcome, Reply
from adapters.engine.access.requests import (
    IncomingRequest,
    PrincipalLookup,
    PrincipalRole,
    RequestAddress,
    request_span,
)
from adapters.engine.instants import last_instant
from adapters.engine.query.readable_log import Reader
from adapters.engine.store.recorder import Store
from adapters.engine.validation import Fault, Malformed
from domain.language import Audience, Form

READERS: dict[PrincipalRole, Audience | None] = {
    PrincipalRole.CLIENT: Audience.CLIENT,
    PrincipalRole.CONSULTANT: Audience.CONSULTANT,
    PrincipalRole.UMBRELLA: Audience.UMBRELLA,
    PrincipalRole.AUDITOR: None,
}
"""Who may ask, and as which audience; an auditor is none, and reads all."""

PATIENCE_SECONDS = 2.0
ASKED_SECONDS = 0.25
READING_AT_ONCE = 4


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


Page = Callable[[Reader, Query, Instants], Found]
"""What answers for one page, beside the event loop; raises `Malformed` or `NothingFound`."""


class Growing:
    """The log as it grows: however many wait for a position, the store is asked by one of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asking: asyncio.Task[int] | None = None

    async def come_to(self, position: int) -> int:
        """Wait, for a while at most, until the log comes to a position; return its head."""
        head = await asyncio.to_thread(self._store.head)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while head < position:
                    head = await asyncio.shield(self._next(head))
        return head

    def _next(self, head: int) -> "asyncio.Task[int]":
        if self._asking is None or self._asking.done():
            wait = asyncio.to_thread(self._store.await_beyond, head, ASKED_SECONDS)
            self._asking = asyncio.create_task(wait)
        return self._asking


class Queries:
    """Answers the pages that are asked for."""

    kind = "query"

    def __init__(self, store: Store, pages: Mapping[str, Page], principals: PrincipalLookup) -> None:
        self._log = Growing(store)
        self._pages = pages
        self._principals = principals
        self._at_once = asyncio.Semaphore(READING_AT_ONCE)

    def is_known(self, name: str) -> bool:
        """Say whether there is such a page."""
        return name in self._pages

    async def answer_request(self, request: IncomingRequest) -> Reply:
        """Answer one query."""
        with request_span(self, request) as span:
            reply = await self._answer(request.address, request.body)
            span.set_attribute("jalon.outcome", reply.outcome)
        return reply

    async def _answer(self, address: RequestAddress, body: bytes) -> Reply:
        try:
            reader = self._reader(address)
            query = _query(body)
            times = Instants(
                known_at=_instant("known_at", query.known_at), as_of=_instant("as_of", query.as_of)
            )
            return await self._read(self._pages[address.what], reader, query, times)
        except Malformed as malformed:
            return replies.malformed(malformed)
        except NothingFound:
            return replies.said(Outcome.NOT_FOUND)

    async def _read(self, page: Page, reader: Reader, query: Query, times: Instants) -> Reply:
        """Wait for the position, then read beside the event loop."""
        if query.at_least > 0 and (head := await self._log.come_to(query.at_least)) < query.at_least:
            return replies.said(Outcome.BEHIND, position=head)
        async with self._at_once:
            found = await asyncio.to_thread(page, reader, query, times)
        return Reply(outcome=Outcome.FOUND, position=found.position, page=found.page)

    def _reader(self, address: RequestAddress) -> Reader:
        """Return who asks; raises `Malformed` for one who may not, and for a page that there is not."""
        found = self._principals.find_principal(address.role, address.principal)
        if found is None or found.revoked_at or address.role not in READERS:
            raise Malformed((_UNKNOWN_PRINCIPAL,))
        if address.what not in self._pages:
            known = ", ".join(sorted(self._pages))
            raise Malformed.of(
                "subject",
                "unknown_page",
                CONTRACT,
                f"cette page est inconnue ; il y a {known}",
                f"this page is unknown; there are {known}",
            )
        return Reader(READERS[address.role], found.represents)


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


_UNKNOWN_PRINCIPAL = Fault(
    "subject",
    "principal",
    CONTRACT,
    "ce demandeur n'est pas inscrit, ou plus, ou ne consulte pas de page",
    "this sender is not registered, or no longer, or asks for no page",
)
