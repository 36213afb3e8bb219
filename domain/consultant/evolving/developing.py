"""How the facts of a consultant's own development change what is known: only a plan does."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.consultant.consultant import Consultant
from domain.consultant.events import DevelopingEvent
from domain.consultant.events.developing import (
    AvailabilityAnnounced,
    DiversificationPlanAgreed,
    DiversificationReviewed,
    OtherActivityDeclared,
    ProspectingLogged,
    TrainingFollowed,
)
from domain.language import FactId


def developing(consultant: Consultant, event: DevelopingEvent, fact: UUID) -> Consultant:
    """Return the consultant after one more fact of this stage."""
    match event:
        case DiversificationPlanAgreed():
            followed = replace(consultant.followed, plans=consultant.followed.plans | {FactId(fact)})
            return replace(consultant, followed=followed)
        case ProspectingLogged() | AvailabilityAnnounced() | TrainingFollowed():
            return consultant
        case OtherActivityDeclared() | DiversificationReviewed():
            return consultant
        case _:
            assert_never(event)
