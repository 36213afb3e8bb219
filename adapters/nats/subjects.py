"""Addresses on the wire: the subject of a fact, of a command, of a query, and who reads what.

A subject is made of tokens only, of ids and names from closed lists: no personal value is in any.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from domain.language import Audience

STREAM: Final = "EVT"
JETSTREAM_DOMAIN: Final = "log"
"""The domain under which readers reach the stream: it lies in another account than theirs."""
API: Final = f"$JS.{JETSTREAM_DOMAIN}.API"
NONE: Final = "_"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


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


@dataclass(unsafe_hash=True)
class NotAToken(Exception):
    """This cannot be part of a subject: letters, digits, `_` and `-` only, 64 at most."""

    text: str

    def __str__(self) -> str:
        return f"not a token of a subject: {self.text!r}"


class RequestAddress(NamedTuple):
    """Who asks what, as the subject of a request tells it; what is asked is a verb or a page."""

    role: PrincipalRole
    principal: str
    what: str


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """As much of a stored fact as its subject is made of; facts of types unknown here have it too."""

    source: str
    type: str
    subject: str
    audience: str
    clientid: str = NONE
    consultantid: str = NONE


_ENVELOPE = msgspec.json.Decoder(Envelope)


@lru_cache(maxsize=65_536)  # a log says the same words and ids again and again
def token(text: str) -> str:
    """Return the text if a subject may hold it; raises `NotAToken`."""
    if _TOKEN.fullmatch(text) is None:
        raise NotAToken(text)
    return text


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


def verb_of(command: str) -> str:
    """Return the last token of a command's subject: `ScopeMission` is `scope-mission`."""
    return _WORD.sub("-", command).lower()


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


def consumer_of(role: PrincipalRole, principal: str) -> str:
    """Return the name of the durable consumer that belongs to a principal."""
    return f"{role}-{token(principal)}"
