"""Hiring: registered, qualified, classified, declared; then a contract with its clauses."""

from datetime import date

from domain.consultant.consultant import Consultant
from domain.consultant.events import (
    ConsultantEvent,
    ConsultantRegistered,
    ContractKind,
    EmploymentClauses,
    EmploymentContractConcluded,
    EmploymentContractDelivered,
    HireDeclared,
    LevelAssigned,
    QualificationKind,
    QualificationVerified,
)
from domain.consultant.refusals import (
    AlreadyDelivered,
    ClausesMissing,
    ExclusivityForbidden,
    MissionUnnamed,
    NotConcluded,
    NotQualified,
    TermTooLong,
)
from domain.language import (
    ConsultantEmail,
    ConsultantId,
    ConsultantText,
    Count,
    DocumentHash,
    Iban,
    Label,
    Level,
    MissionId,
    Nir,
    UmbrellaId,
    add_months,
    command,
)
from domain.law.employment import CC_2, CC_16, CDD_6, CDI_3, FIXED_TERM_MONTHS_MAX
from domain.record import Act, Ground
from domain.refusals import AlreadyKnown, NothingKnown

EXPERIENCE_YEARS_MIN = 3
DEGREE_YEARS_MIN = 2


@command
class RegisterConsultant:
    """The umbrella company registers a consultant; the door seals who it is."""

    consultant: ConsultantId
    umbrella: UmbrellaId
    name: ConsultantText
    address: ConsultantText
    email: ConsultantEmail
    nir: Nir
    iban: Iban


@command
class VerifyQualification:
    """The umbrella company saw the proof: years after the baccalauréat, or of experience."""

    consultant: ConsultantId
    kind: QualificationKind
    years: Count
    document: DocumentHash


@command
class AssignLevel:
    """The umbrella company classifies the consultant from a date."""

    consultant: ConsultantId
    level: Level
    from_on: date


@command
class DeclareHire:
    """The umbrella company declared the hire."""

    consultant: ConsultantId
    declared_on: date
    hired_on: date
    reference: Label


@command
class ConcludeEmploymentContract:
    """Umbrella company and consultant conclude an employment contract."""

    consultant: ConsultantId
    kind: ContractKind
    starts_on: date
    ends_on: date | None = None
    mission: MissionId | None = None
    clauses: EmploymentClauses
    document: DocumentHash


@command
class DeliverEmploymentContract:
    """The consultant was handed the contract."""

    consultant: ConsultantId
    delivered_on: date
    document: DocumentHash


def register(consultant: Consultant, order: RegisterConsultant, _: Act) -> list[ConsultantEvent]:
    """Register a person, once."""
    if consultant.registered:
        raise AlreadyKnown(about=f"consultant/{order.consultant}")
    return [
        ConsultantRegistered(
            umbrella=order.umbrella,
            name=order.name,
            address=order.address,
            email=order.email,
            nir=order.nir,
            iban=order.iban,
        )
    ]


def qualify(consultant: Consultant, order: VerifyQualification, _: Act) -> list[ConsultantEvent]:
    """Note a qualification that is enough: a degree of bac+2, or three years of experience."""
    known(consultant, order.consultant)
    degree = order.kind is QualificationKind.DEGREE
    if order.years < (DEGREE_YEARS_MIN if degree else EXPERIENCE_YEARS_MIN):
        raise NotQualified(kind=order.kind, years=order.years)
    return [QualificationVerified(kind=order.kind, years=order.years, document=order.document)]


def assign_level(consultant: Consultant, order: AssignLevel, _: Act) -> list[ConsultantEvent]:
    """Classify a consultant from a date."""
    known(consultant, order.consultant)
    return [LevelAssigned(level=order.level, from_on=order.from_on)]


def declare_hire(consultant: Consultant, order: DeclareHire, _: Act) -> list[ConsultantEvent]:
    """Note a declaration that was made."""
    known(consultant, order.consultant)
    return [HireDeclared(declared_on=order.declared_on, hired_on=order.hired_on, reference=order.reference)]


def conclude(consultant: Consultant, order: ConcludeEmploymentContract, _: Act) -> list[ConsultantEvent]:
    """Conclude a contract that holds its clauses and none that is forbidden."""
    known(consultant, order.consultant)
    if not consultant.qualified:
        raise NotQualified(kind=None, years=0)
    return [
        EmploymentContractConcluded(
            kind=order.kind,
            starts_on=order.starts_on,
            ends_on=order.ends_on,
            mission=order.mission,
            clauses=order.clauses,
            document=order.document,
            grounds=_lawful(order),
        )
    ]


def deliver(consultant: Consultant, order: DeliverEmploymentContract, _: Act) -> list[ConsultantEvent]:
    """Hand the last contract over, once."""
    if not consultant.contracts:
        raise NotConcluded()
    if consultant.contracts[-1].delivered:
        raise AlreadyDelivered()
    return [EmploymentContractDelivered(delivered_on=order.delivered_on, document=order.document)]


def known(consultant: Consultant, identity: ConsultantId) -> None:
    """Refuse what is about a person nobody registered."""
    if not consultant.registered:
        raise NothingKnown(about=f"consultant/{identity}")


def _lawful(order: ConcludeEmploymentContract) -> tuple[Ground, ...]:
    missing = _missing(order.clauses)
    if missing:
        raise ClausesMissing(kind=order.kind, missing=missing)
    if order.clauses.exclusivity:
        raise ExclusivityForbidden()
    fixed_term = order.kind is ContractKind.FIXED_TERM
    if fixed_term:
        _fixed_term(order)
    return (
        CC_2.asked(met=True, qualified=True),
        (CDD_6 if fixed_term else CDI_3).asked(met=True, clauses="complete"),
        CC_16.asked(met=True, exclusivity=False),
    )


def _fixed_term(order: ConcludeEmploymentContract) -> None:
    """A fixed-term contract names its one mission and keeps to its longest term."""
    if order.mission is None:
        raise MissionUnnamed()
    months_max = FIXED_TERM_MONTHS_MAX.on(order.starts_on)
    if order.ends_on is not None and order.ends_on >= add_months(order.starts_on, months_max):
        raise TermTooLong(starts_on=order.starts_on, ends_on=order.ends_on, months_max=months_max)


def _missing(clauses: EmploymentClauses) -> tuple[str, ...]:
    held = {
        "pay_method": clauses.pay_method,
        "expenses_method": clauses.expenses_method,
        "competences": clauses.competences,
        "paid_leave": clauses.paid_leave,
        "pension_and_welfare_bodies": clauses.pension_and_welfare_bodies,
        "activity_report_monthly": clauses.activity_report_monthly,
        "guarantor": clauses.guarantor,
    }
    return tuple(clause for clause, there in held.items() if not there)
