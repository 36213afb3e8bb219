"""Employment: declared, contracted, handed over, tried, renewed or ended; then the employer's care.

What is known long before is asked for a month ahead. A contract that comes last completes the signature
of a mission that waited for nothing else.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.asking.outside_ask import WithdrawAskAbout
from domain.language import FactId, Key, Kind, Party
from domain.law.company import asked_from
from domain.mission.course_terms import AskedFor
from domain.mission.signing import CompleteSignature
from sagas.asks import NO_LONGER_DUE, AskingSaga, DueAsk, ask_after, ask_key, types_with_asks
from sagas.employment.evolve import FACTS, evolve
from sagas.employment.mission_events import NAME
from sagas.employment.progress import Contract, EmploymentProgress, MissionOf, Prospecting
from sagas.saga import Deadline, DueCommand, SagaDue, consultant_keys

EVENT_TYPES = types_with_asks(*FACTS)


def _due_commands(key: str, progress: EmploymentProgress) -> Iterator[SagaDue]:
    for mission in progress.missions.values():
        for change, fact in mission.complete.items():
            if mission.over is None and (change or progress.employed(mission)):
                yield DueCommand(
                    step="complete",
                    occasion=f"{mission.id}-{change}-{fact}",
                    order=CompleteSignature(mission=mission.id, change=change or None),
                    because_of=fact,
                )
    for contract in progress.contracts.values():
        yield from _silence(key, progress, contract)


def _silence(key: str, progress: EmploymentProgress, contract: Contract) -> Iterator[SagaDue]:
    """A trial that runs out in silence is a contract confirmed: its ask is withdrawn."""
    trial = _trial(key, contract)
    if trial is None or contract.ended is not None:
        return
    ask = ask_key(NAME, trial)
    if ask in progress.asks:
        order = WithdrawAskAbout(about=key, ask=ask, why=NO_LONGER_DUE)
        yield Deadline(
            step="withdraw", occasion=ask, order=order, because_of=contract.fact, on=contract.trial_ends_on
        )


def _trial(key: str, contract: Contract) -> DueAsk | None:
    if contract.trial_ends_on is None or contract.trial_over:
        return None
    return _ahead(key, AskedFor.TRIAL_DECISION, contract.fact, contract.trial_ends_on)


def _due_asks(key: str, progress: EmploymentProgress) -> Iterator[DueAsk]:
    for mission in progress.missions.values():
        yield from _of_a_mission(progress, mission)
    for contract in progress.contracts.values():
        if contract.ended is None:
            yield from _of_a_contract(key, progress, contract)
        elif not contract.settled and not contract.fixed_term:
            due_on = contract.settlement_due_on
            yield _want(key, AskedFor.FINAL_SETTLEMENT, contract.ended, due_on=due_on)
    if any(contract.ended is None for contract in progress.contracts.values()):
        yield from _of_care(key, progress)


def _of_a_mission(progress: EmploymentProgress, mission: MissionOf) -> Iterator[DueAsk]:
    because = mission.verified or mission.started
    if because is None or mission.over is not None or progress.employed(mission):
        return
    about = f"{Kind.MISSION}/{mission.id}"
    taken_over = mission.started == mission.verified  # by one fact: its first day was another company's
    due_on = None if taken_over else mission.starts_on
    yield _want(about, AskedFor.EMPLOYMENT_CONTRACT, because, of=str(mission.id), due_on=due_on)


def _of_a_contract(key: str, progress: EmploymentProgress, contract: Contract) -> Iterator[DueAsk]:
    if not _declared(progress, contract):
        yield _want(key, AskedFor.HIRE_DECLARATION, contract.fact, due_on=contract.starts_on)
    if not contract.delivered and contract is progress.latest:
        yield _want(key, AskedFor.CONTRACT_HANDOVER, contract.fact, due_on=contract.deliver_by)
    trial = _trial(key, contract)
    if trial is not None:
        yield trial
    yield from _of_the_term(key, progress, contract)


def _of_the_term(key: str, progress: EmploymentProgress, contract: Contract) -> Iterator[DueAsk]:
    """A known term is decided before it comes; an uncertain one when the mission is over."""
    if not contract.fixed_term or contract.mission is None:
        return
    of = str(contract.mission)
    if contract.ends_on is not None:
        term = _ahead(key, AskedFor.TERM_DECISION, contract.since, contract.ends_on, of=of)
        yield term
        yield ask_after(term, contract.ends_on)
        return
    mission = progress.missions.get(f"{Kind.MISSION}/{contract.mission}")
    if mission is not None and mission.over is not None:
        yield _want(key, AskedFor.TERM_DECISION, mission.over, of=of)


def _of_care(key: str, progress: EmploymentProgress) -> Iterator[DueAsk]:
    for of, due in progress.interviews.items():
        asked_at_once = _is_fact(of)
        interview = _want(key, AskedFor.INTERVIEW, due.fact, of=of, due_on=due.on)
        yield interview if asked_at_once else ask_after(interview, asked_from(due.on))
    if progress.level is not None:
        yield _ahead(key, AskedFor.LEVEL_REVIEW, progress.level.fact, progress.level.on)
    if progress.beyond is not None:
        yield _want(key, AskedFor.EXTRA_DAYS, progress.beyond)
    yield from _of_prospecting(key, progress.prospecting)


def _of_prospecting(key: str, period: Prospecting | None) -> Iterator[DueAsk]:
    """After a month a dismissal may begin, after three the allowance ends: each time it is looked at."""
    if period is not None:
        review = _want(key, AskedFor.PROSPECTING_REVIEW, period.fact)
        yield ask_after(review, period.dismissal_from)
        if period.allocation_until is not None:
            yield ask_after(review, period.allocation_until)


def _declared(progress: EmploymentProgress, contract: Contract) -> bool:
    """Was a hire declared since the last employment before this contract, for its first day at the latest?"""
    before = [one.ended_on for one in progress.contracts.values() if one.ended_on is not None]
    last = max((day for day in before if day < contract.starts_on), default=date.min)
    return any(last < day <= contract.starts_on for day in progress.hires)


def _is_fact(of: Key) -> bool:
    try:
        return bool(UUID(of))
    except ValueError:
        return False


def _want(
    about: str, what: AskedFor, because: FactId, *, of: Key | None = None, due_on: date | None = None
) -> DueAsk:
    return DueAsk(about=about, party=Party.UMBRELLA, what=what, because_of=because, of=of, due_on=due_on)


def _ahead(about: str, what: AskedFor, because: FactId, due_on: date, *, of: Key | None = None) -> DueAsk:
    return ask_after(_want(about, what, because, of=of, due_on=due_on), asked_from(due_on))


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
"""Asks the umbrella company for what an employer owes; completes what waited for a contract alone."""
