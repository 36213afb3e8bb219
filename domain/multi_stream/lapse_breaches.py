"""What the umbrella company no longer holds is a breach in each mission that it leaves under way."""

from datetime import date

from domain.aggregates import World
from domain.language import Kind, Stream, mission_of
from domain.law import Rule
from domain.law.employment import CC_17, EPS_2
from domain.mission.breaching import breach
from domain.mission.mission import Mission
from domain.multi_stream import Facts
from domain.record import Act
from domain.umbrella import lapsing
from domain.umbrella.evolve import after
from domain.umbrella.lapsing import LapseGuarantee, LapseInsurance


def lapse_guarantee(world: World, order: LapseGuarantee, act: Act) -> Facts:
    """Another guarantor may stand; otherwise each mission under way has its breach, once."""
    umbrella = world.umbrella(order.umbrella)
    lapsed = lapsing.lapse_guarantee(umbrella, order, act)
    covered = after(umbrella, *lapsed).guaranteed(order.lapsed_on)
    breaches: Facts = {} if covered else _breaches(world, order, EPS_2)
    return {Stream(Kind.UMBRELLA, order.umbrella): lapsed, **breaches}


def lapse_insurance(world: World, order: LapseInsurance, act: Act) -> Facts:
    """Each mission under way that no other policy covers has its breach, once."""
    umbrella = world.umbrella(order.umbrella)
    lapsed = lapsing.lapse_insurance(umbrella, order, act)
    covered = after(umbrella, *lapsed).insured(order.lapsed_on)
    breaches: Facts = {} if covered else _breaches(world, order, CC_17)
    return {Stream(Kind.UMBRELLA, order.umbrella): lapsed, **breaches}


def _breaches(world: World, order: LapseGuarantee | LapseInsurance, rule: Rule) -> Facts:
    day, cause = order.lapsed_on, order.cause
    missions = {identity: world.mission(identity) for identity in order.missions}
    return {
        mission_of(identity): breach(mission, rule, False, since, lapsed_on=day, cause=cause)
        for identity, mission in missions.items()
        if (since := _without(mission, day)) is not None
    }


def _without(mission: Mission, day: date) -> date | None:
    """Return the first day that a mission was under way without it; none when it was over, or never began."""
    ends = [mission.completed_on, mission.ended.on if mission.ended else None]
    over = any(end < day for end in ends if end is not None)
    return None if over or mission.started_on is None else max(day, mission.started_on)
