"""Employment decisions that read or change missions, the company, the account.

A broken rule of a fixed-term contract is a breach in its mission. Employment without a mission keeps the
broken rule in the rule checks of its own event.
"""

from collections.abc import Sequence
from datetime import date

from domain.account import posting
from domain.account.posting import EntryReason
from domain.aggregates import DecisionContext
from domain.consultant import contracting, employer_care, erasure, leaving, simulation_cover_bank, trial
from domain.consultant.consultant import Consultant
from domain.consultant.contract_commands import ConcludeEmploymentContract, DeliverEmploymentContract
from domain.consultant.contract_refusals import MissionUnnamed
from domain.consultant.employer_care import RecordSickLeave, RequestInterview
from domain.consultant.employment_terms import ContractKind
from domain.consultant.erasure import RequestErasure
from domain.consultant.events import ConsultantEvent
from domain.consultant.leaving import DeliverFinalSettlement, EndEmployment
from domain.consultant.simulation_cover_bank import DeliverSimulation
from domain.consultant.trial import EndTrialPeriod
from domain.language import ConsultantId, Kind, MissionId, Stream, mission_stream
from domain.language import account_stream as account_of
from domain.mission.events.working import BreachRecorded
from domain.multi_stream import EventsByStream
from domain.record import Act, Answer, Calendar, Ground


def conclude(context: DecisionContext, command: ConcludeEmploymentContract, act: Act) -> EventsByStream:
    """Conclude a contract; check its mission, and the exclusivity clause against the service contract."""
    consultant = context.consultant(command.consultant)
    exclusive = consultant.registered and _is_exclusive(context, command)
    calendar = _calendar_of(context, consultant, act)
    concluded = contracting.conclude(consultant, calendar, command, act, exclusive=exclusive)
    return {_consultant_stream(command.consultant): concluded}


def deliver(context: DecisionContext, command: DeliverEmploymentContract, act: Act) -> EventsByStream:
    """Deliver a contract; a late fixed-term one is a breach in its mission."""
    consultant = context.consultant(command.consultant)
    delivered = contracting.deliver(consultant, command, act)
    mission = consultant.contracts[-1].mission
    return _add_breaches(command.consultant, mission, command.delivered_on, delivered)


def end_trial(context: DecisionContext, command: EndTrialPeriod, act: Act) -> EventsByStream:
    """End a trial; a notice that was too short is a breach in the mission of a fixed-term contract."""
    ended = trial.end_trial(context.consultant(command.consultant), command, act)
    return _add_breaches(command.consultant, command.mission, command.ends_on, ended)


def ask_interview(context: DecisionContext, command: RequestInterview, act: Act) -> EventsByStream:
    """Request an interview; the company's calendar gives its last day."""
    consultant = context.consultant(command.consultant)
    calendar = _calendar_of(context, consultant, act)
    return {
        _consultant_stream(command.consultant): employer_care.request_interview(
            consultant, calendar, command, act
        )
    }


def record_sick_leave(context: DecisionContext, command: RecordSickLeave, act: Act) -> EventsByStream:
    """Record a sick leave; the company's calendar gives the last day to report it."""
    consultant = context.consultant(command.consultant)
    calendar = _calendar_of(context, consultant, act)
    return {
        _consultant_stream(command.consultant): employer_care.record_sick_leave(
            consultant, calendar, command, act
        )
    }


def simulate(context: DecisionContext, command: DeliverSimulation, act: Act) -> EventsByStream:
    """Simulate pay with the fee that the company has adopted."""
    consultant = context.consultant(command.consultant)
    fee = context.umbrella(consultant.umbrella).fee_on(command.delivered_on)
    return {
        _consultant_stream(command.consultant): simulation_cover_bank.simulate(consultant, fee, command, act)
    }


def end(context: DecisionContext, command: EndEmployment, act: Act) -> EventsByStream:
    """End employment; seniority comes from the missions, and the last contract settles the account."""
    consultant = context.consultant(command.consultant)
    worked = [
        span for mission in command.missions if (span := _span_worked(context, command, mission)) is not None
    ]
    account = context.account(command.consultant)
    ended = leaving.end(consultant, account, worked, command, act)
    events_by_stream = _add_breaches(command.consultant, command.mission, command.ended_on, ended)
    if not consultant.is_only_contract(command.mission):
        return events_by_stream
    because = EntryReason(
        str(command.ended_on)[:7], f"end of employment on {command.ended_on}", command.mission
    )
    return {**events_by_stream, account_of(command.consultant): posting.release_reserve(account, because)}


def settle(context: DecisionContext, command: DeliverFinalSettlement, act: Act) -> EventsByStream:
    """Settle a contract; too low an indemnity is a breach in the mission of a fixed-term contract."""
    settled = leaving.settle(context.consultant(command.consultant), command, act)
    return _add_breaches(command.consultant, command.mission, command.delivered_on, settled)


def erase(context: DecisionContext, command: RequestErasure, act: Act) -> EventsByStream:
    """Erase personal data, unless a legal hold of the company forbids it."""
    consultant = context.consultant(command.consultant)
    held = context.umbrella(consultant.umbrella).is_held(command.consultant)
    return {_consultant_stream(command.consultant): erasure.erase(consultant, command, act, held=held)}


def _consultant_stream(consultant: ConsultantId) -> Stream:
    return Stream(Kind.CONSULTANT, consultant)


def _calendar_of(context: DecisionContext, consultant: Consultant, act: Act) -> Calendar:
    return act.calendar.for_region(context.umbrella(consultant.umbrella).region_on(act.day))


def _is_exclusive(context: DecisionContext, command: ConcludeEmploymentContract) -> bool:
    """True if the service contract of the mission is exclusive; the mission must be this consultant's."""
    if command.mission is None:
        if command.kind is ContractKind.FIXED_TERM:
            raise MissionUnnamed()
        return False
    mission = context.mission(command.mission)
    if mission.consultant != command.consultant:
        raise MissionUnnamed()
    return mission.scope is not None and mission.scope.clauses.exclusivity


def _span_worked(
    context: DecisionContext, command: EndEmployment, identity: MissionId
) -> tuple[date, date] | None:
    """Return the first and last day of work in a mission of the consultant, if there is any."""
    mission = context.mission(identity)
    if mission.consultant != command.consultant:
        raise MissionUnnamed()
    if mission.started_on is None:
        return None
    return mission.started_on, min(mission.completed_on or command.ended_on, command.ended_on)


def _add_breaches(
    consultant: ConsultantId, mission: MissionId | None, since: date, stated: Sequence[ConsultantEvent]
) -> EventsByStream:
    events_by_stream: dict[Stream, Sequence[ConsultantEvent] | Sequence[BreachRecorded]] = {
        _consultant_stream(consultant): stated
    }
    broken = [ground for event in stated for ground in _grounds_of(event) if ground.answer is Answer.BROKEN]
    if mission is not None and broken:
        events_by_stream[mission_stream(mission)] = [
            BreachRecorded(since=since, ground=ground, concerns_consultant=True) for ground in broken
        ]
    return events_by_stream


def _grounds_of(event: ConsultantEvent) -> tuple[Ground, ...]:
    return getattr(event, "grounds", ())
