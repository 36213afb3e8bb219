"""How a consultant changes, fact by fact: total and silent, so that yesterday's facts always read."""

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
from domain.consultant.evolving.contracting import contracting
from domain.consultant.evolving.developing import developing
from domain.consultant.evolving.employer_care import following
from domain.consultant.evolving.hiring import hiring
from domain.consultant.evolving.leaving import leaving
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
