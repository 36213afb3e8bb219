"""The 36 months of L1254-4 cumulate over the missions of one consultant at one client.

A person decides whether an earlier mission was other work, and the later mission records it. Until then
its days count.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from domain.aggregates import DecisionContext
from domain.language import MissionId, mission_stream
from domain.mission.mission import Mission
from domain.mission.terms import Scope
from domain.multi_stream import EventsByStream
from domain.record import Act, Event

A_DAY = timedelta(days=1)

MissionDecision = Callable[[Mission, Any, Act], Sequence[Event]]


def with_earlier_missions(
    decide_mission: MissionDecision,
) -> Callable[[DecisionContext, Any, Act], EventsByStream]:
    """Wrap a decision that depends on the length of the work: its mission includes the earlier days."""

    def decide(context: DecisionContext, command: Any, act: Act) -> EventsByStream:
        mission = add_earlier_days(context, command.mission, getattr(command, "scope", None))
        return {mission_stream(command.mission): decide_mission(mission, command, act)}

    return decide


def add_earlier_days(context: DecisionContext, identity: MissionId, scope: Scope | None = None) -> Mission:
    """Return a mission with the days of every earlier one not yet weighed; raises `NothingKnown`.

    `scope` is the scope about to be agreed, if the mission has none yet.
    """
    mission = context.mission(identity)
    began = _first_day(mission, scope)
    opened = context.consultant(mission.consultant).missions
    others = [
        other
        for other, client in opened.items()
        if client == mission.client and other != identity and other not in mission.earlier
    ]
    if began is None or not others:
        return mission
    before = count_days_before(began, {other: context.mission(other) for other in others})
    return replace(mission, earlier={**before, **mission.earlier})


def _first_day(mission: Mission, scope: Scope | None) -> date | None:
    if scope is None:
        return mission.began_on
    return min(scope.starts_on, mission.started_on or scope.starts_on)


def count_days_before(began: date, others: Mapping[MissionId, Mission]) -> dict[MissionId, int]:
    """Return the days of each mission before this one began; a day in two missions counts once."""
    counted: dict[MissionId, int] = {}
    free = date.min
    for identity, first, last in sorted(_spans_before(began, others), key=lambda span: span[1]):
        since = max(first, free)
        if since <= last:
            counted[identity] = (last - since).days + 1
            free = last + A_DAY
    return counted


def _spans_before(began: date, others: Mapping[MissionId, Mission]) -> list[tuple[MissionId, date, date]]:
    return [
        (identity, other.started_on, min(other.over_on or began, began - A_DAY))
        for identity, other in others.items()
        if other.started_on is not None and other.started_on < began
    ]
