"""Employment, held against the missions it serves, the company's calendar, the account, the holds.

A rule of a fixed-term contract that was broken is a breach in the file of its mission; what concerns
employment with no mission says so in its own grounds.
"""

from collections.abc import Sequence
from datetime import date

from domain.account import posting
from domain.account.posting import Because
from domain.aggregates import World
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
from domain.language import ConsultantId, Kind, MissionId, Stream, mission_of
from domain.language import account as account_of
from domain.mission.events.working import BreachRecorded
from domain.multi_stream import Facts
from domain.record import Act, Answer, Calendar, Ground


def conclude(world: World, order: ConcludeEmploymentContract, act: Act) -> Facts:
    """A fixed-term contract is for a mission of the consultant's; an exclusivity clause needs its like."""
    consultant = world.consultant(order.consultant)
    exclusive = consultant.registered and _exclusive(world, order)
    calendar = _calendar(world, consultant, act)
    concluded = contracting.conclude(consultant, calendar, order, act, exclusive=exclusive)
    return {_stream(order.consultant): concluded}


def deliver(world: World, order: DeliverEmploymentContract, act: Act) -> Facts:
    """A fixed-term contract handed over late is a breach in its mission."""
    consultant = world.consultant(order.consultant)
    delivered = contracting.deliver(consultant, order, act)
    mission = consultant.contracts[-1].mission
    return _with_breaches(order.consultant, mission, order.delivered_on, delivered)


def end_trial(world: World, order: EndTrialPeriod, act: Act) -> Facts:
    """A notice that was not kept is a breach in the mission of a fixed-term contract."""
    ended = trial.end_trial(world.consultant(order.consultant), order, act)
    return _with_breaches(order.consultant, order.mission, order.ends_on, ended)


def ask_interview(world: World, order: RequestInterview, act: Act) -> Facts:
    """The day by which an interview is held is counted by the company's calendar."""
    consultant = world.consultant(order.consultant)
    calendar = _calendar(world, consultant, act)
    return {_stream(order.consultant): employer_care.request_interview(consultant, calendar, order, act)}


def sick(world: World, order: RecordSickLeave, act: Act) -> Facts:
    """The day by which a sick leave is reported is counted by the company's calendar."""
    consultant = world.consultant(order.consultant)
    calendar = _calendar(world, consultant, act)
    return {_stream(order.consultant): employer_care.record_sick_leave(consultant, calendar, order, act)}


def simulate(world: World, order: DeliverSimulation, act: Act) -> Facts:
    """A simulation shows the fee that the company has adopted."""
    consultant = world.consultant(order.consultant)
    fee = world.umbrella(consultant.umbrella).fee(order.delivered_on)
    return {_stream(order.consultant): simulation_cover_bank.simulate(consultant, fee, order, act)}


def end(world: World, order: EndEmployment, act: Act) -> Facts:
    """Seniority is that of the missions; with the last contract the account is settled."""
    consultant = world.consultant(order.consultant)
    worked = [span for mission in order.missions if (span := _worked(world, order, mission)) is not None]
    account = world.account(order.consultant)
    ended = leaving.end(consultant, account, worked, order, act)
    facts = _with_breaches(order.consultant, order.mission, order.ended_on, ended)
    if not consultant.alone(order.mission):
        return facts
    because = Because(str(order.ended_on)[:7], f"end of employment on {order.ended_on}", order.mission)
    return {**facts, account_of(order.consultant): posting.settle(account, because)}


def settle(world: World, order: DeliverFinalSettlement, act: Act) -> Facts:
    """An indemnity that falls short is a breach in the mission of a fixed-term contract."""
    settled = leaving.settle(world.consultant(order.consultant), order, act)
    return _with_breaches(order.consultant, order.mission, order.delivered_on, settled)


def erase(world: World, order: RequestErasure, act: Act) -> Facts:
    """A legal hold of the company stops any destruction."""
    consultant = world.consultant(order.consultant)
    held = world.umbrella(consultant.umbrella).held(order.consultant)
    return {_stream(order.consultant): erasure.erase(consultant, order, act, held=held)}


def _stream(consultant: ConsultantId) -> Stream:
    return Stream(Kind.CONSULTANT, consultant)


def _calendar(world: World, consultant: Consultant, act: Act) -> Calendar:
    return act.calendar.of(world.umbrella(consultant.umbrella).region(act.day))


def _exclusive(world: World, order: ConcludeEmploymentContract) -> bool:
    """Is the service contract of the mission named exclusive? It is a mission of this consultant."""
    if order.mission is None:
        if order.kind is ContractKind.FIXED_TERM:
            raise MissionUnnamed()
        return False
    mission = world.mission(order.mission)
    if mission.consultant != order.consultant:
        raise MissionUnnamed()
    return mission.scope is not None and mission.scope.clauses.exclusivity


def _worked(world: World, order: EndEmployment, identity: MissionId) -> tuple[date, date] | None:
    """Return the first and last day of work in a mission of the consultant's, if there was any."""
    mission = world.mission(identity)
    if mission.consultant != order.consultant:
        raise MissionUnnamed()
    if mission.started_on is None:
        return None
    return mission.started_on, min(mission.completed_on or order.ended_on, order.ended_on)


def _with_breaches(
    consultant: ConsultantId, mission: MissionId | None, since: date, stated: Sequence[ConsultantEvent]
) -> Facts:
    facts: dict[Stream, Sequence[ConsultantEvent] | Sequence[BreachRecorded]] = {_stream(consultant): stated}
    broken = [ground for fact in stated for ground in _grounds(fact) if ground.answer is Answer.BROKEN]
    if mission is not None and broken:
        facts[mission_of(mission)] = [
            BreachRecorded(since=since, ground=ground, concerns_consultant=True) for ground in broken
        ]
    return facts


def _grounds(fact: ConsultantEvent) -> tuple[Ground, ...]:
    return getattr(fact, "grounds", ())
