"""The saga of the end: ask for late results, for completion after the last day, and for the final settlement.

The domain closes a mission with its last act, so no command closes it. `delivery` asks for the last invoice
and `payroll` for the last salary. The reserve of a fixed-term contract is paid with the final settlement,
which is asked for under the mission; the reserve of an open-ended contract stays on the account.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from domain.consultant.events.leaving import EmploymentEnded, FinalSettlementDelivered
from domain.language import EventId, Key, Kind, Month, Party
from domain.mission.asking import PARTIES
from domain.mission.course_terms import AskedFor
from domain.mission.events.changing import ScopeAmended
from domain.mission.events.delivering import DeliverableRejected, DeliverableSubmitted
from domain.mission.events.ending import (
    MissionClosed,
    MissionCompleted,
    MissionTerminated,
    NoticeGiven,
    SalaryPaid,
)
from domain.mission.events.scoping import (
    MissionAbandoned,
    MissionDeclined,
    MissionScoped,
    MissionTakenOver,
    ScopeRevised,
)
from domain.mission.events.signing import MissionSigned
from domain.mission.events.working import DaysWorkedRecorded, MilestoneReached, MissionStarted
from domain.mission.terms import Scope
from domain.record import Recorded
from sagas.asks import AskingSaga, DueAsk, SagaProgress, answer_asks, evolve_asks, types_with_asks
from sagas.saga import Wait, mission_keys

NAME = "closing"
EVENT_TYPES = types_with_asks(
    *(MissionScoped, ScopeRevised, ScopeAmended, MissionTakenOver, MissionSigned, MissionStarted),
    *(DeliverableSubmitted, DeliverableRejected, MilestoneReached, DaysWorkedRecorded, SalaryPaid),
    *(NoticeGiven, MissionCompleted, MissionTerminated, MissionClosed, MissionDeclined, MissionAbandoned),
    *(EmploymentEnded, FinalSettlementDelivered),
)
BEGUN = (MissionSigned, MissionStarted)
ENDED = (MissionCompleted, MissionTerminated, MissionClosed, MissionDeclined, MissionAbandoned)


class ExpectedResult(Struct, frozen=True, gc=False):
    """A deliverable or milestone that the consultant owes by a day; `since` is the event that made it due."""

    what: AskedFor
    due_on: date
    since: EventId
    done: bool = False


class PartyDue(Struct, frozen=True, gc=False):
    """An act that a party owes once a day is over, because of an event."""

    fact: EventId
    party: Party
    on: date


class ClosingProgress(SagaProgress, frozen=True, kw_only=True):
    """The expected results of a mission, its last day, its worked and paid months, its settlement."""

    begun: bool = False
    ended: bool = False
    results: Mapping[Key, ExpectedResult] = field(default_factory=dict[Key, ExpectedResult])
    last_day: PartyDue | None = None
    notice: PartyDue | None = None
    worked: Mapping[Month, EventId] = field(default_factory=dict[Month, EventId])
    paid: frozenset[Month] = frozenset()
    settlement: PartyDue | None = None


def keys(recorded: Recorded[Any]) -> set[str]:
    """Return the mission of the event, or the one whose fixed-term contract ended or was settled."""
    if isinstance(recorded.data, EmploymentEnded | FinalSettlementDelivered):
        mission = recorded.data.mission
        return {f"{Kind.MISSION}/{mission}"} if mission is not None else set()
    return mission_keys(recorded)


def evolve(progress: ClosingProgress, recorded: Recorded[Any]) -> ClosingProgress:  # noqa: C901 -- one case an event
    """Return the progress after one more event."""
    event_id, event = EventId(recorded.id), recorded.data
    match event:
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope) | ScopeAmended(scope=scope):
            return _set_scope(progress, scope, event_id)
        case MissionTakenOver():
            return _take_over(_set_scope(replace(progress, begun=True), event.scope, event_id), event)
        case NoticeGiven(by=party, ends_on=day):
            return replace(progress, notice=PartyDue(event_id, party, day))
        case DaysWorkedRecorded(month=month, half_days=half_days):
            worked = {name: cause for name, cause in progress.worked.items() if name != month}
            return replace(progress, worked={**worked, month: event_id} if half_days else worked)
        case SalaryPaid(month=month):
            return replace(progress, paid=progress.paid | {month})
        case EmploymentEnded(settlement_due_on=day):
            return replace(progress, settlement=PartyDue(event_id, Party.UMBRELLA, day))
        case FinalSettlementDelivered():
            updated = answer_asks(progress, event_id, Party.UMBRELLA, AskedFor.FINAL_SETTLEMENT)
            return replace(updated, settlement=None)
        case _ if isinstance(event, BEGUN):
            return replace(progress, begun=True)
        case _ if isinstance(event, ENDED):
            return _end_mission(progress, event_id)
        case _:
            return _evolve_results(progress, recorded, event_id)


def _unpaid_months(key: str, progress: ClosingProgress) -> Iterator[Wait]:
    """Wait for the salary of each worked month once the mission is over; `payroll` asks for it."""
    if not progress.ended:
        return
    for month, event in sorted(progress.worked.items()):
        if month not in progress.paid:
            yield Wait(about=key, party=Party.UMBRELLA, what=AskedFor.SALARY, of=month, because_of=event)


def _evolve_results(progress: ClosingProgress, recorded: Recorded[Any], event_id: EventId) -> ClosingProgress:
    match recorded.data:
        case DeliverableSubmitted(deliverable=key):
            return _finish_result(progress, key, AskedFor.DELIVERABLE, event_id)
        case DeliverableRejected(deliverable=key) if key in progress.results:
            again = replace(progress.results[key], since=event_id, done=False)
            return replace(progress, results={**progress.results, key: again})
        case MilestoneReached(milestone=key):
            return _finish_result(progress, key, AskedFor.MILESTONE, event_id)
        case _:
            return evolve_asks(NAME, progress, recorded)


def _set_scope(progress: ClosingProgress, scope: Scope, event_id: EventId) -> ClosingProgress:
    """Replace the scope; a result that keeps its day keeps its cause, so that nobody is asked twice."""
    results = {
        milestone.key: ExpectedResult(AskedFor.MILESTONE, milestone.due_on, event_id)
        for milestone in scope.milestones
    }
    results |= {
        deliverable.key: ExpectedResult(AskedFor.DELIVERABLE, deliverable.due_on, event_id)
        for deliverable in scope.deliverables
    }
    unchanged = {
        key: result
        for key, result in progress.results.items()
        if key in results and (result.what, result.due_on) == (results[key].what, results[key].due_on)
    }
    last = PartyDue(event_id, Party.CONSULTANT, scope.ends_on) if scope.ends_on is not None else None
    if last is not None and progress.last_day is not None and progress.last_day.on == last.on:
        last = progress.last_day
    return replace(progress, results={**results, **unchanged}, last_day=last)


def _take_over(progress: ClosingProgress, takeover: MissionTakenOver) -> ClosingProgress:
    done = {*takeover.past.accepted, *takeover.past.validated}
    results = {
        key: replace(result, done=result.done or key in done) for key, result in progress.results.items()
    }
    paid = frozenset(month.month for month in takeover.past.months if month.salary_paid)
    return replace(progress, results=results, paid=progress.paid | paid)


def _finish_result(progress: ClosingProgress, key: Key, what: AskedFor, event_id: EventId) -> ClosingProgress:
    updated = answer_asks(progress, event_id, Party.CONSULTANT, what, key)
    known = updated.results.get(key)
    return replace(updated, results={**updated.results, key: replace(known, done=True)}) if known else updated


def _end_mission(progress: ClosingProgress, event_id: EventId) -> ClosingProgress:
    for party in PARTIES:
        progress = answer_asks(progress, event_id, party, AskedFor.COMPLETION)
    return replace(progress, ended=True)


def _due_asks(key: str, progress: ClosingProgress) -> Iterator[DueAsk]:
    if progress.begun and not progress.ended:
        yield from _late_asks(key, progress)
    settlement = progress.settlement
    if settlement is not None:
        yield DueAsk(
            about=key,
            party=settlement.party,
            what=AskedFor.FINAL_SETTLEMENT,
            because_of=settlement.fact,
            due_on=settlement.on,
        )


def _late_asks(key: str, progress: ClosingProgress) -> Iterator[DueAsk]:
    for name, result in progress.results.items():
        if not result.done:
            result_due = PartyDue(result.since, Party.CONSULTANT, result.due_on)
            yield _due_ask(key, result.what, result_due, of=name)
    for end in (progress.last_day, progress.notice):
        if end is not None:
            yield _due_ask(key, AskedFor.COMPLETION, end)


def _due_ask(about: str, what: AskedFor, party_due: PartyDue, *, of: Key | None = None) -> DueAsk:
    """Build an ask for after its day; before that day the contract alone requires the act."""
    return DueAsk(
        about=about,
        party=party_due.party,
        what=what,
        because_of=party_due.fact,
        of=of,
        due_on=party_due.on,
        after=party_due.on,
    )


CLOSING = AskingSaga(
    name=NAME,
    version=1,
    event_types=EVENT_TYPES,
    progress_type=ClosingProgress,
    initial=ClosingProgress(),
    keys=keys,
    evolve=evolve,
    due_asks=_due_asks,
    other_waits=_unpaid_months,
)
"""Asks for late results, for completion, and for the final settlement of a fixed-term contract."""
