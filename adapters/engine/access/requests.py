"""Principals and requests, independent of the transport: NATS builds an `IncomingRequest`, as HTTP would.

The transport has authenticated the address, and the address alone identifies the principal. The handlers of
commands and queries see nothing else of the transport.
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
"""The name of an unknown command or view in logs, spans and metrics; the real one may be personal."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")
_W3C = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("jalon")


class PrincipalRole(StrEnum):
    """The role of a principal; its permissions follow from it."""

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
"""The party of each role; a role that is missing here sends no commands."""


@dataclass(unsafe_hash=True)
class NotAToken(Exception):
    """The text cannot be part of an address: only 1 to 64 letters, digits, `_` and `-` can."""

    text: str

    def __str__(self) -> str:
        return f"not a token of a subject: {self.text!r}"


@lru_cache(maxsize=65_536)  # the relay checks the same words and ids for many events
def check_token(text: str) -> str:
    """Return the text if it may be part of an address; raises `NotAToken`."""
    if _TOKEN.fullmatch(text) is None:
        raise NotAToken(text)
    return text


def principal_name(role: PrincipalRole, principal: str) -> str:
    """Return the name of a principal's files and of its durable consumer."""
    return f"{role}-{check_token(principal)}"


class Principal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person or program that may connect; `key` is the public key of its credential.

    `represents` is the id of its client company or consultant. `withdrawn` holds the keys of its earlier
    credentials.
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
        """The name of its files and of its durable consumer."""
        return principal_name(self.role, self.id)

    @property
    def refused_keys(self) -> dict[str, datetime]:
        """The keys that may no longer connect; tokens issued up to the instant are refused."""
        now_refused = {self.key: self.revoked_at} if self.revoked_at else {}
        return dict.fromkeys(self.withdrawn, self.added_at) | now_refused

    @property
    def actor(self) -> Actor | None:
        """The actor of this principal's commands, None if it is revoked or its role sends no commands."""
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
    """Finds the principals of one tenant; called for each request, so a revocation applies at once."""

    def find_principal(self, role: PrincipalRole, principal: str) -> Principal | None:
        """Return a registered principal, revoked or not."""
        ...

    def find_actor(self, role: PrincipalRole, principal: str) -> Actor | None:
        """Return the actor of a principal's commands, None if it is unknown or revoked, or sends none."""
        ...


class RequestAddress(NamedTuple):
    """The principal of a request; `what` is the verb of a command or the name of a view."""

    role: PrincipalRole
    principal: str
    what: str


class IncomingRequest(NamedTuple):
    """A request as the handlers see it.

    Header names are compared exactly; a transport that ignores their case must pass on the spelling of
    `header_names`.
    """

    address: RequestAddress
    headers: Mapping[str, str]
    body: bytes


class RequestHandler(Protocol):
    """Answers one kind of request."""

    kind: str

    def is_known(self, name: str) -> bool:
        """Return whether there is a command or view of this name."""
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
    """Limits the requests in progress, in total and per caller, so that no caller blocks the others."""

    def __init__(self, max_requests: int = REQUESTS_MAX, max_each: int = REQUESTS_MAX_EACH) -> None:
        self._max = max_requests
        self._max_each = max_each
        self._waiting: Counter[tuple[str, str]] = Counter()

    @property
    def waiting_count(self) -> int:
        """The number of requests in progress."""
        return self._waiting.total()

    def try_enter(self, caller: tuple[str, str]) -> bool:
        """Count a request as in progress if the limits allow it; return whether they do."""
        allowed = self._waiting.total() < self._max and self._waiting[caller] < self._max_each
        if allowed:
            self._waiting[caller] += 1
        return allowed

    def leave_place(self, caller: tuple[str, str]) -> None:
        """Count a request as done."""
        self._waiting[caller] -= 1
        if not self._waiting[caller]:
            del self._waiting[caller]


def command_verb(command: str) -> str:
    """Return the name of a command in an address: `ScopeMission` is `scope-mission`."""
    return _WORD.sub("-", command).lower()


COMMANDS = {command_verb(name): name for name in COMMAND_NAMED}
"""The name of each command, by its verb."""


def find_command_name(verb: str) -> str:
    """Return the command of a verb; for an unknown verb, the name it would have."""
    return COMMANDS.get(verb) or "".join(part.capitalize() for part in verb.split("-"))


@contextmanager
def request_span(handler: RequestHandler, request: IncomingRequest) -> Generator[Span]:
    """Open the span of a request, in the client's trace if its headers name one.

    A span holds neither the body of the request nor the text of an exception: both may hold personal data.
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
    """Return the current trace as a `traceparent` header, None outside a trace."""
    carrier: dict[str, str] = {}
    _W3C.inject(carrier)
    return carrier.get(TRACEPARENT)
