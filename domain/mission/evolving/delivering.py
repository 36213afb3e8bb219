"""How the facts of delivering change a mission."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import FactId, Key
from domain.mission.course_terms import WHOLE
from domain.mission.events import DeliveringEvent
from domain.mission.events.delivering import (
    AcceptanceReopened,
    AcceptedWithReservations,
    DeliverableAccepted,
    DeliverableDeemedAccepted,
    DeliverableRejected,
    DeliverableSubmitted,
    PartlyAccepted,
)
from domain.mission.evolving.state_updates import changed
from domain.mission.mission import Acceptance, Handover, Mission


def delivering(mission: Mission, event: DeliveringEvent, fact: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case DeliverableSubmitted(deliverable=key, attempt=attempt):
            handover = Handover(
                attempt,
                Acceptance.SUBMITTED,
                answer_due_on=event.answer_due_on,
                deemed_if_silent=event.deemed_if_silent,
            )
            return replace(mission, handovers={**mission.handovers, key: handover})
        case DeliverableAccepted() | AcceptedWithReservations() | DeliverableDeemedAccepted():
            return _judged(mission, event.deliverable, Acceptance.ACCEPTED, fact)
        case PartlyAccepted(deliverable=key, share=share):
            return _judged(mission, key, Acceptance.ACCEPTED, fact, share)
        case DeliverableRejected(deliverable=key):
            return _judged(mission, key, Acceptance.REJECTED, fact)
        case AcceptanceReopened(deliverable=key):
            return _reopened(mission, key)
        case _:
            assert_never(event)


def _judged(mission: Mission, key: Key, acceptance: Acceptance, fact: UUID, share: int = WHOLE) -> Mission:
    def answered(handover: Handover) -> Handover:
        return replace(handover, acceptance=acceptance, share=share, answer=FactId(fact))

    return replace(mission, handovers=changed(mission.handovers, key, answered))


def _reopened(mission: Mission, key: Key) -> Mission:
    """Wait for the client's answer again; silence no longer speaks, for the day agreed may have passed."""

    def opened(handover: Handover) -> Handover:
        return Handover(handover.attempts, Acceptance.SUBMITTED)

    return replace(mission, handovers=changed(mission.handovers, key, opened))
