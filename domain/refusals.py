"""The refusals common to all aggregates; each aggregate adds its own."""

from dataclasses import field
from datetime import date
from uuid import UUID

from domain.language import Label, Party, Retention, Siren
from domain.law.billing import IDN_1
from domain.law.contract import AGR_1, CTL_1, PROOF_1, PROOF_2
from domain.law.recourse import DEF_1
from domain.law.retention import RET_5
from domain.record import Act
from domain.refused import Refused, refusal

FRENCH_VAT_PREFIX = 4  # FR and two check digits, then the SIREN


@refusal
class NotTheirAct(Refused):
    """A party acts only for itself, and only in the matters that are its own."""

    rule = DEF_1
    act: Label
    party: Party
    acts_of: tuple[Party, ...]


@refusal
class SomeoneElses(Refused):
    """A client or a consultant acts only in its own missions."""

    rule = DEF_1
    party: Party
    represents: UUID | None


@refusal
class NothingKnown(Refused):
    """An act concerns something that exists."""

    rule = AGR_1
    about: Label


@refusal
class AlreadyKnown(Refused):
    """A registration is not repeated with other content; a correction has its own act."""

    rule = AGR_1
    about: Label


@refusal
class DocumentMissing(Refused):
    """Acting for another party, or stating an earlier time, needs a document."""

    rule = PROOF_1
    act: Label
    acting_for: Party | None = field(default=None)


@refusal
class DatedAhead(Refused):
    """A command states no future day as past; `field` is the command's field with that day."""

    rule = PROOF_2
    field: Label
    day: date
    today: date


@refusal
class PersonErased(Refused):
    """No personal value of a class is recorded for a person whose class was erased."""

    rule = RET_5
    retention: Retention


@refusal
class IdentifiersDisagree(Refused):
    """All identifiers of a company belong to one company."""

    rule = IDN_1
    siren: Label
    other: Label


def check_same_company(siren: Siren, *others: Label) -> None:
    """Check that a SIRET or a French VAT number belongs to the company of this SIREN."""
    for other in others:
        own = other[FRENCH_VAT_PREFIX:] if other.startswith("FR") else other[: len(siren)]
        if own != siren and (other.startswith("FR") or other.isdigit()):
            raise IdentifiersDisagree(siren=siren, other=other)


@refusal
class TwoPersonsNeeded(Refused):
    """This act needs a second, different person, of one of these parties."""

    rule = CTL_1
    act: Label
    second_of: tuple[Party, ...]


def require_two_persons(act: Act, name: Label, *second_of: Party) -> None:
    """Check that two different persons act, the second of one of these parties."""
    if not are_two_persons(act, *second_of):
        raise TwoPersonsNeeded(act=name, second_of=second_of)


def are_two_persons(act: Act, *second_of: Party) -> bool:
    """True if two different persons act, the second of one of these parties."""
    second = act.by.second
    return second is not None and second.principal != act.by.principal and second.party in second_of
