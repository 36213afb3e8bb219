"""How the facts of delivering change a mission."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import Key
from domain.mission.events import DeliveringEvent
from domain.mission.events.delivering import (
    AcceptedWithReservations,
    DeliverableAccepted,
    DeliverableRejected,
    DeliverableSubmitted,
)
from domain.mission.evolving.mapping import changed
from domain.mission.mission import Acceptance, Handover, Mission


def delivering(mission: Mission, event: DeliveringEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case DeliverableSubmitted(deliverable=key, attempt=attempt):
            return _handed_over(mission, key, Handover(attempt, Acceptance.SUBMITTED))
        case DeliverableAccepted(deliverable=key) | AcceptedWithReservations(deliverable=key):
            return _judged(mission, key, Acceptance.ACCEPTED)
        case DeliverableRejected(deliverable=key):
            return _judged(mission, key, Acceptance.REJECTED)
        case _:
            assert_never(event)


def _handed_over(mission: Mission, key: Key, handover: Handover) -> Mission:
    return replace(mission, handovers={**mission.handovers, key: handover})


def _judged(mission: Mission, key: Key, acceptance: Acceptance) -> Mission:
    handovers = changed(mission.handovers, key, lambda handover: replace(handover, acceptance=acceptance))
    return replace(mission, handovers=handovers)
