"""The choice of the events of the consultant and the umbrella company that concern a mission."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from domain.consultant.events.hiring import EmploymentContractConcluded
from domain.language import ConsultantId, Kind, Month, pay_month_stream
from domain.mission.events.ending import SalaryPaid
from domain.mission.events.scoping import MissionTakenOver, NeedStated
from domain.mission.events.working import DaysWorkedRecorded
from domain.record import Recorded
from domain.umbrella.events import ControlOpened, DisputeOpened

Events = list[Recorded[Any]]


def select_relevant(events: Events) -> Events:
    """Return the events of a mission, and the relevant events of its consultant and umbrella company."""
    mission = next((event.stream.id for event in events if event.stream.kind is Kind.MISSION), None)
    months = _pay_months(events)
    return [event for event in events if _is_relevant(event, mission, months)]


def _pay_months(events: Iterable[Recorded[Any]]) -> frozenset[UUID]:
    """Return the streams of the months of pay with days or salary of the mission."""
    months: set[Month] = set()
    consultants: set[ConsultantId] = set()
    for recorded in events:
        match recorded.data:
            case DaysWorkedRecorded(month=month) | SalaryPaid(month=month):
                months.add(month)
            case NeedStated(consultant=consultant) | MissionTakenOver(consultant=consultant):
                consultants.add(consultant)
            case _:
                pass
    return frozenset(pay_month_stream(consultant, month).id for consultant in consultants for month in months)


def _is_relevant(recorded: Recorded[Any], mission: UUID | None, months: frozenset[UUID]) -> bool:
    stream = recorded.stream
    if stream.kind is Kind.PAY_MONTH:
        return stream.id in months
    match recorded.data:
        case EmploymentContractConcluded(mission=of):
            return of in (None, mission)
        case ControlOpened(missions=missions) | DisputeOpened(missions=missions):
            return not missions or mission in missions
        case _:
            return True
