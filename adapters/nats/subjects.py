"""NATS subjects: of an event, of a command, of a query, and who reads what.

A subject is made of tokens only, of ids and names from closed lists: no personal value is in any.
"""

from typing import Final
from uuid import UUID

import msgspec

from adapters.engine.access.requests import NotAToken, PrincipalRole, RequestAddress, check_token
from domain.language import Audience

STREAM: Final = "EVT"
JETSTREAM_DOMAIN: Final = "log"
"""The domain under which readers reach the stream: it lies in another account than theirs."""
LOG_API: Final = f"$JS.{JETSTREAM_DOMAIN}.API"
NO_PARTY: Final = "_"


class SubjectFields(msgspec.Struct, frozen=True, gc=False):
    """As much of a stored event as its subject is made of; events of types unknown here have it too."""

    source: str
    type: str
    subject: str
    audience: str
    clientid: str = NO_PARTY
    consultantid: str = NO_PARTY


_SUBJECT_FIELDS = msgspec.json.Decoder(SubjectFields)


def event_subject(body: bytes) -> str:
    """Return where a stored event is published, from its envelope alone."""
    return subject_of_fields(_SUBJECT_FIELDS.decode(body))


def subject_of_fields(event: SubjectFields) -> str:
    """Return where the event of this envelope is published."""
    tenant = event.source.removeprefix("/jalon/")
    aggregate, _, identity = event.subject.partition("/")
    return (
        f"jalon.{check_token(tenant)}.event.{check_token(event.audience)}.{check_token(aggregate)}.{check_token(identity)}"
        f".{check_token(event.clientid)}.{check_token(event.consultantid)}.{check_token(event.type.split('.')[-2])}"
    )


def tenant_events(tenant: str) -> str:
    """Return the subjects of all events of a tenant: what its stream holds."""
    return f"jalon.{check_token(tenant)}.event.>"


def readable_subjects(
    tenant: str,
    audiences: frozenset[Audience],
    *,
    client: UUID | None = None,
    consultant: UUID | None = None,
) -> list[str]:
    """Return the subjects of the events for these audiences that concern this client and consultant."""
    parties = f"{client or '*'}.{consultant or '*'}"
    return [f"jalon.{check_token(tenant)}.event.{audience}.*.*.{parties}.*" for audience in sorted(audiences)]


def command_subject(tenant: str, role: PrincipalRole, principal: str, verb: str) -> str:
    """Return where a principal sends a command; permissions let it publish under its own tokens only."""
    return f"jalon.{check_token(tenant)}.command.{role}.{check_token(principal)}.{verb}"


def query_subject(tenant: str, role: PrincipalRole, principal: str, view: str) -> str:
    """Return where a principal asks for a page."""
    return f"jalon.{check_token(tenant)}.query.{role}.{check_token(principal)}.{view}"


def parse_subject(subject: str) -> RequestAddress:
    """Return who asks what by a subject of a command or query; raises `NotAToken`."""
    match subject.split("."):
        case ["jalon", _, "command" | "query", role, principal, what] if role in set(PrincipalRole):
            return RequestAddress(PrincipalRole(role), check_token(principal), check_token(what))
        case _:
            raise NotAToken(subject)


def inbox_prefix(role: PrincipalRole, principal: str) -> str:
    """Return the prefix of the inboxes on which a principal, and nobody else, may listen."""
    return f"_INBOX.{role}.{check_token(principal)}"
