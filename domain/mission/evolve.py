"""How a mission changes, event by event; it accepts every event, so that older ones stay readable.

Each file of `events` holds the part of its stage, one short case an event; no rule is checked here.
"""

from collections.abc import Callable
from typing import Any, get_args
from uuid import UUID

from domain.language import NOBODY
from domain.mission.events import (
    AskingEvent,
    AutonomyEvent,
    BillingEvent,
    BreachEvent,
    ChangingEvent,
    CollectingEvent,
    DeliveringEvent,
    EndingEvent,
    ExpenseEvent,
    FollowingEvent,
    MissionEvent,
    PausingEvent,
    ScopingEvent,
    SigningEvent,
    WorkingEvent,
)
from domain.mission.events.asking import asking
from domain.mission.events.autonomy import autonomy
from domain.mission.events.billing import billing
from domain.mission.events.changing import changing
from domain.mission.events.collecting import collecting
from domain.mission.events.delivering import delivering
from domain.mission.events.ending import ending
from domain.mission.events.expenses import evolve_expenses
from domain.mission.events.invoice_following import following
from domain.mission.events.pausing import pausing
from domain.mission.events.scoping import scoping
from domain.mission.events.signing import signing
from domain.mission.events.working import evolve_breaches, working
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
        (ExpenseEvent, evolve_expenses),
        (BreachEvent, evolve_breaches),
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
