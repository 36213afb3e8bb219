"""How many consultants work at one client, for how long, on the same work, and are they former employees?"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.language import Audience, Kind, Sealed
from domain.mission.events.changing import ScopeAmended
from domain.mission.events.ending import MissionCompleted, MissionTerminated
from domain.mission.events.scoping import (
    EarlierMissionWeighed,
    MissionAbandoned,
    MissionDeclined,
    MissionScoped,
    MissionTakenOver,
    NeedStated,
    ScopeRevised,
)
from domain.mission.events.working import MissionStarted
from domain.mission.terms import RecourseGround, Scope
from domain.record import ProjectedEvent
from projections import may_read, may_read_all
from projections.projection import PureProjection, event_types

EVENT_TYPES = event_types(
    NeedStated,
    MissionTakenOver,
    MissionScoped,
    ScopeRevised,
    ScopeAmended,
    MissionDeclined,
    MissionAbandoned,
    MissionStarted,
    MissionCompleted,
    MissionTerminated,
    EarlierMissionWeighed,
)


class Presence(Struct, frozen=True, kw_only=True, tag_field="row", tag="presence"):
    """A mission at the client: its consultant, object and days; `given_up` if it ended before its work."""

    audience: Audience
    mission: UUID
    consultant: UUID
    ground: RecourseGround
    former_employee: bool
    object: Sealed | None = None
    ends_on: date | None = None
    started_on: date | None = None
    over_on: date | None = None
    given_up: bool = False


class Weighed(Struct, frozen=True, kw_only=True, tag_field="row", tag="weighed"):
    """A decision that an earlier mission was the same work or not; its days then count for the 36 months."""

    audience: Audience
    mission: UUID
    earlier: UUID
    days: int
    same_work: bool


Row = Presence | Weighed
Rows = Mapping[str, Row]


class Stay(Struct, frozen=True, kw_only=True):
    """A mission on a day; `counted_days` adds the days of earlier missions on the same work."""

    mission: UUID
    consultant: UUID
    object: Sealed | None
    ground: RecourseGround
    former_employee: bool
    started_on: date | None
    ends_on: date | None
    over_on: date | None
    days: int
    counted_days: int


class ClientExposureView(Struct, frozen=True, kw_only=True):
    """The consultants at a client, in total and today; `longest_days` is the longest stay in counted days."""

    on: date
    consultants: int
    at_work: int
    former_employees: int
    longest_days: int
    stays: tuple[Stay, ...]
    weighed: tuple[Weighed, ...]


def keys(recorded: ProjectedEvent[Any]) -> set[str]:
    """Return the key of the client."""
    return set() if recorded.client_id is None else {f"{Kind.CLIENT}/{recorded.client_id}"}


def evolve(_: str, rows: Rows, recorded: ProjectedEvent[Any]) -> Mapping[str, Row]:
    """Return the row of the mission after the event."""
    match recorded.data:
        case NeedStated() | MissionTakenOver():
            return _presence_row(recorded, recorded.data)
        case EarlierMissionWeighed() as event:
            return {f"weighed/{recorded.id}": _weighed_row(recorded, event)}
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope) | ScopeAmended(scope=scope):
            return _change_row(rows, recorded, object=scope.object, ends_on=scope.ends_on)
        case MissionStarted(first_day=day):
            return _change_row(rows, recorded, started_on=day)
        case MissionCompleted(completed_on=day) | MissionTerminated(terminated_on=day):
            return _change_row(rows, recorded, over_on=day)
        case _:
            return _change_row(rows, recorded, given_up=True)


def show(rows: Rows, today: date, reader: Audience | None = None) -> ClientExposureView:
    """Show the missions to the client and the umbrella company; a consultant reads none of them."""
    if not may_read_all(reader) and reader is not Audience.CLIENT:
        rows = {}
    seen = [row for row in rows.values() if may_read(reader, row.audience)]
    weighed = tuple(row for row in seen if isinstance(row, Weighed))
    present = [row for row in seen if isinstance(row, Presence) and not row.given_up]
    stays = sorted(
        (_build_stay(row, weighed, today) for row in present),
        key=lambda stay: (-stay.days, str(stay.mission)),
    )
    return ClientExposureView(
        on=today,
        consultants=len({stay.consultant for stay in stays}),
        at_work=len({stay.consultant for stay in stays if _is_running(stay, today)}),
        former_employees=len({stay.consultant for stay in stays if stay.former_employee}),
        longest_days=max((stay.counted_days for stay in stays), default=0),
        stays=tuple(stays),
        weighed=weighed,
    )


def _is_running(stay: Stay, today: date) -> bool:
    begun = stay.started_on is not None and stay.started_on <= today
    return begun and (stay.over_on is None or stay.over_on >= today)


def _build_stay(row: Presence, weighed: tuple[Weighed, ...], today: date) -> Stay:
    last = min(row.over_on or today, today)
    days = max((last - row.started_on).days + 1, 0) if row.started_on is not None else 0
    earlier_days = sum(past.days for past in weighed if past.mission == row.mission and past.same_work)
    return Stay(
        mission=row.mission,
        consultant=row.consultant,
        object=row.object,
        ground=row.ground,
        former_employee=row.former_employee,
        started_on=row.started_on,
        ends_on=row.ends_on,
        over_on=row.over_on,
        days=days,
        counted_days=days + earlier_days,
    )


def _presence_row(recorded: ProjectedEvent[Any], event: NeedStated | MissionTakenOver) -> Mapping[str, Row]:
    scope: Scope | None = event.scope if isinstance(event, MissionTakenOver) else None
    mission = recorded.stream.id
    return {
        f"mission/{mission}": Presence(
            audience=recorded.audience,
            mission=mission,
            consultant=event.consultant,
            ground=event.need.ground,
            former_employee=event.need.declarations.former_employee,
            object=scope.object if scope else None,
            ends_on=scope.ends_on if scope else None,
            started_on=event.past.started_on if isinstance(event, MissionTakenOver) else None,
        )
    }


def _weighed_row(recorded: ProjectedEvent[Any], event: EarlierMissionWeighed) -> Weighed:
    return Weighed(
        audience=recorded.audience,
        mission=recorded.stream.id,
        earlier=event.earlier,
        days=event.days,
        same_work=event.same_work,
    )


def _change_row(rows: Rows, recorded: ProjectedEvent[Any], **changes: object) -> Mapping[str, Row]:
    place = recorded.subject
    row = rows.get(place)
    return {} if row is None else {place: replace(row, **changes)}


CLIENT_EXPOSURE = PureProjection(
    name="client_exposure",
    version=1,
    event_types=EVENT_TYPES,
    row_type=Row,
    view_type=ClientExposureView,
    brief=True,
    keys=keys,
    evolve=evolve,
    show=show,
)
