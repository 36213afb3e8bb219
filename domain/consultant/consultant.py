"""A consultant's life with the umbrella company: registered, qualified, classified, hired."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from domain.consultant.events import (
    ConsultantEvent,
    ConsultantRegistered,
    ContractKind,
    EmploymentContractConcluded,
    EmploymentContractDelivered,
    HireDeclared,
    LevelAssigned,
    QualificationVerified,
)
from domain.language import Level, MissionId
from domain.record import Fact

NO_END = date.max


class Employment(Struct, frozen=True):
    """An employment contract in force: its kind, its span, whether it was handed over."""

    kind: ContractKind
    starts_on: date
    ends_on: date
    mission: MissionId | None
    delivered: bool = False


class Consultant(Struct, frozen=True, kw_only=True):
    """What is true of a consultant now; who it is stays sealed in the facts."""

    registered: bool = False
    qualified: bool = False
    levels: Mapping[date, Level] = field(default_factory=dict[date, Level])
    hires: frozenset[tuple[date, date]] = frozenset()  # declared on, hired on
    contracts: tuple[Employment, ...] = ()

    @property
    def contract_kind(self) -> str:
        """The kind of the last employment contract, for the grounds of a decision."""
        return self.contracts[-1].kind if self.contracts else "none"

    @property
    def fixed_term(self) -> bool:
        """Is the last employment contract a fixed-term one?"""
        return self.contract_kind == ContractKind.FIXED_TERM

    def level(self, day: date) -> Level:
        """Return the classification on a day; the first level until another is assigned."""
        known = [start for start in self.levels if start <= day]
        return self.levels[max(known)] if known else Level.FIRST

    def hire_declared(self, day: date) -> bool:
        """Was a hire of this day or an earlier one declared by this day (L1221-10)?"""
        return any(declared <= day and hired <= day for declared, hired in self.hires)

    def covered(self, mission: MissionId, first: date, last: date | None) -> bool:
        """Does an open-ended contract, or the fixed-term one of this mission, cover these days?"""
        return any(
            contract.mission in (None, mission)
            and contract.starts_on <= first
            and contract.ends_on >= (last or first)
            for contract in self.contracts
        )


def evolve(consultant: Consultant, fact: Fact[ConsultantEvent]) -> Consultant:  # noqa: C901 -- one case a fact
    """Return the consultant after one more fact."""
    event = fact.data
    match event:
        case ConsultantRegistered():
            return replace(consultant, registered=True)
        case QualificationVerified():
            return replace(consultant, qualified=True)
        case LevelAssigned(level=level, from_on=day):
            return replace(consultant, levels={**consultant.levels, day: level})
        case HireDeclared(declared_on=declared, hired_on=hired):
            return replace(consultant, hires=consultant.hires | {(declared, hired)})
        case EmploymentContractConcluded(kind=kind, starts_on=first, ends_on=last, mission=mission):
            contract = Employment(kind, first, last or NO_END, mission)
            return replace(consultant, contracts=(*consultant.contracts, contract))
        case EmploymentContractDelivered():
            last = tuple(replace(contract, delivered=True) for contract in consultant.contracts[-1:])
            return replace(consultant, contracts=(*consultant.contracts[:-1], *last))
        case _:
            assert_never(event)
