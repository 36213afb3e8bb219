"""The facts of hiring: who it is, what qualifies, what was declared, agreed and handed over."""

from datetime import date
from enum import StrEnum

from domain.language import (
    BasisPoints,
    Cents,
    ConsultantText,
    Count,
    DocumentHash,
    Label,
    Level,
    MissionId,
    Sealed,
    UmbrellaId,
    value,
)
from domain.record import BY_CONSULTANT, BY_UMBRELLA, FOR_CONSULTANT, Event, Ground


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


@value
class WorkClauses:
    """What a fixed-term contract says of its one piece of work (L1254-15, 2°)."""

    client_and_address: bool
    object_and_conditions: bool
    duration: bool
    price: bool
    client_answers_for_safety: bool
    protective_equipment: bool
    liability_insurer: bool


@value
class UncertainTerm:
    """A term that is not known: the least duration, and the event that ends the work (L1254-11)."""

    least_until: date
    event: ConsultantText


@value
class WorkingTime:
    """How time is counted: days a year (forfait jours), or hours a week; one of the two."""

    days_a_year: Count | None = None
    hours_a_week: Count | None = None


class Cover(StrEnum):
    """What a body covers."""

    HEALTH = "health"  # frais de santé
    WELFARE = "welfare"  # prévoyance
    PENSION = "pension"  # retraite complémentaire
    OCCUPATIONAL_HEALTH = "occupational_health"  # service de santé au travail


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


class LevelAssigned(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The consultant is classified from a date (échelon, IDCC 3219 art. 37).

    `review_on` is the day after the longest stay at the first level, for a review.
    """

    TYPE = "fr.jalon.consultant.level-assigned.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    level: Level
    from_on: date
    review_on: date | None = None
    grounds: tuple[Ground, ...] = ()


class HireDeclared(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The hire was declared to the Urssaf (DPAE, L1221-10); a ground says whether in time."""

    TYPE = "fr.jalon.consultant.hire-declared.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    declared_on: date
    hired_on: date
    reference: Label
    grounds: tuple[Ground, ...] = ()


class EmploymentContractConcluded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An employment contract was concluded: open-ended, or fixed-term for one mission.

    `deliver_by`, `trial_ends_on` and `interview_due_on`, the day of the first annual interview, were
    computed then, with `calendar`, and are never computed again.
    """

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
    concluded_on: date | None = None
    deliver_by: date | None = None
    calendar: Label = ""
    trial_ends_on: date | None = None
    executive: bool = False
    time: WorkingTime | None = None
    work: WorkClauses | None = None
    uncertain_term: UncertainTerm | None = None
    renewal_clause: bool = False
    non_compete: bool = False
    habitual_workplace: bool = False
    interview_due_on: date | None = None


class EmploymentContractDelivered(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The consultant was handed the employment contract (L1254-16); a ground says whether in time."""

    TYPE = "fr.jalon.consultant.employment-contract-delivered.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    delivered_on: date
    document: DocumentHash
    due_on: date | None = None
    grounds: tuple[Ground, ...] = ()


class SimulationDelivered(Event, frozen=True, kw_only=True):
    """The person was told what a price would pay: gross and net of a month, in cents (simulation)."""

    TYPE = "fr.jalon.consultant.simulation-delivered.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    delivered_on: date
    price: Cents
    fee_share: BasisPoints
    gross: Cents
    net_before_tax: Cents
    document: DocumentHash


class SocialCoverAffiliated(Event, frozen=True, kw_only=True):
    """The consultant is covered by a body: health, welfare, pension (affiliation)."""

    TYPE = "fr.jalon.consultant.social-cover-affiliated.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    cover: Cover
    body: Label
    from_on: date
    document: DocumentHash
    grounds: tuple[Ground, ...]


class BankDetailsChanged(Event, frozen=True, kw_only=True):
    """Pay goes to another account of the consultant from a date; two persons said so (L3241-1)."""

    TYPE = "fr.jalon.consultant.bank-details-changed.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    iban: DocumentHash
    from_on: date
    grounds: tuple[Ground, ...]


HiringEvent = (
    ConsultantRegistered
    | SimulationDelivered
    | QualificationVerified
    | LevelAssigned
    | HireDeclared
    | EmploymentContractConcluded
    | EmploymentContractDelivered
    | SocialCoverAffiliated
    | BankDetailsChanged
)
