"""How the facts of missions move the story: what an employment contract is to cover, the days worked."""

from typing import Any

from msgspec.structs import replace

from domain.language import FactId, Key, Party
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
from sagas.employment.progress import YEAR_MONTHS, EmploymentProgress, MissionOf, Signing
from sagas.saga import mission_id

NAME = "employment"
SERVICE = ""
"""The key under which a service contract is signed; an amendment is signed under its change."""

OVER = (MissionCompleted, MissionTerminated, MissionClosed, MissionDeclined, MissionAbandoned)
OF_MISSIONS = (
    *(MissionScoped, ScopeRevised, MissionVerified, MissionTakenOver, *OVER),
    *(ConsentGiven, ContractSigned, MissionSigned, ScopeAmended, MissionStarted, DaysWorkedRecorded),
)


def of_a_mission(progress: EmploymentProgress, recorded: Recorded[Any]) -> EmploymentProgress:
    """Return the progress after a fact of a mission."""
    fact, said = FactId(recorded.id), recorded.data
    known = progress.missions.get(recorded.subject) or MissionOf(id=mission_id(recorded.subject))
    match said:
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope):
            dated = replace(known, starts_on=scope.starts_on, ends_on=scope.ends_on)
            return _put(progress, recorded, replace(dated, verified=None, signings={}))
        case MissionTakenOver(scope=scope):
            dated = replace(known, starts_on=said.past.started_on, ends_on=scope.ends_on)
            return _put(progress, recorded, replace(dated, verified=fact, started=fact))
        case ScopeAmended(scope=scope, change=key):
            return _put(progress, recorded, replace(_signed(known, key), ends_on=scope.ends_on))
        case DaysWorkedRecorded(month=month, half_days=half_days):
            return _worked(progress, recorded.subject, month, half_days, fact)
        case _:
            return _signing(progress, known, recorded, fact)


def covered_now(progress: EmploymentProgress, fact: FactId) -> EmploymentProgress:
    """A contract concluded or made longer may be what signatures waited for, and what was asked for."""
    for mission in progress.missions.values():
        if mission.over is None and progress.employed(mission):
            progress = answer_asks(
                progress, fact, Party.UMBRELLA, AskedFor.EMPLOYMENT_CONTRACT, str(mission.id)
            )
    return _completed(progress, fact)


def _completed(progress: EmploymentProgress, fact: FactId) -> EmploymentProgress:
    """What waited for nothing but a contract may be complete: it is tried once it is covered."""
    for subject, mission in progress.missions.items():
        whole = {key: fact for key, signing in mission.signings.items() if signing.whole}
        if whole and mission.over is None:
            missions = {**progress.missions, subject: replace(mission, complete=whole)}
            progress = replace(progress, missions=missions)
    return progress


def _signing(  # noqa: C901 -- one case a fact
    progress: EmploymentProgress, known: MissionOf, recorded: Recorded[Any], fact: FactId
) -> EmploymentProgress:
    match recorded.data:
        case MissionVerified():
            return _put(progress, recorded, replace(known, verified=fact))
        case MissionStarted(first_day=day):
            first = min(known.starts_on or day, day)
            begun = _put(progress, recorded, replace(known, started=fact, starts_on=first))
            return _completed(begun, fact)
        case ContractSigned(change=key, party=party):
            of = known.signings.get(key or SERVICE, Signing())
            signing = replace(of, signed=of.signed | {party})
            return _put(progress, recorded, _with(known, key or SERVICE, signing))
        case ConsentGiven(change=key):
            of = known.signings.get(key or SERVICE, Signing())
            return _put(progress, recorded, _with(known, key or SERVICE, replace(of, consented=True)))
        case MissionSigned():
            return _put(progress, recorded, _signed(known, SERVICE))
        case _ if isinstance(recorded.data, OVER):
            return _put(progress, recorded, replace(known, over=known.over or fact))
        case _:
            return evolve_asks(NAME, progress, recorded)


def _put(progress: EmploymentProgress, recorded: Recorded[Any], mission: MissionOf) -> EmploymentProgress:
    return replace(progress, missions={**progress.missions, recorded.subject: mission})


def _with(mission: MissionOf, key: Key, signing: Signing) -> MissionOf:
    return replace(mission, signings={**mission.signings, key: signing})


def _signed(mission: MissionOf, key: Key) -> MissionOf:
    """What was signed waits for nothing any more."""
    left = {name: signing for name, signing in mission.signings.items() if name != key}
    complete = {name: fact for name, fact in mission.complete.items() if name != key}
    return replace(mission, signings=left, complete=complete)


def _worked(
    progress: EmploymentProgress, subject: str, month: str, half_days: int, fact: FactId
) -> EmploymentProgress:
    """Count the days of the last twelve months against what the contract agreed (forfait jours)."""
    by_month = {**progress.half_days.get(month, {}), subject: half_days}
    months = {**progress.half_days, month: by_month}
    year = {
        name: counted for name, counted in months.items() if _rank(name) > _rank(max(months)) - YEAR_MONTHS
    }
    days = sum(sum(counted.values()) for counted in year.values()) / 2
    agreed = [contract.days_a_year for contract in progress.contracts.values() if contract.ended is None]
    most = max((count for count in agreed if count is not None), default=None)
    beyond = most is not None and days > most + sum(progress.extra_days.values())
    return replace(progress, half_days=year, beyond=(progress.beyond or fact) if beyond else None)


def _rank(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * YEAR_MONTHS + int(number)
