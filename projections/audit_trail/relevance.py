"""Which facts of the consultant and of the umbrella company concern one mission."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from domain.consultant.events.hiring import EmploymentContractConcluded
from domain.language import ConsultantId, Kind, Month, pay_month
from domain.mission.events.ending import SalaryPaid
from domain.mission.events.scoping import MissionTakenOver, NeedStated
from domain.mission.events.working import DaysWorkedRecorded
from domain.record import Recorded
from domain.umbrella.events import ControlOpened, DisputeOpened

Facts = list[Recorded[Any]]


def concerning(facts: Facts) -> Facts:
    """Return the facts of a mission, with those beside it that it leans on."""
    mission = next((fact.stream.id for fact in facts if fact.stream.kind is Kind.MISSION), None)
    months = _months(facts)
    return [fact for fact in facts if _concerns(fact, mission, months)]


def _months(facts: Iterable[Recorded[Any]]) -> frozenset[UUID]:
    """Return the streams of the months of pay in which the mission has days or salary."""
    months: set[Month] = set()
    consultants: set[ConsultantId] = set()
    for fact in facts:
        match fact.data:
            case DaysWorkedRecorded(month=month) | SalaryPaid(month=month):
                months.add(month)
            case NeedStated(consultant=consultant) | MissionTakenOver(consultant=consultant):
                consultants.add(consultant)
            case _:
                pass
    return frozenset(pay_month(consultant, month).id for consultant in consultants for month in months)


def _concerns(fact: Recorded[Any], mission: UUID | None, months: frozenset[UUID]) -> bool:
    stream = fact.stream
    if stream.kind is Kind.PAY_MONTH:
        return stream.id in months
    match fact.data:
        case EmploymentContractConcluded(mission=of):
            return of in (None, mission)
        case ControlOpened(missions=missions) | DisputeOpened(missions=missions):
            return not missions or mission in missions
        case _:
            return True
