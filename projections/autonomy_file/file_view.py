"""What the page of a file of autonomy says: each line with its marks and the event that it comes from."""

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
    """How a signal was treated, or answered."""

    MITIGATED = "mitigated"
    DISMISSED = "dismissed"
    REVIEWED = "reviewed"
    CONTESTED = "contested"


class Mark(Struct, frozen=True, kw_only=True):
    """When it happened and when it was recorded; late, or after a control or a dispute was opened."""

    time: datetime
    recorded_at: datetime
    days_after: int
    late: bool
    after_control: bool


class Treatment(Struct, frozen=True, kw_only=True):
    """A measure, a dismissal by two persons, a review, or a contestation; `second` is the other person."""

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
    """A signal as it stands: what shows it, since how many days, how it was treated, what would answer it."""

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
    """What shows autonomy, and which signals it may answer."""

    kind: EvidenceKind
    on: date | None
    about: Sealed | None
    document: DocumentHash | None
    by: Party
    answers: tuple[SignalCode, ...]
    mark: Mark
    fact: UUID


class Broken(Struct, frozen=True, kw_only=True):
    """A rule of the law that was broken, and how it was cured, if it was."""

    rule: str
    article: str
    since: date
    how: str | None
    mark: Mark
    fact: UUID


class Missing(Struct, frozen=True, kw_only=True):
    """What the file lacks, and who could supply it: evidence of a kind, or the treatment of a signal."""

    evidence: EvidenceKind | None
    signal: SignalCode | None
    by: Party


class FamilyFile(Struct, frozen=True, kw_only=True):
    """One family: what speaks against autonomy, what speaks for it, what is missing."""

    family: Family
    signals: tuple[Signal, ...]
    evidence: tuple[Evidence, ...]
    breaches: tuple[Broken, ...]
    missing: tuple[Missing, ...]


class Parties(Struct, frozen=True, kw_only=True):
    """Whose file it is."""

    mission: UUID
    client: UUID
    consultant: UUID
    umbrella: UUID


class AutonomyFileView(Struct, frozen=True, kw_only=True):
    """The file; `whole`: its reader sees all of it, without which nothing can be said to be missing."""

    on: date
    notice: Wording
    parties: Parties | None
    whole: bool
    families: tuple[FamilyFile, ...]
