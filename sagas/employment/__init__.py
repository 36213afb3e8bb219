"""The saga of employment: ask the umbrella company to hire, to decide on trials and terms, and for care.

The saga asks a month ahead for acts whose day is known long before. If the employment contract is the last
missing part of a mission's signature, the saga completes the signature.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.asking.outside_ask import WithdrawAskAbout
from domain.language import EventId, Key, Kind, Party
from domain.law.company import first_ask_day
from domain.mission.course_terms import AskedFor
from domain.mission.signing import CompleteSignature
from sagas.asks import NO_LONGER_DUE, AskingSaga, DueAsk, ask_after, ask_key, types_with_asks
from sagas.employment.evolve import EMPLOYMENT_EVENTS, evolve
from sagas.employment.mission_events import NAME
from sagas.employment.progress import EmployedMission, EmploymentProgress, TrackedContract, TrackedProspecting
from sagas.saga import Deadline, DueCommand, SagaDue, consultant_keys

EVENT_TYPES = types_with_asks(*EMPLOYMENT_EVENTS)


def _due_commands(key: str, progress: EmploymentProgress) -> Iterator[SagaDue]:
    for mission in progress.missions.values():
        for change, event in mission.complete.items():
            if mission.over is None and (change or progress.is_covered(mission)):
                yield DueCommand(
                    step="complete",
                    occasion=f"{mission.id}-{change}-{event}",
                    command=CompleteSignature(mission=mission.id, change=change or None),
                    because_of=event,
                )
    for contract in progress.contracts.values():
        yield from _confirm_trial(key, progress, contract)


def _confirm_trial(key: str, progress: EmploymentProgress, contract: TrackedContract) -> Iterator[SagaDue]:
    """Withdraw the ask for a decision once the trial is over: silence confirms the contract."""
    trial = _trial_ask(key, contract)
    if trial is None or contract.ended is not None:
        return
    ask = ask_key(NAME, trial)
    if ask in progress.asks:
        command = WithdrawAskAbout(about=key, ask=ask, why=NO_LONGER_DUE)
        yield Deadline(
            step="withdraw",
            occasion=ask,
            command=command,
            because_of=contract.fact,
            on=contract.trial_ends_on,
        )


def _trial_ask(key: str, contract: TrackedContract) -> DueAsk | None:
    if contract.trial_ends_on is None or contract.trial_over:
        return None
    return _ask_ahead(key, AskedFor.TRIAL_DECISION, contract.fact, contract.trial_ends_on)


def _due_asks(key: str, progress: EmploymentProgress) -> Iterator[DueAsk]:
    for mission in progress.missions.values():
        yield from _mission_asks(progress, mission)
    for contract in progress.contracts.values():
        if contract.ended is None:
            yield from _contract_asks(key, progress, contract)
        elif not contract.settled and not contract.fixed_term:
            due_on = contract.settlement_due_on
            yield _due_ask(key, AskedFor.FINAL_SETTLEMENT, contract.ended, due_on=due_on)
    if any(contract.ended is None for contract in progress.contracts.values()):
        yield from _care_asks(key, progress)


def _mission_asks(progress: EmploymentProgress, mission: EmployedMission) -> Iterator[DueAsk]:
    because = mission.verified or mission.started
    if because is None or mission.over is not None or progress.is_covered(mission):
        return
    about = f"{Kind.MISSION}/{mission.id}"
    taken_over = mission.started == mission.verified  # by one event: the first day passed at another company
    due_on = None if taken_over else mission.starts_on
    yield _due_ask(about, AskedFor.EMPLOYMENT_CONTRACT, because, of=str(mission.id), due_on=due_on)


def _contract_asks(key: str, progress: EmploymentProgress, contract: TrackedContract) -> Iterator[DueAsk]:
    if not _is_hire_declared(progress, contract):
        yield _due_ask(key, AskedFor.HIRE_DECLARATION, contract.fact, due_on=contract.starts_on)
    if not contract.delivered and contract is progress.latest_contract:
        yield _due_ask(key, AskedFor.CONTRACT_HANDOVER, contract.fact, due_on=contract.deliver_by)
    trial = _trial_ask(key, contract)
    if trial is not None:
        yield trial
    yield from _term_asks(key, progress, contract)


def _term_asks(key: str, progress: EmploymentProgress, contract: TrackedContract) -> Iterator[DueAsk]:
    """Ask ahead to decide a known term, and again after it; for an uncertain term, after the mission."""
    if not contract.fixed_term or contract.mission is None:
        return
    of = str(contract.mission)
    if contract.ends_on is not None:
        term = _ask_ahead(key, AskedFor.TERM_DECISION, contract.since, contract.ends_on, of=of)
        yield term
        yield ask_after(term, contract.ends_on)
        return
    mission = progress.missions.get(f"{Kind.MISSION}/{contract.mission}")
    if mission is not None and mission.over is not None:
        yield _due_ask(key, AskedFor.TERM_DECISION, mission.over, of=of)


def _care_asks(key: str, progress: EmploymentProgress) -> Iterator[DueAsk]:
    for of, due_day in progress.interviews.items():
        asked_at_once = _is_event_id(of)
        interview = _due_ask(key, AskedFor.INTERVIEW, due_day.fact, of=of, due_on=due_day.on)
        yield interview if asked_at_once else ask_after(interview, first_ask_day(due_day.on))
    if progress.level is not None:
        yield _ask_ahead(key, AskedFor.LEVEL_REVIEW, progress.level.fact, progress.level.on)
    if progress.beyond is not None:
        yield _due_ask(key, AskedFor.EXTRA_DAYS, progress.beyond)
    yield from _prospecting_asks(key, progress.prospecting)


def _prospecting_asks(key: str, period: TrackedProspecting | None) -> Iterator[DueAsk]:
    """Ask for a review when a dismissal becomes possible, and again when the allowance ends."""
    if period is not None:
        review = _due_ask(key, AskedFor.PROSPECTING_REVIEW, period.fact)
        yield ask_after(review, period.dismissal_from)
        if period.allocation_until is not None:
            yield ask_after(review, period.allocation_until)


def _is_hire_declared(progress: EmploymentProgress, contract: TrackedContract) -> bool:
    """Return true if a hire was declared after the last employment and by the contract's first day."""
    end_days = [past.ended_on for past in progress.contracts.values() if past.ended_on is not None]
    last = max((day for day in end_days if day < contract.starts_on), default=date.min)
    return any(last < day <= contract.starts_on for day in progress.hires)


def _is_event_id(of: Key) -> bool:
    try:
        return bool(UUID(of))
    except ValueError:
        return False


def _due_ask(
    about: str, what: AskedFor, because_of: EventId, *, of: Key | None = None, due_on: date | None = None
) -> DueAsk:
    return DueAsk(about=about, party=Party.UMBRELLA, what=what, because_of=because_of, of=of, due_on=due_on)


def _ask_ahead(
    about: str, what: AskedFor, because_of: EventId, due_on: date, *, of: Key | None = None
) -> DueAsk:
    return ask_after(_due_ask(about, what, because_of, of=of, due_on=due_on), first_ask_day(due_on))


EMPLOYMENT = AskingSaga(
    name=NAME,
    version=1,
    event_types=EVENT_TYPES,
    progress_type=EmploymentProgress,
    initial=EmploymentProgress(),
    keys=consultant_keys,
    evolve=evolve,
    due_asks=_due_asks,
    due_commands=_due_commands,
)
"""Asks the umbrella company for an employer's acts; completes signatures that waited for a contract."""
