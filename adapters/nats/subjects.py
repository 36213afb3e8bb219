"""NATS subjects: of a fact, of a command, of a query, and who reads what.

A subject is made of tokens only, of ids and names from closed lists: no personal value is in any.
"""

from typing import Final
from uuid import UUID

import msgspec

from adapters.engine.access.requests import NotAToken, PrincipalRole, RequestAddress, token
from domain.language import Audience

STREAM: Final = "EVT"
JETSTREAM_DOMAIN: Final = "log"
"""The domain under which readers reach the stream: it lies in another account than theirs."""
API: Final = f"$JS.{JETSTREAM_DOMAIN}.API"
NONE: Final = "_"


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """As much of a stored fact as its subject is made of; facts of types unknown here have it too."""

    source: str
    type: str
    subject: str
    audience: str
    clientid: str = NONE
    consultantid: str = NONE


_ENVELOPE = msgspec.json.Decoder(Envelope)


def event_subject(body: bytes) -> str:
    """Return where a stored fact is published, from its envelope alone."""
    return subject_of(_ENVELOPE.decode(body))


def subject_of(fact: Envelope) -> str:
    """Return where the fact of this envelope is published."""
    tenant = fact.source.removeprefix("/jalon/")
    aggregate, _, identity = fact.subject.partition("/")
    return (
        f"jalon.{token(tenant)}.event.{token(fact.audience)}.{token(aggregate)}.{token(identity)}"
        f".{token(fact.clientid)}.{token(fact.consultantid)}.{token(fact.type.split('.')[-2])}"
    )


def events_of(tenant: str) -> str:
    """Return the subjects of all facts of a tenant: what its stream holds."""
    return f"jalon.{token(tenant)}.event.>"


def readable(
    tenant: str,
    audiences: frozenset[Audience],
    *,
    client: UUID | None = None,
    consultant: UUID | None = None,
) -> list[str]:
    """Return the subjects of the facts for these audiences that concern this client and consultant."""
    parties = f"{client or '*'}.{consultant or '*'}"
    return [f"jalon.{token(tenant)}.event.{audience}.*.*.{parties}.*" for audience in sorted(audiences)]


def command_subject(tenant: str, role: PrincipalRole, principal: str, verb: str) -> str:
    """Return where a principal sends a command; permissions let it publish under its own tokens only."""
    return f"jalon.{token(tenant)}.command.{role}.{token(principal)}.{verb}"


def query_subject(tenant: str, role: PrincipalRole, principal: str, page: str) -> str:
    """Return where a principal asks for a page."""
    return f"jalon.{token(tenant)}.query.{role}.{token(principal)}.{page}"


def asked(subject: str) -> RequestAddress:
    """Return who asks what by a subject of a command or query; raises `NotAToken`."""
    match subject.split("."):
        case ["jalon", _, "command" | "query", role, principal, what] if role in set(PrincipalRole):
            return RequestAddress(PrincipalRole(role), token(principal), token(what))
        case _:
            raise NotAToken(subject)


def inbox(role: PrincipalRole, principal: str) -> str:
    """Return the prefix of the inboxes on which a principal, and nobody else, may listen."""
    return f"_INBOX.{role}.{token(principal)}"
