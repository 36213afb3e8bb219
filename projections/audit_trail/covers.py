"""What covers a mission: guarantee, insurance, declaration; and who looks into it: controls and disputes."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.umbrella.events import (
    ActivityDeclared,
    ControlClosed,
    ControlOpened,
    DisputeClosed,
    DisputeOpened,
    GuaranteeLapsed,
    GuaranteeProvided,
    InsuranceLapsed,
    InsuranceProvided,
)
from projections.audit_trail.trail_events import Told


class CoverKind(StrEnum):
    """What protects the consultant and the client."""

    GUARANTEE = "guarantee"
    INSURANCE = "insurance"
    DECLARATION = "declaration"


class Cover(Struct, frozen=True, kw_only=True):
    """A guarantee, an insurance or the declaration of the activity, and until when it stood; cents."""

    kind: CoverKind
    by: str
    number: str | None = None
    amount: int | None = None
    valid_from: date
    valid_until: date | None = None
    lapsed_on: date | None = None
    fact: UUID


class Matter(Struct, frozen=True, kw_only=True):
    """A control or a dispute; what was recorded after it was opened is marked."""

    control: bool
    key: str
    authority: str | None
    opened_on: date
    recorded_at: datetime
    closed_on: date | None
    fact: UUID


def covers(told: Told) -> Iterable[Cover]:
    """Return what covers the mission, in the order of its record."""
    lapsed = {one.data.guarantor: one.data.lapsed_on for one in told.every(GuaranteeLapsed)}
    ceased = {one.data.policy_number: one.data.lapsed_on for one in told.every(InsuranceLapsed)}
    for fact in told.every(ActivityDeclared, GuaranteeProvided, InsuranceProvided):
        match fact.data:
            case ActivityDeclared() as said:
                yield Cover(kind=CoverKind.DECLARATION, by="", valid_from=said.may_begin_on, fact=fact.id)
            case GuaranteeProvided(guarantor=guarantor) as said:
                yield Cover(
                    fact=fact.id,
                    kind=CoverKind.GUARANTEE,
                    by=guarantor,
                    valid_from=said.valid_from,
                    valid_until=said.valid_until,
                    amount=said.amount,
                    lapsed_on=_after(lapsed.get(guarantor), said.valid_from),
                )
            case InsuranceProvided(policy_number=number) as said:
                yield Cover(
                    fact=fact.id,
                    kind=CoverKind.INSURANCE,
                    by=said.insurer,
                    valid_from=said.valid_from,
                    number=number,
                    valid_until=said.valid_until,
                    lapsed_on=_after(ceased.get(number), said.valid_from),
                )


def _after(lapsed_on: date | None, valid_from: date) -> date | None:
    """A cover provided anew does not lapse on the day on which the one before it did."""
    return lapsed_on if lapsed_on is not None and lapsed_on >= valid_from else None


def matters(told: Told) -> Iterable[Matter]:
    """Return the controls and disputes about the mission."""
    closed = {("control", one.data.control): one.data.closed_on for one in told.every(ControlClosed)}
    closed |= {("dispute", one.data.dispute): one.data.closed_on for one in told.every(DisputeClosed)}
    for fact in told.every(ControlOpened, DisputeOpened):
        said = fact.data
        control = isinstance(said, ControlOpened)
        key = said.control if control else said.dispute
        yield Matter(
            control=control,
            key=key,
            authority=said.authority if control else None,
            opened_on=said.opened_on,
            recorded_at=fact.recorded_at,
            closed_on=closed.get(("control" if control else "dispute", key)),
            fact=fact.id,
        )
