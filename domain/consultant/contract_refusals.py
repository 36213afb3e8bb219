"""The refusals about the clauses, the term and the prolongation of an employment contract."""

from datetime import date

from domain.consultant.employment_terms import ContractKind
from domain.language import Label, Level, MissionId
from domain.law import Rule
from domain.law.contract import AGR_1
from domain.law.employment import CC_16
from domain.law.employment_conditions import CC_19
from domain.law.fixed_term import CDD_1, CDD_2, CDD_3, CDD_4, CDD_5, CDD_6, CDD_8, CDD_10
from domain.law.open_ended import CC_6, CDI_2, CDI_3
from domain.refused import Refused, refusal


@refusal
class ClausesMissing(Refused):
    """An employment contract holds the clauses that the law lists."""

    rule = CDI_3
    kind: ContractKind
    missing: tuple[Label, ...]

    def __post_init__(self) -> None:
        """Name the article of the contract's own kind."""
        self.rule = _rule_for_kind(self.kind, CDD_6, CDI_3)


@refusal
class MentionMissing(Refused):
    """An employment contract of portage bears the mention that the law prescribes."""

    rule = CDI_2
    kind: ContractKind

    def __post_init__(self) -> None:
        """Name the article of the contract's own kind."""
        self.rule = _rule_for_kind(self.kind, CDD_5, CDI_2)


@refusal
class TrialTooLong(Refused):
    """A trial period does not exceed the legal maximum for this contract."""

    rule = CC_6
    kind: ContractKind
    ends_on: date
    latest: date

    def __post_init__(self) -> None:
        """Name the article of the contract's own kind."""
        self.rule = _rule_for_kind(self.kind, CDD_10, CC_6)


@refusal
class TermUnclear(Refused):
    """A fixed-term contract has a precise term, or else a minimum duration and an ending event."""

    rule = CDD_2
    ends_on: date | None
    least_until: date | None


@refusal
class TermTooLong(Refused):
    """A fixed-term contract lasts no more than eighteen months, renewals included."""

    rule = CDD_3
    starts_on: date
    ends_on: date
    months_max: int


@refusal
class PostponedTooFar(Refused):
    """A term is postponed by three months at most, and never beyond twenty-one months in all."""

    rule = CDD_4
    ends_on: date
    latest: date


@refusal
class TermNotPrecise(Refused):
    """Only a precise term is renewed or postponed."""

    rule = CDD_8
    mission: MissionId


@refusal
class TooManyRenewals(Refused):
    """A fixed-term contract is renewed twice at most."""

    rule = CDD_8
    renewals: int
    renewals_max: int


@refusal
class TermPast(Refused):
    """A contract is prolonged before its term."""

    rule = CDD_8
    agreed_on: date
    term: date


@refusal
class TermNotLater(Refused):
    """A prolongation agrees a later last day."""

    rule = AGR_1
    was_until: date
    ends_on: date


@refusal
class ExclusivityForbidden(Refused):
    """An exclusivity or non-compete clause is allowed only if the service contract holds it too."""

    rule = CC_16
    because = (
        "une clause d'exclusivité ou de non-concurrence est demandée, que le contrat commercial n'a pas",
        "a clause of exclusivity or non-competition is asked for that the service contract does not hold",
    )


@refusal
class DayCountForbidden(Refused):
    """Days a year are counted for executives of the expert level only, and up to a limit."""

    rule = CC_19
    days: int
    days_max: int
    level: Level
    executive: bool


@refusal
class PremiumTooLow(Refused):
    """A day beyond the yearly count is paid at least a tenth more."""

    rule = CC_19
    premium: int
    premium_min: int


@refusal
class MissionUnnamed(Refused):
    """A fixed-term contract is for one mission of the consultant and names it."""

    rule = CDD_1
    because = (
        "ce contrat à durée déterminée ne nomme pas une mission de ce salarié porté",
        "this fixed-term contract names no mission of this consultant",
    )


def _rule_for_kind(kind: ContractKind, fixed_term: Rule, open_ended: Rule) -> Rule:
    return fixed_term if kind is ContractKind.FIXED_TERM else open_ended
