"""Who sends a request and what it asks, whatever the way in: NATS builds an `IncomingRequest` as HTTP would.

The sender is known from the address alone, which the way in has authenticated. The handlers of commands and
queries see nothing else of the way in.
"""

import re
from collections import Counter
from collections.abc import Awaitable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Protocol
from uuid import UUID

import msgspec
from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from adapters.engine.access.header_names import TRACEPARENT
from adapters.engine.access.replies import Reply
from domain.commands import COMMAND_NAMED
from domain.language import Audience, Party, Role
from domain.record import Actor, AuthMethod

REQUESTS_MAX = 2_048
REQUESTS_MAX_EACH = 512
UNKNOWN = "unknown"
"""How logs, spans and metrics call a command or a page that does not exist."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")
_W3C = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("jalon")


class PrincipalRole(StrEnum):
    """As what a principal is connected; its permissions follow from it."""

    RELAY = "relay"
    PROVISIONER = "provisioner"
    SERVICE = "service"
    CLIENT = "client"
    CONSULTANT = "consultant"
    UMBRELLA = "umbrella"
    AUDITOR = "auditor"
    SUBSCRIBER = "subscriber"
    OPERATOR = "operator"


PARTY_OF_ROLE = {
    PrincipalRole.CLIENT: Party.CLIENT,
    PrincipalRole.CONSULTANT: Party.CONSULTANT,
    PrincipalRole.UMBRELLA: Party.UMBRELLA,
    PrincipalRole.OPERATOR: Party.UMBRELLA,
}
"""The party as which a principal acts; a role that is missing here sends no command."""


@dataclass(unsafe_hash=True)
class NotAToken(Exception):
    """This cannot be part of an address: letters, digits, `_` and `-` only, 64 at most."""

    text: str

    def __str__(self) -> str:
        return f"not a token of a subject: {self.text!r}"


@lru_cache(maxsize=65_536)  # a log says the same words and ids again and again
def check_token(text: str) -> str:
    """Return the text if an address may hold it; raises `NotAToken`."""
    if _TOKEN.fullmatch(text) is None:
        raise NotAToken(text)
    return text


def principal_name(role: PrincipalRole, principal: str) -> str:
    """Return the name of a principal's files and of its durable consumer."""
    return f"{role}-{check_token(principal)}"


class Principal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Someone who may connect: `key` is its credential's public key, `represents` its company or person.

    `withdrawn` are the keys of the credentials it had before.
    """

    role: PrincipalRole
    id: str
    key: str
    represents: UUID | None = None
    umbrella_role: Role | None = None
    audiences: frozenset[Audience] = frozenset()
    added_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    withdrawn: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its files and of its consumer."""
        return principal_name(self.role, self.id)

    @property
    def refused_keys(self) -> dict[str, datetime]:
        """The keys that connect no more, each with the instant up to which its tokens are refused."""
        now_refused = {self.key: self.revoked_at} if self.revoked_at else {}
        return dict.fromkeys(self.withdrawn, self.added_at) | now_refused

    @property
    def actor(self) -> Actor | None:
        """The actor of this principal's commands; none if it is revoked or its role sends no command."""
        if self.revoked_at or self.role not in PARTY_OF_ROLE:
            return None
        method = AuthMethod.OPERATOR if self.role is PrincipalRole.OPERATOR else AuthMethod.NATS_SUBJECT
        return Actor(
            principal=self.id,
            party=PARTY_OF_ROLE[self.role],
            method=method,
            represents=self.represents,
            role=self.umbrella_role,
        )


class PrincipalLookup(Protocol):
    """Finds the principals of one tenant; it is asked at each request, so a revocation counts at once."""

    def find_principal(self, role: PrincipalRole, principal: str) -> Principal | None:
        """Return a registered principal, revoked or not."""
        ...

    def find_actor(self, role: PrincipalRole, principal: str) -> Actor | None:
        """Return the actor of a principal's commands; none if it is unknown, revoked, or sends no command."""
        ...


class RequestAddress(NamedTuple):
    """Who asks what; `what` is the verb of a command or the name of a page."""

    role: PrincipalRole
    principal: str
    what: str


class IncomingRequest(NamedTuple):
    """A request as the handlers see it.

    Header names are compared exactly. A way in that ignores their case passes on the spelling of
    `header_names`.
    """

    address: RequestAddress
    headers: Mapping[str, str]
    body: bytes


class RequestHandler(Protocol):
    """Answers one kind of request."""

    kind: str

    def is_known(self, name: str) -> bool:
        """Say whether there is such a command or page."""
        ...

    def answer_request(self, request: IncomingRequest) -> Awaitable[Reply]:
        """Answer a request; any exception is a defect."""
        ...


class MeasuredRequest(NamedTuple):
    """The outcome of one request, for metrics; `rule` is the one that refused."""

    kind: str
    what: str
    outcome: str
    seconds: float
    rule: str | None = None


class RequestLimit:
    """Limits the requests in progress, in all and for each caller: no caller shuts out the others."""

    def __init__(self, max_requests: int = REQUESTS_MAX, max_each: int = REQUESTS_MAX_EACH) -> None:
        self._max = max_requests
        self._max_each = max_each
        self._waiting: Counter[tuple[str, str]] = Counter()

    @property
    def waiting(self) -> int:
        """How many requests are in progress."""
        return self._waiting.total()

    def try_enter(self, caller: tuple[str, str]) -> bool:
        """Take a place, if there is one."""
        free = self._waiting.total() < self._max and self._waiting[caller] < self._max_each
        if free:
            self._waiting[caller] += 1
        return free

    def leave_place(self, caller: tuple[str, str]) -> None:
        """Give the place back."""
        self._waiting[caller] -= 1
        if not self._waiting[caller]:
            del self._waiting[caller]


def command_verb(command: str) -> str:
    """Return the name of a command in an address: `ScopeMission` is `scope-mission`."""
    return _WORD.sub("-", command).lower()


COMMANDS = {command_verb(name): name for name in COMMAND_NAMED}
"""Each command, by its verb."""


def find_command_name(verb: str) -> str:
    """Return the command of a verb; for an unknown verb, the name that it would have."""
    return COMMANDS.get(verb) or "".join(part.capitalize() for part in verb.split("-"))


@contextmanager
def request_span(handler: RequestHandler, request: IncomingRequest) -> Generator[Span]:
    """Open the span of a request, as a part of the sender's trace if its headers name one.

    No span holds the body of a request or the text of an exception: both may be personal.
    """
    name = request.address.what if handler.is_known(request.address.what) else UNKNOWN
    carrier = {TRACEPARENT: parent} if (parent := request.headers.get(TRACEPARENT)) else {}
    with _TRACER.start_as_current_span(
        f"{handler.kind} {name}",
        context=_W3C.extract(carrier),
        kind=SpanKind.SERVER,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        yield span


def current_traceparent() -> str | None:
    """Return the current trace as a `traceparent` header; none outside a trace."""
    carrier: dict[str, str] = {}
    _W3C.inject(carrier)
    return carrier.get(TRACEPARENT)
