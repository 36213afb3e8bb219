"""The terms of portage salarial, each with its French legal term where there is one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, NewType, TypeVar, dataclass_transform
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

# Who ------------------------------------------------------------------------------------------

MissionId = NewType("MissionId", UUID)
ConsultantId = NewType("ConsultantId", UUID)
ClientId = NewType("ClientId", UUID)
UmbrellaId = NewType("UmbrellaId", UUID)
ContactId = NewType("ContactId", UUID)
EventId = NewType("EventId", UUID)

NOBODY = UUID(int=0)


class Party(StrEnum):
    """The party of an act: one of the three of L1254-1, or the engine for automatic acts."""

    CLIENT = "client"  # entreprise cliente
    CONSULTANT = "consultant"  # salarié porté
    UMBRELLA = "umbrella"  # entreprise de portage salarial (EPS)
    SYSTEM = "system"


class Role(StrEnum):
    """The role of a user of the umbrella company."""

    ADVISER = "adviser"
    PAYROLL = "payroll"
    LEGAL = "legal"
    DIRECTOR = "director"


class Audience(StrEnum):
    """Who may read an event; the umbrella company and auditors read every event."""

    ALL = "all"
    CLIENT = "client"
    CONSULTANT = "consultant"
    UMBRELLA = "umbrella"


class Language(StrEnum):
    """The languages of the texts that people read."""

    FRENCH = "fr"
    ENGLISH = "en"


class Level(StrEnum):
    """The classification of a consultant (échelon, IDCC 3219 art. 37)."""

    FIRST = "first"  # premier niveau
    JUNIOR = "junior"
    SENIOR = "senior"
    EXPERT = "expert"


class MinimumReading(StrEnum):
    """The reading of the branch's minimum pay: which ceiling applies, and whether it includes the reserve."""

    FROZEN_2017_TOTAL = "frozen_2017_total"  # plafond de 2017, réserve comprise
    FROZEN_2017_MONTHLY = "frozen_2017_monthly"  # plafond de 2017, part versée chaque mois
    CURRENT_PMSS_TOTAL = "current_pmss_total"  # plafond de l'année, réserve comprise
    CURRENT_PMSS_MONTHLY = "current_pmss_monthly"  # plafond de l'année, part versée chaque mois


class Region(StrEnum):
    """A region with its own public holidays."""

    FRANCE = "france"
    ALSACE_MOSELLE = "alsace_moselle"  # Vendredi saint et 26 décembre, L3134-13


# What a value must look like ------------------------------------------------------------------


class Form(StrEnum):
    """The written form of a value; validation checks it and reports the fault."""

    SIREN = "siren"
    SIRET = "siret"
    VAT = "vat"
    NIR = "nir"
    IBAN = "iban"
    EMAIL = "email"
    AMOUNT = "amount"  # cents, zero or more
    COUNT = "count"  # one or more
    HALF_DAYS = "half_days"  # 1 or 2, of one day
    BASIS_POINTS = "basis_points"  # 0 to 10 000
    MONTH = "month"  # 2026-01
    KEY = "key"  # a short name inside a contract, such as D1
    TEXT = "text"  # one character or more, no more than 10 000
    HASH = "hash"  # sha256:<64 hexadecimal digits>
    INSTANT = "instant"  # a date and time with its offset
    ABSENCE = "absence"  # sickness, leave or other
    HAPPENED = "happened"  # a past day, or the day of the act


Cents = Annotated[int, Form.AMOUNT]
Count = Annotated[int, Form.COUNT]
BasisPoints = Annotated[int, Form.BASIS_POINTS]
Siren = Annotated[str, Form.SIREN]
Siret = Annotated[str, Form.SIRET]
VatNumber = Annotated[str, Form.VAT]
Month = Annotated[str, Form.MONTH]
Key = Annotated[str, Form.KEY]
Label = Annotated[str, Form.TEXT]
DocumentHash = Annotated[str, Form.HASH]
Happened = Annotated[date, Form.HAPPENED]


# Personal values ------------------------------------------------------------------------------


class Retention(StrEnum):
    """The retention class of a personal value; each class of a person has its own key."""

    PAY = "pay"  # 5 years, L3243-4
    SOCIAL = "social"  # 6 years, CSS L243-16
    ACCOUNTING = "accounting"  # 10 years, C. com. L123-22
    EVIDENCE = "evidence"  # 6 years after the end of the mission, C. civ. 2224


class Sealed(msgspec.Struct, frozen=True, gc=False):
    """A personal value, encrypted under the person's key of its class (donnée scellée).

    `subject` is the id of the person, or of the mission for its free text; `box` is base64.
    """

    subject: UUID
    retention: Retention
    field: str
    box: str


@dataclass(frozen=True)
class Seal:
    """Marks a field that validation seals: the key's owner, the class, and the form of the clear value."""

    subject_field: str  # the field of the command that holds the subject's id
    retention: Retention
    form: Form = Form.TEXT
    vaulted: bool = False  # kept in the vault; the event carries a salted commitment only


MissionText = Annotated[Sealed, Seal("mission", Retention.EVIDENCE)]
ConsultantText = Annotated[Sealed, Seal("consultant", Retention.SOCIAL)]
ConsultantEmail = Annotated[Sealed, Seal("consultant", Retention.SOCIAL, Form.EMAIL)]
ContactText = Annotated[Sealed, Seal("contact", Retention.EVIDENCE)]
ContactEmail = Annotated[Sealed, Seal("contact", Retention.EVIDENCE, Form.EMAIL)]
AbsenceKind = Annotated[Sealed, Seal("consultant", Retention.PAY, Form.ABSENCE)]
Nir = Annotated[str, Seal("consultant", Retention.SOCIAL, Form.NIR, vaulted=True)]
Iban = Annotated[str, Seal("consultant", Retention.PAY, Form.IBAN, vaulted=True)]


# Values and commands --------------------------------------------------------------------------

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[_T]) -> type[_T]:
    """Make a frozen value class, shared by commands and events; an unknown field is rejected on reading."""
    made = dataclass(frozen=True, kw_only=True, slots=True)(cls)
    made.__pydantic_config__ = {"extra": "forbid", "strict": True}  # pyright: ignore[reportAttributeAccessIssue] -- read by pydantic, in validation
    return made


command = value
"""Make a command class; its name is the act, such as `ScopeMission` or `IssueInvoice`."""


# Streams --------------------------------------------------------------------------------------


class Kind(StrEnum):
    """The kind of a stream: what its events are about."""

    MISSION = "mission"
    PAY_MONTH = "pay-month"
    CONSULTANT = "consultant"
    CLIENT = "client"
    UMBRELLA = "umbrella"  # entreprise de portage salarial (EPS)
    SERIES = "invoice-series"
    BANK_LINE = "bank-line"  # ligne du relevé bancaire
    ACCOUNT = "account"  # compte d'activité
    ASK = "ask"  # demande hors mission
    REFUSAL = "refusal"
    OPERATIONS = "operations"


class Stream(msgspec.Struct, frozen=True, order=True, gc=False, cache_hash=True):
    """One stream of events, written `mission/<uuid>`."""

    kind: Kind
    id: UUID

    def __str__(self) -> str:
        return _name_and_key(self)[0]

    @property
    def key(self) -> UUID:
        """The storage key, from kind and id: an id chosen by a caller never matches another kind's stream."""
        return _name_and_key(self)[1]


@lru_cache(maxsize=2_048)
def _name_and_key(stream: Stream) -> tuple[str, UUID]:
    return f"{stream.kind}/{stream.id}", uuid5(stream.id, stream.kind)


def stream_of_key(kind: Kind, *natural_key: str) -> Stream:
    """Return the stream of a natural key, such as a SIREN; a key always gives the same id."""
    return Stream(kind, uuid5(NAMESPACE_URL, "/".join(("jalon", kind, *natural_key))))


def client_id_of(siren: str) -> ClientId:
    """Return the id of the client company of this SIREN."""
    return ClientId(stream_of_key(Kind.CLIENT, siren).id)


def umbrella_id_of(siren: str) -> UmbrellaId:
    """Return the id of the umbrella company of this SIREN."""
    return UmbrellaId(stream_of_key(Kind.UMBRELLA, siren).id)


def mission_stream(identity: MissionId) -> Stream:
    """Return the stream of a mission."""
    return Stream(Kind.MISSION, identity)


def pay_month_stream(consultant: ConsultantId, month: Month) -> Stream:
    """Return the stream of one month of one consultant."""
    return stream_of_key(Kind.PAY_MONTH, str(consultant), month)


def account_stream(consultant: ConsultantId) -> Stream:
    """Return the activity account of a consultant (compte d'activité)."""
    return stream_of_key(Kind.ACCOUNT, str(consultant))


def series_stream(umbrella: UmbrellaId, code: Key) -> Stream:
    """Return an invoice series of the umbrella company."""
    return stream_of_key(Kind.SERIES, str(umbrella), code)


def bank_line_stream(umbrella: UmbrellaId, reference: Label) -> Stream:
    """Return a line of the umbrella company's bank statement, by its reference."""
    return stream_of_key(Kind.BANK_LINE, str(umbrella), reference)


def ask_stream(about: Label, ask: Key) -> Stream:
    """Return the stream of an ask about a consultant, a client or the umbrella company."""
    return stream_of_key(Kind.ASK, about, ask)
