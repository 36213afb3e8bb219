"""NATS subjects of events, and the names of the stream that holds them; `request_listener` has the others.

A subject holds only checked tokens: ids, and names from closed lists. It holds no personal value.
"""

from typing import Final
from uuid import UUID

import msgspec

from adapters.engine.access.requests import check_token
from domain.language import Audience

STREAM: Final = "EVT"
JETSTREAM_DOMAIN: Final = "log"
"""The JetStream domain under which readers reach the stream, which is in another account than theirs."""
LOG_API: Final = f"$JS.{JETSTREAM_DOMAIN}.API"
NO_PARTY: Final = "_"


class SubjectFields(msgspec.Struct, frozen=True, gc=False):
    """The envelope fields that make the subject of an event; events of unknown types have them too."""

    source: str
    type: str
    subject: str
    audience: str
    clientid: str = NO_PARTY
    consultantid: str = NO_PARTY


_SUBJECT_FIELDS = msgspec.json.Decoder(SubjectFields)


def event_subject(body: bytes) -> str:
    """Return the subject of a stored event, from its envelope alone; raises `NotAToken`."""
    return subject_of_fields(_SUBJECT_FIELDS.decode(body))


def subject_of_fields(event: SubjectFields) -> str:
    """Return the subject of the event with these envelope fields; raises `NotAToken`."""
    tenant = event.source.removeprefix("/jalon/")
    aggregate, _, identity = event.subject.partition("/")
    return (
        f"jalon.{check_token(tenant)}.event.{check_token(event.audience)}.{check_token(aggregate)}.{check_token(identity)}"
        f".{check_token(event.clientid)}.{check_token(event.consultantid)}.{check_token(event.type.split('.')[-2])}"
    )


def tenant_events(tenant: str) -> str:
    """Return the wildcard subject of all events of a tenant, which are all that its stream holds."""
    return f"jalon.{check_token(tenant)}.event.>"


def readable_subjects(
    tenant: str,
    audiences: frozenset[Audience],
    *,
    client: UUID | None = None,
    consultant: UUID | None = None,
) -> list[str]:
    """Return the wildcard subjects of the events for these audiences about a client or a consultant."""
    parties = f"{client or '*'}.{consultant or '*'}"
    return [f"jalon.{check_token(tenant)}.event.{audience}.*.*.{parties}.*" for audience in sorted(audiences)]
