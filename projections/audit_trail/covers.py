"""The cover of a mission (guarantee, insurance, declaration), and the controls and disputes about it."""

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
from projections.audit_trail.trail_events import TrailEvents


class CoverKind(StrEnum):
    """The kinds of cover that protect the consultant and the client."""

    GUARANTEE = "guarantee"
    INSURANCE = "insurance"
    DECLARATION = "declaration"


class Cover(Struct, frozen=True, kw_only=True):
    """A guarantee, an insurance or the declaration of the activity, and its days; cents."""

    kind: CoverKind
    by: str
    number: str | None = None
    amount: int | None = None
    valid_from: date
    valid_until: date | None = None
    lapsed_on: date | None = None
    fact: UUID


class Matter(Struct, frozen=True, kw_only=True):
    """A control or a dispute; events recorded after its opening are marked."""

    control: bool
    key: str
    authority: str | None
    opened_on: date
    recorded_at: datetime
    closed_on: date | None
    fact: UUID


def list_covers(trail: TrailEvents) -> Iterable[Cover]:
    """Return the cover of the mission, in the order of the log."""
    lapsed = {event.data.guarantor: event.data.lapsed_on for event in trail.events_of(GuaranteeLapsed)}
    ceased = {event.data.policy_number: event.data.lapsed_on for event in trail.events_of(InsuranceLapsed)}
    for recorded in trail.events_of(ActivityDeclared, GuaranteeProvided, InsuranceProvided):
        match recorded.data:
            case ActivityDeclared() as event:
                yield Cover(
                    kind=CoverKind.DECLARATION, by="", valid_from=event.may_begin_on, fact=recorded.id
                )
            case GuaranteeProvided(guarantor=guarantor) as event:
                yield Cover(
                    fact=recorded.id,
                    kind=CoverKind.GUARANTEE,
                    by=guarantor,
                    valid_from=event.valid_from,
                    valid_until=event.valid_until,
                    amount=event.amount,
                    lapsed_on=_lapse_after(lapsed.get(guarantor), event.valid_from),
                )
            case InsuranceProvided(policy_number=number) as event:
                yield Cover(
                    fact=recorded.id,
                    kind=CoverKind.INSURANCE,
                    by=event.insurer,
                    valid_from=event.valid_from,
                    number=number,
                    valid_until=event.valid_until,
                    lapsed_on=_lapse_after(ceased.get(number), event.valid_from),
                )


def _lapse_after(lapsed_on: date | None, valid_from: date) -> date | None:
    """Return the day of the lapse, unless it is before the cover's start: an earlier cover lapsed then."""
    return lapsed_on if lapsed_on is not None and lapsed_on >= valid_from else None


def list_matters(trail: TrailEvents) -> Iterable[Matter]:
    """Return the controls and disputes of the mission."""
    closed = {
        ("control", event.data.control): event.data.closed_on for event in trail.events_of(ControlClosed)
    }
    closed |= {
        ("dispute", event.data.dispute): event.data.closed_on for event in trail.events_of(DisputeClosed)
    }
    for recorded in trail.events_of(ControlOpened, DisputeOpened):
        event = recorded.data
        control = isinstance(event, ControlOpened)
        key = event.control if control else event.dispute
        yield Matter(
            control=control,
            key=key,
            authority=event.authority if control else None,
            opened_on=event.opened_on,
            recorded_at=recorded.recorded_at,
            closed_on=closed.get(("control" if control else "dispute", key)),
            fact=recorded.id,
        )
