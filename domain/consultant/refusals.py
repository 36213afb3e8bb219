"""Why an employment contract may not be concluded so."""

from datetime import date

from domain.consultant.events import ContractKind, QualificationKind
from domain.language import Label
from domain.law.contract import AGR_1
from domain.law.employment import CC_2, CC_16, CDD_1, CDD_3, CDD_6, CDI_3
from domain.refused import Refused, refusal


@refusal
class NotQualified(Refused):
    """A consultant holds a qualification of bac+2, or three years of experience."""

    rule = CC_2
    kind: QualificationKind | None
    years: int


@refusal
class ClausesMissing(Refused):
    """An employment contract holds the clauses that the law lists."""

    rule = CDI_3
    kind: ContractKind
    missing: tuple[Label, ...]

    def __post_init__(self) -> None:
        """Name the article of the contract's own kind."""
        if self.kind is ContractKind.FIXED_TERM:
            self.rule = CDD_6


@refusal
class TermTooLong(Refused):
    """A fixed-term contract lasts no more than eighteen months, renewals included."""

    rule = CDD_3
    starts_on: date
    ends_on: date
    months_max: int


@refusal
class ExclusivityForbidden(Refused):
    """The employment contract holds no exclusivity clause."""

    rule = CC_16


@refusal
class MissionUnnamed(Refused):
    """A fixed-term contract is for one mission, and names it."""

    rule = CDD_1


@refusal
class NotConcluded(Refused):
    """A contract is handed over after it was concluded."""

    rule = AGR_1


@refusal
class AlreadyDelivered(Refused):
    """A contract is handed over once."""

    rule = AGR_1
