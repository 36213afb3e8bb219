"""Decide on hiring: register, qualify, classify, declare to the Urssaf; the contract comes after."""

from datetime import date, timedelta

from domain.cents_and_months import add_months
from domain.consultant.consultant import Consultant
from domain.consultant.employment_terms import QualificationKind
from domain.consultant.events import ConsultantEvent
from domain.consultant.events.hiring import (
    ConsultantRegistered,
    HireDeclared,
    LevelAssigned,
    QualificationVerified,
)
from domain.consultant.refusals import NotQualified
from domain.language import (
    ConsultantEmail,
    ConsultantId,
    ConsultantText,
    Count,
    DocumentHash,
    Happened,
    Iban,
    Label,
    Level,
    Nir,
    UmbrellaId,
    command,
)
from domain.law.employment import DEGREE_YEARS_MIN, EMP_6, EMP_7, EXPERIENCE_YEARS_MIN, HIRE_DECLARED_DAYS_MAX
from domain.law.employment_conditions import CC_22, FIRST_LEVEL_MONTHS_MAX
from domain.record import Act, Ground
from domain.refusals import AlreadyKnown, NothingKnown


@command
class RegisterConsultant:
    """The umbrella company registers a consultant; validation seals the identity before the decision."""

    consultant: ConsultantId
    umbrella: UmbrellaId
    name: ConsultantText
    address: ConsultantText
    email: ConsultantEmail
    nir: Nir
    iban: Iban


@command
class VerifyQualification:
    """The umbrella company saw the proof; `years` are those after the baccalauréat, or of experience."""

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
    declared_on: Happened
    hired_on: date
    reference: Label


def register(consultant: Consultant, command: RegisterConsultant, _: Act) -> list[ConsultantEvent]:
    """Register a person, once."""
    if consultant.registered:
        raise AlreadyKnown(about=f"consultant/{command.consultant}")
    return [
        ConsultantRegistered(
            umbrella=command.umbrella,
            name=command.name,
            address=command.address,
            email=command.email,
            nir=command.nir,
            iban=command.iban,
        )
    ]


def qualify(consultant: Consultant, command: VerifyQualification, act: Act) -> list[ConsultantEvent]:
    """Record a sufficient qualification: a degree of bac+2, or three years of experience."""
    require_registered(consultant, command.consultant)
    degree = command.kind is QualificationKind.DEGREE
    if command.years < (DEGREE_YEARS_MIN if degree else EXPERIENCE_YEARS_MIN).value_on(act.day):
        raise NotQualified(kind=command.kind, years=command.years)
    return [QualificationVerified(kind=command.kind, years=command.years, document=command.document)]


def assign_level(consultant: Consultant, command: AssignLevel, _: Act) -> list[ConsultantEvent]:
    """Classify a consultant from a date; the first level gets a day of review."""
    require_registered(consultant, command.consultant)
    if command.level is not Level.FIRST:
        return [LevelAssigned(level=command.level, from_on=command.from_on)]
    since = consultant.first_level_since(command.from_on) or command.from_on
    review_on = add_months(since, FIRST_LEVEL_MONTHS_MAX.value_on(command.from_on))
    stays = CC_22.make_ground(met=command.from_on < review_on, since=since, review_on=review_on)
    return [
        LevelAssigned(level=command.level, from_on=command.from_on, review_on=review_on, grounds=(stays,))
    ]


def declare_hire(consultant: Consultant, command: DeclareHire, _: Act) -> list[ConsultantEvent]:
    """Record a declaration, in time or late."""
    require_registered(consultant, command.consultant)
    return [
        HireDeclared(
            declared_on=command.declared_on,
            hired_on=command.hired_on,
            reference=command.reference,
            grounds=_declaration_grounds(command),
        )
    ]


def require_registered(consultant: Consultant, identity: ConsultantId) -> None:
    """Check that the consultant is registered; raises `NothingKnown`."""
    if not consultant.registered:
        raise NothingKnown(about=f"consultant/{identity}")


def _declaration_grounds(command: DeclareHire) -> tuple[Ground, ...]:
    """Check that a hire was declared before its first day, by eight days at most."""
    seen = {"declared_on": command.declared_on, "hired_on": command.hired_on}
    earliest = command.hired_on - timedelta(days=HIRE_DECLARED_DAYS_MAX.value_on(command.hired_on))
    return (
        EMP_6.make_ground(met=command.declared_on <= command.hired_on, **seen),
        EMP_7.make_ground(met=command.declared_on >= earliest, **seen, earliest=earliest),
    )
