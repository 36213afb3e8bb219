"""How a consultant changes, event by event; it accepts every event, so that older ones stay readable."""

from collections.abc import Callable
from typing import Any, get_args
from uuid import UUID

from domain.consultant.consultant import Consultant
from domain.consultant.events import (
    ConsultantEvent,
    ContractingEvent,
    DevelopingEvent,
    FollowingEvent,
    HiringEvent,
    LeavingEvent,
)
from domain.consultant.events.contracting import contracting
from domain.consultant.events.developing import developing
from domain.consultant.events.employer_care import following
from domain.consultant.events.hiring import hiring
from domain.consultant.events.leaving import leaving
from domain.record import Fact


def evolve(consultant: Consultant, fact: Fact[ConsultantEvent]) -> Consultant:
    """Return the consultant after one more fact."""
    return _STAGE[type(fact.data)](consultant, fact.data, fact.id)


_STAGE: dict[type, Callable[[Consultant, Any, UUID], Consultant]] = {
    event: stage
    for union, stage in (
        (HiringEvent, hiring),
        (ContractingEvent, contracting),
        (FollowingEvent, following),
        (DevelopingEvent, developing),
        (LeavingEvent, leaving),
    )
    for event in get_args(union)
}
