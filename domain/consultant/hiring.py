"""Hiring: registered, qualified, classified, declared to the Urssaf; the contract comes after."""

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
    declared_on: Happened
    hired_on: date
    reference: Label


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


def qualify(consultant: Consultant, order: VerifyQualification, act: Act) -> list[ConsultantEvent]:
    """Note a qualification that is enough: a degree of bac+2, or three years of experience."""
    known(consultant, order.consultant)
    degree = order.kind is QualificationKind.DEGREE
    if order.years < (DEGREE_YEARS_MIN if degree else EXPERIENCE_YEARS_MIN).on(act.day):
        raise NotQualified(kind=order.kind, years=order.years)
    return [QualificationVerified(kind=order.kind, years=order.years, document=order.document)]


def assign_level(consultant: Consultant, order: AssignLevel, _: Act) -> list[ConsultantEvent]:
    """Classify a consultant from a date; the first level has a day on which it is looked at again."""
    known(consultant, order.consultant)
    if order.level is not Level.FIRST:
        return [LevelAssigned(level=order.level, from_on=order.from_on)]
    since = consultant.first_level_since(order.from_on) or order.from_on
    review_on = add_months(since, FIRST_LEVEL_MONTHS_MAX.on(order.from_on))
    stays = CC_22.asked(met=order.from_on < review_on, since=since, review_on=review_on)
    return [LevelAssigned(level=order.level, from_on=order.from_on, review_on=review_on, grounds=(stays,))]


def declare_hire(consultant: Consultant, order: DeclareHire, _: Act) -> list[ConsultantEvent]:
    """Note a declaration that was made, in time or not."""
    known(consultant, order.consultant)
    return [
        HireDeclared(
            declared_on=order.declared_on,
            hired_on=order.hired_on,
            reference=order.reference,
            grounds=_in_time(order),
        )
    ]


def known(consultant: Consultant, identity: ConsultantId) -> None:
    """Refuse what is about a person nobody registered."""
    if not consultant.registered:
        raise NothingKnown(about=f"consultant/{identity}")


def _in_time(order: DeclareHire) -> tuple[Ground, ...]:
    """A hire is declared before it, and within the eight days before it."""
    seen = {"declared_on": order.declared_on, "hired_on": order.hired_on}
    earliest = order.hired_on - timedelta(days=HIRE_DECLARED_DAYS_MAX.on(order.hired_on))
    return (
        EMP_6.asked(met=order.declared_on <= order.hired_on, **seen),
        EMP_7.asked(met=order.declared_on >= earliest, **seen, earliest=earliest),
    )
