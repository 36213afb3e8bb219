"""The events of hiring, and how each changes a consultant: identity, qualification, contract."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.consultant.consultant import NO_END, Consultant, EmploymentContract
from domain.consultant.employment_terms import (
    ContractKind,
    Cover,
    EmploymentClauses,
    QualificationKind,
    UncertainTerm,
    WorkClauses,
    WorkingTime,
)
from domain.language import (
    BasisPoints,
    Cents,
    Count,
    DocumentHash,
    Label,
    Level,
    MissionId,
    Sealed,
    UmbrellaId,
)
from domain.record import BY_CONSULTANT, BY_UMBRELLA, FOR_CONSULTANT, Event, Ground


class ConsultantRegistered(Event, frozen=True, kw_only=True):
    """A person was registered as a consultant; the identity is sealed."""

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

    `review_on` is the day of review, after the longest stay at the first level.
    """

    TYPE = "fr.jalon.consultant.level-assigned.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    level: Level
    from_on: date
    review_on: date | None = None
    grounds: tuple[Ground, ...] = ()


class HireDeclared(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The hire was declared to the Urssaf (DPAE, L1221-10); a rule check shows if it was in time."""

    TYPE = "fr.jalon.consultant.hire-declared.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    declared_on: date
    hired_on: date
    reference: Label
    grounds: tuple[Ground, ...] = ()


class EmploymentContractConcluded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An employment contract was concluded: open-ended, or fixed-term for one mission.

    `deliver_by`, `trial_ends_on` and `interview_due_on` (the first annual interview) were computed with
    `calendar` at that time, and are never computed again.
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
    """The contract was delivered to the consultant (L1254-16); a rule check shows if it was in time."""

    TYPE = "fr.jalon.consultant.employment-contract-delivered.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    delivered_on: date
    document: DocumentHash
    due_on: date | None = None
    grounds: tuple[Ground, ...] = ()


class SimulationDelivered(Event, frozen=True, kw_only=True):
    """The person was shown the pay that a price gives: gross and net of a month, in cents (simulation)."""

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
    """Pay goes to another account of the consultant from a date; two persons confirmed it (L3241-1)."""

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


def evolve_hiring(consultant: Consultant, event: HiringEvent, _: UUID) -> Consultant:
    """Return the consultant after one more event of this stage."""
    match event:
        case ConsultantRegistered(umbrella=umbrella):
            return replace(consultant, registered=True, umbrella=umbrella)
        case QualificationVerified():
            return replace(consultant, qualified=True)
        case LevelAssigned(level=level, from_on=day):
            return replace(consultant, levels={**consultant.levels, day: level})
        case HireDeclared(declared_on=declared, hired_on=hired):
            return replace(consultant, hires=consultant.hires | {(declared, hired)})
        case EmploymentContractConcluded():
            return replace(consultant, contracts=(*consultant.contracts, _contract_of(event)))
        case EmploymentContractDelivered():
            last = tuple(replace(contract, delivered=True) for contract in consultant.contracts[-1:])
            return replace(consultant, contracts=(*consultant.contracts[:-1], *last))
        case SimulationDelivered() | SocialCoverAffiliated() | BankDetailsChanged():
            return consultant
        case _:
            assert_never(event)


def _contract_of(event: EmploymentContractConcluded) -> EmploymentContract:
    """Return the contract in the state; an open-ended one has no mission, even if the event names one."""
    term = event.uncertain_term
    return EmploymentContract(
        kind=event.kind,
        starts_on=event.starts_on,
        ends_on=event.ends_on or NO_END,
        mission=event.mission if event.kind is ContractKind.FIXED_TERM else None,
        deliver_by=event.deliver_by,
        least_until=term.least_until if term else None,
        executive=event.executive,
        time=event.time,
        trial_ends_on=event.trial_ends_on,
    )
