"""How events of missions change the progress: the days that a contract must cover, and the days worked."""

from typing import Any

from msgspec.structs import replace

from domain.language import EventId, Key, Party
from domain.mission.course_terms import AskedFor
from domain.mission.events.changing import ScopeAmended
from domain.mission.events.ending import MissionClosed, MissionCompleted, MissionTerminated
from domain.mission.events.scoping import (
    MissionAbandoned,
    MissionDeclined,
    MissionScoped,
    MissionTakenOver,
    MissionVerified,
    ScopeRevised,
)
from domain.mission.events.signing import ConsentGiven, ContractSigned, MissionSigned
from domain.mission.events.working import DaysWorkedRecorded, MissionStarted
from domain.record import Recorded
from sagas.asks import answer_asks, evolve_asks
from sagas.employment.progress import YEAR_MONTHS, EmployedMission, EmploymentProgress, Signing
from sagas.saga import mission_id

NAME = "employment"
SERVICE = ""
"""The key of the signatures of the service contract; those of an amendment have the key of its change."""

OVER = (MissionCompleted, MissionTerminated, MissionClosed, MissionDeclined, MissionAbandoned)
MISSION_EVENTS = (
    *(MissionScoped, ScopeRevised, MissionVerified, MissionTakenOver, *OVER),
    *(ConsentGiven, ContractSigned, MissionSigned, ScopeAmended, MissionStarted, DaysWorkedRecorded),
)


def evolve_mission(progress: EmploymentProgress, recorded: Recorded[Any]) -> EmploymentProgress:
    """Return the progress after an event of a mission."""
    event_id, event = EventId(recorded.id), recorded.data
    known = progress.missions.get(recorded.subject) or EmployedMission(id=mission_id(recorded.subject))
    match event:
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope):
            dated = replace(known, starts_on=scope.starts_on, ends_on=scope.ends_on)
            return _put_mission(progress, recorded, replace(dated, verified=None, signings={}))
        case MissionTakenOver(scope=scope):
            dated = replace(known, starts_on=event.past.started_on, ends_on=scope.ends_on)
            return _put_mission(progress, recorded, replace(dated, verified=event_id, started=event_id))
        case ScopeAmended(scope=scope, change=key):
            return _put_mission(
                progress, recorded, replace(_close_signing(known, key), ends_on=scope.ends_on)
            )
        case DaysWorkedRecorded(month=month, half_days=half_days):
            return _count_days(progress, recorded.subject, month, half_days, event_id)
        case _:
            return _evolve_signing(progress, known, recorded, event_id)


def cover_missions(progress: EmploymentProgress, event_id: EventId) -> EmploymentProgress:
    """Answer the asks for a contract of each covered mission, and complete signatures that waited for it."""
    for mission in progress.missions.values():
        if mission.over is None and progress.is_covered(mission):
            progress = answer_asks(
                progress, event_id, Party.UMBRELLA, AskedFor.EMPLOYMENT_CONTRACT, str(mission.id)
            )
    return _complete_signatures(progress, event_id)


def _complete_signatures(progress: EmploymentProgress, event_id: EventId) -> EmploymentProgress:
    """Mark signatures that wait for nothing but a contract; a covered mission is then completed."""
    for subject, mission in progress.missions.items():
        complete = {key: event_id for key, signing in mission.signings.items() if signing.is_complete}
        if complete and mission.over is None:
            missions = {**progress.missions, subject: replace(mission, complete=complete)}
            progress = replace(progress, missions=missions)
    return progress


def _evolve_signing(  # noqa: C901 -- one case an event
    progress: EmploymentProgress, known: EmployedMission, recorded: Recorded[Any], event_id: EventId
) -> EmploymentProgress:
    match recorded.data:
        case MissionVerified():
            return _put_mission(progress, recorded, replace(known, verified=event_id))
        case MissionStarted(first_day=day):
            first = min(known.starts_on or day, day)
            begun = _put_mission(progress, recorded, replace(known, started=event_id, starts_on=first))
            return _complete_signatures(begun, event_id)
        case ContractSigned(change=key, party=party):
            of = known.signings.get(key or SERVICE, Signing())
            signing = replace(of, signed=of.signed | {party})
            return _put_mission(progress, recorded, _put_signing(known, key or SERVICE, signing))
        case ConsentGiven(change=key):
            of = known.signings.get(key or SERVICE, Signing())
            return _put_mission(
                progress, recorded, _put_signing(known, key or SERVICE, replace(of, consented=True))
            )
        case MissionSigned():
            return _put_mission(progress, recorded, _close_signing(known, SERVICE))
        case _ if isinstance(recorded.data, OVER):
            return _put_mission(progress, recorded, replace(known, over=known.over or event_id))
        case _:
            return evolve_asks(NAME, progress, recorded)


def _put_mission(
    progress: EmploymentProgress, recorded: Recorded[Any], mission: EmployedMission
) -> EmploymentProgress:
    return replace(progress, missions={**progress.missions, recorded.subject: mission})


def _put_signing(mission: EmployedMission, key: Key, signing: Signing) -> EmployedMission:
    return replace(mission, signings={**mission.signings, key: signing})


def _close_signing(mission: EmployedMission, key: Key) -> EmployedMission:
    """Drop a signed contract or amendment: its signature waits for nothing."""
    left = {name: signing for name, signing in mission.signings.items() if name != key}
    complete = {name: event for name, event in mission.complete.items() if name != key}
    return replace(mission, signings=left, complete=complete)


def _count_days(
    progress: EmploymentProgress, subject: str, month: str, half_days: int, event_id: EventId
) -> EmploymentProgress:
    """Compare the days of the last twelve months with the agreed days of the contract (forfait jours)."""
    by_month = {**progress.half_days.get(month, {}), subject: half_days}
    months = {**progress.half_days, month: by_month}
    year = {
        name: counted
        for name, counted in months.items()
        if _month_index(name) > _month_index(max(months)) - YEAR_MONTHS
    }
    days = sum(sum(counted.values()) for counted in year.values()) / 2
    agreed = [contract.days_a_year for contract in progress.contracts.values() if contract.ended is None]
    most = max((count for count in agreed if count is not None), default=None)
    beyond = most is not None and days > most + sum(progress.extra_days.values())
    return replace(progress, half_days=year, beyond=(progress.beyond or event_id) if beyond else None)


def _month_index(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * YEAR_MONTHS + int(number)
