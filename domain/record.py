"""The envelope of an event: a CloudEvents 1.0 event, the same for every stream.

An `Event` is the payload. `Recorded` adds who stated it, when and why, once for every type. The encoded
bytes are stored, published and shown unchanged.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

import msgspec

from domain.language import Audience, DocumentHash, Key, Kind, Party, Region, Role, Stream


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something that happened, in the words of the contract; `TYPE` is its stored name and never changes.

    `BY` says who may state it, `READERS` which audiences it may have.
    """

    TYPE: ClassVar[str]
    BY: ClassVar[frozenset[Party]]
    READERS: ClassVar[frozenset[Audience]]

    @property
    def audience(self) -> Audience:
        """Who may read this event; a type with several audiences decides from its fields."""
        (only,) = self.READERS
        return only

    @property
    def happened_at(self) -> datetime | None:
        """When it happened, for the few events whose time is not that of the act, such as a due instant."""
        return None


BY_CLIENT = frozenset({Party.CLIENT})
BY_CONSULTANT = frozenset({Party.CONSULTANT})
BY_UMBRELLA = frozenset({Party.UMBRELLA})
BY_SYSTEM = frozenset({Party.SYSTEM})
BY_ANY = BY_CLIENT | BY_CONSULTANT | BY_UMBRELLA

FOR_ALL = frozenset({Audience.ALL})
FOR_CLIENT = frozenset({Audience.CLIENT})
FOR_CONSULTANT = frozenset({Audience.CONSULTANT})
FOR_UMBRELLA = frozenset({Audience.UMBRELLA})


class AuthType(StrEnum):
    """The kind of principal, as CloudEvents' auth context extension names it."""

    USER = "user"
    SERVICE_ACCOUNT = "service_account"
    SYSTEM = "system"


class AuthMethod(StrEnum):
    """The proof of the actor's identity."""

    NATS_SUBJECT = "nats-subject"
    ON_BEHALF = "on-behalf"
    OPERATOR = "operator"
    SAGA = "saga"
    SCENARIO = "scenario"


class Channel(StrEnum):
    """How the act of a party reached the umbrella user who records it on that party's behalf."""

    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    MEETING = "meeting"
    SIGNATURE_SERVICE = "signature_service"


class Second(msgspec.Struct, frozen=True, kw_only=True):
    """The other person of an act that needs two (double validation)."""

    principal: str
    party: Party
    role: Role | None = None


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The principal of an act, the party it acts as, and the authentication.

    A client's or consultant's principal represents one company or person, by its id. `second` is the
    other person of an act that needs two.
    """

    principal: str
    party: Party
    method: AuthMethod
    represents: UUID | None = None
    role: Role | None = None
    acting_for: Party | None = None
    channel: Channel | None = None
    evidence: DocumentHash | None = None
    second: Second | None = None

    @property
    def effective_party(self) -> Party:
        """The party whose act this is: the represented one if the actor acts on behalf, otherwise its own."""
        return self.acting_for or self.party


class Calendar(Protocol):
    """The calendar of working days; injected, so that the domain does no input or output."""

    @property
    def version(self) -> str:
        """The name and version of the calendar, stored beside every date that it computed."""
        ...

    def for_region(self, region: Region) -> "Calendar":
        """Return the calendar with the public holidays of a region."""
        ...

    def add_working_days(self, day: date, count: int) -> date:
        """Return the day that is `count` jours ouvrables (Mon-Sat, no public holiday) after it."""
        ...


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """The circumstances of a command: the actor, the time, the calendar.

    `day` is the date of `time` in Paris; `backdated` says that the actor stated an earlier time
    than that of the reception.
    """

    by: Actor
    time: datetime
    day: date
    calendar: Calendar
    backdated: bool = False


E = TypeVar("E", covariant=True)


class IdentifiedEvent(Protocol[E]):
    """The part of an event that a state may depend on: its payload and its id."""

    @property
    def id(self) -> UUID:
        """The id of the event."""
        ...

    @property
    def data(self) -> E:
        """The payload."""
        ...


class ProjectedEvent(IdentifiedEvent[E], Protocol[E]):
    """The part of an event that most projections are folded from; each field is that of `Recorded`."""

    @property
    def subject(self) -> str: ...  # noqa: D102
    @property
    def stream(self) -> Stream: ...  # noqa: D102
    @property
    def time(self) -> datetime: ...  # noqa: D102
    @property
    def audience(self) -> Audience: ...  # noqa: D102
    @property
    def client_id(self) -> UUID | None: ...  # noqa: D102
    @property
    def consultant_id(self) -> UUID | None: ...  # noqa: D102


class Recorded(
    msgspec.Struct,
    Generic[E],
    frozen=True,
    kw_only=True,
    gc=False,
    omit_defaults=True,
    tag_field="specversion",
    tag="1.0",
    rename={
        "recorded_at": "recordedtime",
        "correlation_id": "correlationid",
        "causation_id": "causationid",
        "auth_type": "authtype",
        "auth_id": "authid",
        "auth_method": "authmethod",
        "acted_for": "actedfor",
        "command_id": "commandid",
        "client_id": "clientid",
        "consultant_id": "consultantid",
        "second_id": "secondid",
        "second_party": "secondparty",
        "content_type": "datacontenttype",
        "data_schema": "dataschema",
    },
):
    """One event of a history: a CloudEvents 1.0 event with the attributes that Jalon promises.

    `time` is when it happened in the world, `recorded_at` when it was decided.
    `evidence` is the document that supports an act of another party or an earlier time; `traceparent` is
    the W3C trace context of the command, if it had one.
    """

    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    recorded_at: datetime
    sequence: str
    correlation_id: UUID
    causation_id: UUID
    command_id: UUID
    auth_type: AuthType
    auth_id: str
    party: Party
    auth_method: AuthMethod
    audience: Audience
    acted_for: Party | None = None
    channel: Channel | None = None
    evidence: DocumentHash | None = None
    client_id: UUID | None = None
    consultant_id: UUID | None = None
    second_id: str | None = None
    second_party: Party | None = None
    traceparent: str | None = None
    content_type: str
    data_schema: str
    data: E

    @property
    def version(self) -> int:
        """The version of the stream after the event, from 1."""
        return int(self.sequence)

    @property
    def stream(self) -> Stream:
        """The stream that the event belongs to."""
        return stream_of(self.subject)


def stream_of(subject: str) -> Stream:
    """Return the stream that the subject of an event names."""
    kind, _, identity = subject.partition("/")
    return Stream(Kind(kind), UUID(identity))


class Answer(StrEnum):
    """The answer of a rule check."""

    MET = "met"
    BROKEN = "broken"
    NOT_APPLICABLE = "not_applicable"


class Ground(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A rule check of a decision: the rule, its version on that day, the values it saw, its answer."""

    rule: Key
    article: str
    version: date
    saw: dict[str, str]
    answer: Answer
