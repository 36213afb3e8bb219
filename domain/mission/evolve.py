"""Evolve a mission; every event is accepted without a check, so that older events stay readable.

Each file of `events` has the part of its stage, one case per event.
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
    InvoiceFollowingEvent,
    MissionEvent,
    PausingEvent,
    ScopingEvent,
    SigningEvent,
    WorkingEvent,
)
from domain.mission.events.asking import evolve_asking
from domain.mission.events.autonomy import evolve_autonomy
from domain.mission.events.billing import evolve_billing
from domain.mission.events.changing import evolve_changing
from domain.mission.events.collecting import evolve_collecting
from domain.mission.events.delivering import evolve_delivering
from domain.mission.events.ending import evolve_ending
from domain.mission.events.expenses import evolve_expenses
from domain.mission.events.invoice_following import following
from domain.mission.events.pausing import evolve_pausing
from domain.mission.events.scoping import evolve_scoping
from domain.mission.events.signing import evolve_signing
from domain.mission.events.working import evolve_breaches, evolve_working
from domain.mission.mission import Mission
from domain.record import Event, IdentifiedEvent


def evolve(mission: Mission, recorded: IdentifiedEvent[MissionEvent]) -> Mission:
    """Return the mission after one more event."""
    return _STAGE[type(recorded.data)](mission, recorded.data, recorded.id)


def apply_events(mission: Mission, *events: MissionEvent) -> Mission:
    """Return the mission after these events; a decision uses it to look ahead."""
    for event in events:
        mission = _STAGE[type(event)](mission, event, NOBODY)
    return mission


_STAGE: dict[type[Event], Callable[[Mission, Any, UUID], Mission]] = {
    event: stage
    for union, stage in (
        (ScopingEvent, evolve_scoping),
        (AutonomyEvent, evolve_autonomy),
        (SigningEvent, evolve_signing),
        (WorkingEvent, evolve_working),
        (ExpenseEvent, evolve_expenses),
        (BreachEvent, evolve_breaches),
        (DeliveringEvent, evolve_delivering),
        (ChangingEvent, evolve_changing),
        (BillingEvent, evolve_billing),
        (InvoiceFollowingEvent, following),
        (CollectingEvent, evolve_collecting),
        (EndingEvent, evolve_ending),
        (PausingEvent, evolve_pausing),
        (AskingEvent, evolve_asking),
    )
    for event in get_args(union)
}
