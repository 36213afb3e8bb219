"""How a mission changes, fact by fact: total and silent, so that yesterday's facts always read.

Each stage of life has its part in `evolving`, one short case a fact; a guard never runs here.
"""

from collections.abc import Callable
from typing import Any, get_args
from uuid import UUID

from msgspec.structs import replace

from domain.language import NOBODY, Audience
from domain.mission.events import (
    AskingEvent,
    AutonomyEvent,
    BillingEvent,
    ChangingEvent,
    CollectingEvent,
    DeliveringEvent,
    EndingEvent,
    FollowingEvent,
    MissionEvent,
    PausingEvent,
    ScopingEvent,
    SigningEvent,
    WorkingEvent,
)
from domain.mission.evolving.asking import asking
from domain.mission.evolving.autonomy import autonomy
from domain.mission.evolving.billing import billing
from domain.mission.evolving.changing import changing
from domain.mission.evolving.collecting import collecting
from domain.mission.evolving.delivering import delivering
from domain.mission.evolving.ending import ending
from domain.mission.evolving.following import following
from domain.mission.evolving.pausing import pausing
from domain.mission.evolving.scoping import scoping
from domain.mission.evolving.signing import signing
from domain.mission.evolving.working import working
from domain.mission.mission import Mission, Narrow
from domain.record import FOR_ALL, Event, Fact


def evolve(mission: Mission, fact: Fact[MissionEvent]) -> Mission:
    """Return the mission after one more fact."""
    event = fact.data
    then = _STAGE[type(event)](mission, event, fact.id)
    if type(event) in _FOR_ALL or event.audience is Audience.ALL:
        return then
    return replace(then, narrow=Narrow(fact.id, event.audience, then.narrow))


def after(mission: Mission, *events: MissionEvent) -> Mission:
    """Return the mission as it would be if these were stated: what a verb decides the rest on."""
    for event in events:
        mission = _STAGE[type(event)](mission, event, NOBODY)
    return mission


_STAGE: dict[type[Event], Callable[[Mission, Any, UUID], Mission]] = {
    event: stage
    for union, stage in (
        (ScopingEvent, scoping),
        (AutonomyEvent, autonomy),
        (SigningEvent, signing),
        (WorkingEvent, working),
        (DeliveringEvent, delivering),
        (ChangingEvent, changing),
        (BillingEvent, billing),
        (FollowingEvent, following),
        (CollectingEvent, collecting),
        (EndingEvent, ending),
        (PausingEvent, pausing),
        (AskingEvent, asking),
    )
    for event in get_args(union)
}

_FOR_ALL = frozenset(event for event in _STAGE if event.READERS == FOR_ALL)
