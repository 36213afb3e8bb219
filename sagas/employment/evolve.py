"""How each event changes the progress of the saga of employment."""

from typing import Any

from msgspec.structs import replace

from domain.asking.events import AskWithdrawn
from domain.consultant.employment_terms import ContractKind, InterviewKind
from domain.consultant.events.contracting import (
    EmploymentContractPostponed,
    EmploymentContractRenewed,
    ExtraDaysAgreed,
    TrialPeriodEnded,
    TrialPeriodRenewed,
)
from domain.consultant.events.employer_care import (
    InterviewHeld,
    InterviewRequested,
    ProspectingPeriodClosed,
    ProspectingPeriodOpened,
)
from domain.consultant.events.hiring import (
    EmploymentContractConcluded,
    EmploymentContractDelivered,
    HireDeclared,
    LevelAssigned,
)
from domain.consultant.events.leaving import EmploymentEnded, FinalSettlementDelivered
from domain.language import EventId, Key, Kind, MissionId, Party
from domain.mission.course_terms import AskedFor
from domain.record import Recorded
from sagas.asks import answer_asks, evolve_asks
from sagas.employment.mission_events import MISSION_EVENTS, NAME, cover_missions, evolve_mission
from sagas.employment.progress import DueDay, EmploymentProgress, TrackedContract, TrackedProspecting

CONSULTANT_EVENTS = (
    *(HireDeclared, LevelAssigned, EmploymentContractConcluded, EmploymentContractDelivered),
    *(EmploymentContractRenewed, EmploymentContractPostponed, TrialPeriodRenewed, TrialPeriodEnded),
    *(ExtraDaysAgreed, InterviewRequested, InterviewHeld, ProspectingPeriodOpened),
    *(ProspectingPeriodClosed, EmploymentEnded, FinalSettlementDelivered),
)
EMPLOYMENT_EVENTS = (*CONSULTANT_EVENTS, *MISSION_EVENTS)
UMBRELLA = Party.UMBRELLA


def evolve(progress: EmploymentProgress, recorded: Recorded[Any]) -> EmploymentProgress:
    """Return the progress after one more event."""
    if recorded.subject.startswith(f"{Kind.MISSION}/"):
        return evolve_mission(progress, recorded)
    event_id, event = EventId(recorded.id), recorded.data
    match event:
        case HireDeclared(hired_on=day):
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.HIRE_DECLARATION)
            return replace(updated, hires=updated.hires | {day})
        case LevelAssigned(review_on=day):
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.LEVEL_REVIEW)
            return replace(updated, level=None if day is None else DueDay(event_id, day))
        case EmploymentContractConcluded():
            return cover_missions(_add_contract(progress, event, event_id), event_id)
        case EmploymentContractRenewed(ends_on=day) | EmploymentContractPostponed(ends_on=day):
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.TERM_DECISION, str(event.mission))
            return cover_missions(
                _change_contract(updated, event.mission, ends_on=day, since=event_id), event_id
            )
        case InterviewRequested() | InterviewHeld() | ProspectingPeriodOpened() | ProspectingPeriodClosed():
            return _evolve_care(progress, recorded, event_id)
        case EmploymentEnded():
            return _end_employment(progress, event, event_id)
        case _:
            return _evolve_contract(progress, recorded, event_id)


def _evolve_contract(
    progress: EmploymentProgress, recorded: Recorded[Any], event_id: EventId
) -> EmploymentProgress:
    match recorded.data:
        case EmploymentContractDelivered():
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.CONTRACT_HANDOVER)
            last = updated.latest_contract
            return _put_contract(updated, replace(last, delivered=True)) if last else updated
        case TrialPeriodRenewed(ends_on=day):
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.TRIAL_DECISION)
            return _change_contract(updated, None, trial_ends_on=day)
        case TrialPeriodEnded(mission=mission):
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.TRIAL_DECISION)
            return _change_contract(updated, mission, trial_over=True)
        case ExtraDaysAgreed(days=days):
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.EXTRA_DAYS)
            return replace(updated, extra_days={**updated.extra_days, str(event_id): days}, beyond=None)
        case FinalSettlementDelivered(mission=mission):
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.FINAL_SETTLEMENT)
            return _change_contract(updated, mission, settled=True)
        case AskWithdrawn(ask=ask) if _is_trial_ask(progress, ask):
            return _end_trials(evolve_asks(NAME, progress, recorded))
        case _:
            return evolve_asks(NAME, progress, recorded)


def _is_trial_ask(progress: EmploymentProgress, ask: Key) -> bool:
    return ask in progress.asks and progress.asks[ask].what is AskedFor.TRIAL_DECISION


def _end_trials(progress: EmploymentProgress) -> EmploymentProgress:
    """End all trials: the saga withdrew its ask because the trial was over."""
    contracts = {key: replace(contract, trial_over=True) for key, contract in progress.contracts.items()}
    return replace(progress, contracts=contracts)


def _add_contract(
    progress: EmploymentProgress, event: EmploymentContractConcluded, event_id: EventId
) -> EmploymentProgress:
    """Add a contract beside the others; only the first one sets the day of the first annual interview."""
    contract = TrackedContract(
        fact=event_id,
        since=event_id,
        mission=event.mission,
        fixed_term=event.kind is ContractKind.FIXED_TERM,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        uncertain=event.uncertain_term is not None,
        deliver_by=event.deliver_by,
        trial_ends_on=event.trial_ends_on,
        days_a_year=event.time.days_a_year if event.time else None,
    )
    interviews = dict(progress.interviews)
    if event.interview_due_on is not None:
        interviews.setdefault(InterviewKind.ANNUAL.value, DueDay(event_id, event.interview_due_on))
    return _put_contract(replace(progress, interviews=interviews), contract)


def _end_employment(
    progress: EmploymentProgress, event: EmploymentEnded, event_id: EventId
) -> EmploymentProgress:
    updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.TERM_DECISION, str(event.mission))
    updated = answer_asks(updated, event_id, UMBRELLA, AskedFor.TRIAL_DECISION)
    ended = {"ended": event_id, "ended_on": event.ended_on, "settlement_due_on": event.settlement_due_on}
    return _change_contract(updated, event.mission, **ended)


def _evolve_care(
    progress: EmploymentProgress, recorded: Recorded[Any], event_id: EventId
) -> EmploymentProgress:
    match recorded.data:
        case InterviewRequested(due_on=day):
            return replace(progress, interviews={**progress.interviews, str(event_id): DueDay(event_id, day)})
        case InterviewHeld(kind=kind, request=request, next_due_on=day):
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.INTERVIEW, kind.value)
            updated = answer_asks(updated, event_id, UMBRELLA, AskedFor.INTERVIEW, str(request))
            left = _without_interview(updated.interviews, kind.value if request is None else str(request))
            return replace(
                updated, interviews=left if day is None else {**left, kind.value: DueDay(event_id, day)}
            )
        case ProspectingPeriodOpened(dismissal_from=day, allocation_until=until):
            return replace(progress, prospecting=TrackedProspecting(event_id, day, until))
        case _:
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.PROSPECTING_REVIEW)
            return replace(updated, prospecting=None)


def _without_interview(interviews: Any, key: Key) -> dict[Key, DueDay]:
    return {name: due_day for name, due_day in interviews.items() if name != key}


def _put_contract(progress: EmploymentProgress, contract: TrackedContract) -> EmploymentProgress:
    return replace(progress, contracts={**progress.contracts, str(contract.fact): contract})


def _change_contract(
    progress: EmploymentProgress, mission: MissionId | None, **events: object
) -> EmploymentProgress:
    """Change the last contract of a mission, or the open-ended one if the mission is `None`."""
    contracts = [contract for contract in progress.contracts.values() if contract.mission == mission]
    return _put_contract(progress, replace(contracts[-1], **events)) if contracts else progress
