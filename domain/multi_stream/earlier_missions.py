"""The 36 months of L1254-4 cumulate: what the same consultant did before at the same client counts.

Whether an earlier mission was other work is a human decision, recorded in the mission that it bears on;
until somebody has weighed it, it was the same.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from domain.aggregates import World
from domain.language import MissionId, mission_of
from domain.mission.mission import Mission
from domain.mission.terms import Scope
from domain.multi_stream import Facts
from domain.record import Act, Event

A_DAY = timedelta(days=1)

Verb = Callable[[Mission, Any, Act], Sequence[Event]]


def cumulating(verb: Verb) -> Callable[[World, Any, Act], Facts]:
    """Return the decision of a verb that asks how long the work lasts: its mission as it is weighed."""

    def decide(world: World, order: Any, act: Act) -> Facts:
        mission = weighed(world, order.mission, getattr(order, "scope", None))
        return {mission_of(order.mission): verb(mission, order, act)}

    return decide


def weighed(world: World, identity: MissionId, scope: Scope | None = None) -> Mission:
    """Return a mission with the days of every earlier one that nobody weighed; raises `NothingKnown`.

    `scope` is the one about to be agreed, where there is none yet.
    """
    mission = world.mission(identity)
    began = _began_on(mission, scope)
    opened = world.consultant(mission.consultant).missions
    others = [
        other
        for other, client in opened.items()
        if client == mission.client and other != identity and other not in mission.earlier
    ]
    if began is None or not others:
        return mission
    before = days_before(began, {other: world.mission(other) for other in others})
    return replace(mission, earlier={**before, **mission.earlier})


def _began_on(mission: Mission, scope: Scope | None) -> date | None:
    if scope is None:
        return mission.began_on
    return min(scope.starts_on, mission.started_on or scope.starts_on)


def days_before(began: date, others: Mapping[MissionId, Mission]) -> dict[MissionId, int]:
    """Return the days that each mission lasted before this one began; a day of two counts once."""
    counted: dict[MissionId, int] = {}
    free = date.min
    for identity, first, last in sorted(_lasted(began, others), key=lambda span: span[1]):
        since = max(first, free)
        if since <= last:
            counted[identity] = (last - since).days + 1
            free = last + A_DAY
    return counted


def _lasted(began: date, others: Mapping[MissionId, Mission]) -> list[tuple[MissionId, date, date]]:
    return [
        (identity, other.started_on, min(other.over_on or began, began - A_DAY))
        for identity, other in others.items()
        if other.started_on is not None and other.started_on < began
    ]
