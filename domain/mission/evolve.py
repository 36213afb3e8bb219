"""How a mission changes, fact by fact: total and silent, so that yesterday's facts always read.

Each stage of life has its part in `evolving`, one short case a fact; a guard never runs here.
"""

from collections.abc import Callable
from typing import Any, get_args
from uuid import UUID

from domain.language import NOBODY
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
from domain.mission.evolving.invoice_following import following
from domain.mission.evolving.pausing import pausing
from domain.mission.evolving.scoping import scoping
from domain.mission.evolving.signing import signing
from domain.mission.evolving.working import working
from domain.mission.mission import Mission
from domain.record import Event, Fact


def evolve(mission: Mission, fact: Fact[MissionEvent]) -> Mission:
    """Return the mission after one more fact."""
    return _STAGE[type(fact.data)](mission, fact.data, fact.id)


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
