"""Evolve a consultant; every event is accepted without a check, so that older events stay readable."""

from collections.abc import Callable
from typing import Any, get_args
from uuid import UUID

from domain.consultant.consultant import Consultant
from domain.consultant.events import (
    CareEvent,
    ConsultantEvent,
    ContractingEvent,
    DevelopingEvent,
    HiringEvent,
    LeavingEvent,
)
from domain.consultant.events.contracting import evolve_contracting
from domain.consultant.events.developing import evolve_developing
from domain.consultant.events.employer_care import following
from domain.consultant.events.hiring import evolve_hiring
from domain.consultant.events.leaving import evolve_leaving
from domain.record import IdentifiedEvent


def evolve(consultant: Consultant, recorded: IdentifiedEvent[ConsultantEvent]) -> Consultant:
    """Return the consultant after one more event."""
    return _STAGE[type(recorded.data)](consultant, recorded.data, recorded.id)


_STAGE: dict[type, Callable[[Consultant, Any, UUID], Consultant]] = {
    event: stage
    for union, stage in (
        (HiringEvent, evolve_hiring),
        (ContractingEvent, evolve_contracting),
        (CareEvent, following),
        (DevelopingEvent, evolve_developing),
        (LeavingEvent, evolve_leaving),
    )
    for event in get_args(union)
}
