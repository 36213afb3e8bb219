"""The view of a file of autonomy: each line has its mark and names its event."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.language import DocumentHash, Party, Sealed
from domain.law import Force
from domain.mission.signals import Attention, EvidenceKind, Family, Measure, SignalCode, Source
from projections import Wording


class TreatmentKind(StrEnum):
    """The kinds of treatment of a signal, and of answers to it."""

    MITIGATED = "mitigated"
    DISMISSED = "dismissed"
    REVIEWED = "reviewed"
    CONTESTED = "contested"


class Mark(Struct, frozen=True, kw_only=True):
    """The two times of an event; `late`, or recorded after the opening of a control or a dispute."""

    time: datetime
    recorded_at: datetime
    days_after: int
    late: bool
    after_control: bool


class Treatment(Struct, frozen=True, kw_only=True):
    """A measure, a dismissal by two persons, a review or a contestation; `second` is the other person."""

    kind: TreatmentKind
    measure: Measure | None
    by: Party
    principal: str
    second: str | None
    says: Sealed | None
    evidence: tuple[UUID, ...]
    mark: Mark
    fact: UUID


class Signal(Struct, frozen=True, kw_only=True):
    """A signal today: its age in days, its treatments, and the evidence that answers it."""

    code: SignalCode
    title: Wording
    force: Force
    attention: Attention
    source: Source
    accuses: Party | None
    by: Party
    seen_on: date
    age_days: int
    says: Sealed | None
    saw: Mapping[str, str]
    documents: tuple[DocumentHash, ...]
    treatments: tuple[Treatment, ...]
    untreated: bool
    answered_by: tuple[UUID, ...]
    mark: Mark
    fact: UUID


class Evidence(Struct, frozen=True, kw_only=True):
    """A piece of evidence, and the signals that it may answer."""

    kind: EvidenceKind
    on: date | None
    about: Sealed | None
    document: DocumentHash | None
    by: Party
    answers: tuple[SignalCode, ...]
    mark: Mark
    fact: UUID


class Broken(Struct, frozen=True, kw_only=True):
    """A breach of a statutory rule, and its cure if there is one."""

    rule: str
    article: str
    since: date
    how: str | None
    mark: Mark
    fact: UUID


class Missing(Struct, frozen=True, kw_only=True):
    """A missing kind of evidence, or an untreated signal, and the party that could supply it."""

    evidence: EvidenceKind | None
    signal: SignalCode | None
    by: Party


class FamilyFile(Struct, frozen=True, kw_only=True):
    """One family: the signals and breaches against autonomy, the evidence for it, the missing pieces."""

    family: Family
    signals: tuple[Signal, ...]
    evidence: tuple[Evidence, ...]
    breaches: tuple[Broken, ...]
    missing: tuple[Missing, ...]


class Parties(Struct, frozen=True, kw_only=True):
    """The parties of the file."""

    mission: UUID
    client: UUID
    consultant: UUID
    umbrella: UUID


class AutonomyFileView(Struct, frozen=True, kw_only=True):
    """The file; `whole` is true if the reader sees all of it, and only then lists missing pieces."""

    on: date
    notice: Wording
    parties: Parties | None
    whole: bool
    families: tuple[FamilyFile, ...]
