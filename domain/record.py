"""The envelope of an event: a CloudEvents 1.0 event, the same for every stream.

What a party states is an `Event`, the payload; who stated it, when and because of what stand
around it once, in `Recorded`. Its encoded bytes are stored, published and shown unchanged.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

import msgspec

from domain.language import Audience, DocumentHash, Key, Kind, Party, Region, Role, Stream


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What happened, in the words of the contract; `TYPE` is its stored name and never changes.

    `BY` says who may state it, `READERS` which audiences it may have.
    """

    TYPE: ClassVar[str]
    BY: ClassVar[frozenset[Party]]
    READERS: ClassVar[frozenset[Audience]]

    @property
    def audience(self) -> Audience:
        """Who may read this one; a type with several audiences says which, from what it carries."""
        (only,) = self.READERS
        return only

    @property
    def happened_at(self) -> datetime | None:
        """When it happened, for the few events whose time is not that of the act: a due instant."""
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
    """How we know who acted."""

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
    """Who acts, as what, and how we know it.

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
        """The party whose act this is: the one acted for, on behalf; otherwise its own."""
        return self.acting_for or self.party


class Calendar(Protocol):
    """Which days count; injected, so that the domain never asks the machine."""

    @property
    def version(self) -> str:
        """Name the calendar and its version, stored beside every date it gave."""
        ...

    def for_region(self, region: Region) -> "Calendar":
        """Return the calendar with the public holidays of a region."""
        ...

    def add_working_days(self, day: date, count: int) -> date:
        """Return the day that is `count` jours ouvrables (Mon-Sat, no public holiday) after it."""
        ...


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """The circumstances in which a command is given: by whom, when, under which calendar.

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
    """As much of an event as a state may depend on: what it says, and its id, by which it is named."""

    @property
    def id(self) -> UUID:
        """The id of the event."""
        ...

    @property
    def data(self) -> E:
        """What happened."""
        ...


class ProjectedEvent(IdentifiedEvent[E], Protocol[E]):
    """As much of an event as most pages are folded from; each part is that of `Recorded`."""

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
    `evidence` is the document by which another's act, or an earlier time, was recorded; `traceparent`
    the W3C trace context in which the command came, where there was one.
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
        """The rank of the event in its stream, from 1."""
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
    """What a rule said when it was asked."""

    MET = "met"
    BROKEN = "broken"
    NOT_APPLICABLE = "not_applicable"


class Ground(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A rule that a decision asked, in the version of that day, what it looked at, what it said."""

    rule: Key
    article: str
    version: date
    saw: dict[str, str]
    answer: Answer
