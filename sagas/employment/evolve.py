"""How each fact moves the story of employment."""

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
from domain.language import FactId, Key, Kind, MissionId, Party
from domain.mission.course_terms import AskedFor
from domain.record import Recorded
from sagas.asks import answer_asks, evolve_asks
from sagas.employment.mission_events import NAME, OF_MISSIONS, covered_now, of_a_mission
from sagas.employment.progress import Contract, Due, EmploymentProgress, Prospecting

OF_CONSULTANTS = (
    *(HireDeclared, LevelAssigned, EmploymentContractConcluded, EmploymentContractDelivered),
    *(EmploymentContractRenewed, EmploymentContractPostponed, TrialPeriodRenewed, TrialPeriodEnded),
    *(ExtraDaysAgreed, InterviewRequested, InterviewHeld, ProspectingPeriodOpened),
    *(ProspectingPeriodClosed, EmploymentEnded, FinalSettlementDelivered),
)
FACTS = (*OF_CONSULTANTS, *OF_MISSIONS)
U = Party.UMBRELLA


def evolve(progress: EmploymentProgress, recorded: Recorded[Any]) -> EmploymentProgress:
    """Return the progress after one more fact."""
    if recorded.subject.startswith(f"{Kind.MISSION}/"):
        return of_a_mission(progress, recorded)
    fact, said = FactId(recorded.id), recorded.data
    match said:
        case HireDeclared(hired_on=day):
            told = answer_asks(progress, fact, U, AskedFor.HIRE_DECLARATION)
            return replace(told, hires=told.hires | {day})
        case LevelAssigned(review_on=day):
            told = answer_asks(progress, fact, U, AskedFor.LEVEL_REVIEW)
            return replace(told, level=None if day is None else Due(fact, day))
        case EmploymentContractConcluded():
            return covered_now(_concluded(progress, said, fact), fact)
        case EmploymentContractRenewed(ends_on=day) | EmploymentContractPostponed(ends_on=day):
            told = answer_asks(progress, fact, U, AskedFor.TERM_DECISION, str(said.mission))
            return covered_now(_with(told, said.mission, ends_on=day, since=fact), fact)
        case InterviewRequested() | InterviewHeld() | ProspectingPeriodOpened() | ProspectingPeriodClosed():
            return _cared_for(progress, recorded, fact)
        case EmploymentEnded():
            return _ended(progress, said, fact)
        case _:
            return _of_a_contract(progress, recorded, fact)


def _of_a_contract(progress: EmploymentProgress, recorded: Recorded[Any], fact: FactId) -> EmploymentProgress:
    match recorded.data:
        case EmploymentContractDelivered():
            told = answer_asks(progress, fact, U, AskedFor.CONTRACT_HANDOVER)
            last = told.latest
            return _put(told, replace(last, delivered=True)) if last else told
        case TrialPeriodRenewed(ends_on=day):
            told = answer_asks(progress, fact, U, AskedFor.TRIAL_DECISION)
            return _with(told, None, trial_ends_on=day)
        case TrialPeriodEnded(mission=mission):
            told = answer_asks(progress, fact, U, AskedFor.TRIAL_DECISION)
            return _with(told, mission, trial_over=True)
        case ExtraDaysAgreed(days=days):
            told = answer_asks(progress, fact, U, AskedFor.EXTRA_DAYS)
            return replace(told, extra_days={**told.extra_days, str(fact): days}, beyond=None)
        case FinalSettlementDelivered(mission=mission):
            told = answer_asks(progress, fact, U, AskedFor.FINAL_SETTLEMENT)
            return _with(told, mission, settled=True)
        case AskWithdrawn(ask=ask) if _of_a_trial(progress, ask):
            return _trials_over(evolve_asks(NAME, progress, recorded))
        case _:
            return evolve_asks(NAME, progress, recorded)


def _of_a_trial(progress: EmploymentProgress, ask: Key) -> bool:
    return ask in progress.asks and progress.asks[ask].what is AskedFor.TRIAL_DECISION


def _trials_over(progress: EmploymentProgress) -> EmploymentProgress:
    """The trial ran out and nobody said a word: silence confirms."""
    tried = {key: replace(one, trial_over=True) for key, one in progress.contracts.items()}
    return replace(progress, contracts=tried)


def _concluded(
    progress: EmploymentProgress, said: EmploymentContractConcluded, fact: FactId
) -> EmploymentProgress:
    """A contract replaces none; the first annual interview is due a year after the first of them."""
    contract = Contract(
        fact=fact,
        since=fact,
        mission=said.mission,
        fixed_term=said.kind is ContractKind.FIXED_TERM,
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        uncertain=said.uncertain_term is not None,
        deliver_by=said.deliver_by,
        trial_ends_on=said.trial_ends_on,
        days_a_year=said.time.days_a_year if said.time else None,
    )
    interviews = dict(progress.interviews)
    if said.interview_due_on is not None:
        interviews.setdefault(InterviewKind.ANNUAL.value, Due(fact, said.interview_due_on))
    return _put(replace(progress, interviews=interviews), contract)


def _ended(progress: EmploymentProgress, said: EmploymentEnded, fact: FactId) -> EmploymentProgress:
    told = answer_asks(progress, fact, U, AskedFor.TERM_DECISION, str(said.mission))
    told = answer_asks(told, fact, U, AskedFor.TRIAL_DECISION)
    ended = {"ended": fact, "ended_on": said.ended_on, "settlement_due_on": said.settlement_due_on}
    return _with(told, said.mission, **ended)


def _cared_for(progress: EmploymentProgress, recorded: Recorded[Any], fact: FactId) -> EmploymentProgress:
    match recorded.data:
        case InterviewRequested(due_on=day):
            return replace(progress, interviews={**progress.interviews, str(fact): Due(fact, day)})
        case InterviewHeld(kind=kind, request=request, next_due_on=day):
            told = answer_asks(progress, fact, U, AskedFor.INTERVIEW, kind.value)
            told = answer_asks(told, fact, U, AskedFor.INTERVIEW, str(request))
            left = _without(told.interviews, kind.value if request is None else str(request))
            return replace(told, interviews=left if day is None else {**left, kind.value: Due(fact, day)})
        case ProspectingPeriodOpened(dismissal_from=day, allocation_until=until):
            return replace(progress, prospecting=Prospecting(fact, day, until))
        case _:
            told = answer_asks(progress, fact, U, AskedFor.PROSPECTING_REVIEW)
            return replace(told, prospecting=None)


def _without(interviews: Any, key: Key) -> dict[Key, Due]:
    return {name: due for name, due in interviews.items() if name != key}


def _put(progress: EmploymentProgress, contract: Contract) -> EmploymentProgress:
    return replace(progress, contracts={**progress.contracts, str(contract.fact): contract})


def _with(progress: EmploymentProgress, mission: MissionId | None, **facts: object) -> EmploymentProgress:
    """Change the last contract of a mission, or the open-ended one, as the domain does."""
    theirs = [contract for contract in progress.contracts.values() if contract.mission == mission]
    return _put(progress, replace(theirs[-1], **facts)) if theirs else progress
