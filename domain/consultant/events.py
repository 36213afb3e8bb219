"""The facts of a consultant; identity is sealed, NIR and IBAN are in the vault only."""

from datetime import date
from enum import StrEnum

from domain.language import (
    Count,
    DocumentHash,
    Label,
    Level,
    MissionId,
    Sealed,
    UmbrellaId,
    value,
)
from domain.record import BY_UMBRELLA, FOR_CONSULTANT, Event, Ground


class ContractKind(StrEnum):
    """The two employment contracts of portage (L1254-7)."""

    OPEN_ENDED = "open_ended"  # CDI
    FIXED_TERM = "fixed_term"  # CDD


class QualificationKind(StrEnum):
    """What shows that a consultant is qualified (IDCC 3219, art. 2.2)."""

    DEGREE = "degree"  # bac+2 or more
    EXPERIENCE = "experience"  # three years in the same sector


@value
class EmploymentClauses:
    """The clauses that L1254-15 (fixed-term) and L1254-21 (open-ended) ask for."""

    pay_method: bool
    expenses_method: bool
    competences: bool
    paid_leave: bool
    trial_period_days: int = 0
    pension_and_welfare_bodies: bool
    activity_report_monthly: bool
    guarantor: bool
    exclusivity: bool = False


class ConsultantRegistered(Event, frozen=True, kw_only=True):
    """The umbrella company knows this person as a consultant; identity sealed."""

    TYPE = "fr.jalon.consultant.consultant-registered.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    umbrella: UmbrellaId
    name: Sealed
    address: Sealed
    email: Sealed
    nir: DocumentHash
    iban: DocumentHash


class QualificationVerified(Event, frozen=True, kw_only=True):
    """The umbrella company saw the proof of a qualification."""

    TYPE = "fr.jalon.consultant.qualification-verified.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    kind: QualificationKind
    years: Count
    document: DocumentHash


class LevelAssigned(Event, frozen=True, kw_only=True):
    """The consultant is classified from a date (échelon, IDCC 3219 art. 37)."""

    TYPE = "fr.jalon.consultant.level-assigned.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    level: Level
    from_on: date


class HireDeclared(Event, frozen=True, kw_only=True):
    """The hire was declared to the Urssaf (DPAE, L1221-10)."""

    TYPE = "fr.jalon.consultant.hire-declared.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    declared_on: date
    hired_on: date
    reference: Label


class EmploymentContractConcluded(Event, frozen=True, kw_only=True):
    """An employment contract was concluded: open-ended, or fixed-term for one mission."""

    TYPE = "fr.jalon.consultant.employment-contract-concluded.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    kind: ContractKind
    starts_on: date
    ends_on: date | None
    mission: MissionId | None
    clauses: EmploymentClauses
    document: DocumentHash
    grounds: tuple[Ground, ...]


class EmploymentContractDelivered(Event, frozen=True, kw_only=True):
    """The consultant was handed the employment contract (L1254-16)."""

    TYPE = "fr.jalon.consultant.employment-contract-delivered.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    delivered_on: date
    document: DocumentHash


ConsultantEvent = (
    ConsultantRegistered
    | QualificationVerified
    | LevelAssigned
    | HireDeclared
    | EmploymentContractConcluded
    | EmploymentContractDelivered
)
