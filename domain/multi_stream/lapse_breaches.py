"""A lapsed guarantee or insurance is a breach in each mission that is under way without it."""

from datetime import date

from domain.aggregates import DecisionContext
from domain.language import Kind, Stream, mission_stream
from domain.law import Rule
from domain.law.employment import CC_17, EPS_2
from domain.mission.breaching import record_breach
from domain.mission.mission import Mission
from domain.multi_stream import EventsByStream
from domain.record import Act
from domain.umbrella import lapsing
from domain.umbrella.evolve import apply_events
from domain.umbrella.lapsing import LapseGuarantee, LapseInsurance


def lapse_guarantee(context: DecisionContext, command: LapseGuarantee, act: Act) -> EventsByStream:
    """Record a lapsed guarantee; without another guarantor, each mission under way has one breach."""
    umbrella = context.umbrella(command.umbrella)
    lapsed = lapsing.lapse_guarantee(umbrella, command, act)
    covered = apply_events(umbrella, *lapsed).is_guaranteed(command.lapsed_on)
    breaches: EventsByStream = {} if covered else _breaches_by_mission(context, command, EPS_2)
    return {Stream(Kind.UMBRELLA, command.umbrella): lapsed, **breaches}


def lapse_insurance(context: DecisionContext, command: LapseInsurance, act: Act) -> EventsByStream:
    """Record a lapsed insurance; each mission under way without another policy has one breach."""
    umbrella = context.umbrella(command.umbrella)
    lapsed = lapsing.lapse_insurance(umbrella, command, act)
    covered = apply_events(umbrella, *lapsed).is_insured(command.lapsed_on)
    breaches: EventsByStream = {} if covered else _breaches_by_mission(context, command, CC_17)
    return {Stream(Kind.UMBRELLA, command.umbrella): lapsed, **breaches}


def _breaches_by_mission(
    context: DecisionContext, command: LapseGuarantee | LapseInsurance, rule: Rule
) -> EventsByStream:
    day, cause = command.lapsed_on, command.cause
    missions = {identity: context.mission(identity) for identity in command.missions}
    return {
        mission_stream(identity): record_breach(mission, rule, False, since, lapsed_on=day, cause=cause)
        for identity, mission in missions.items()
        if (since := _first_day_without(mission, day)) is not None
    }


def _first_day_without(mission: Mission, day: date) -> date | None:
    """Return the first day of a mission without the cover; none if it was over or never began."""
    ends = [mission.completed_on, mission.ended.on if mission.ended else None]
    over = any(end < day for end in ends if end is not None)
    return None if over or mission.started_on is None else max(day, mission.started_on)
