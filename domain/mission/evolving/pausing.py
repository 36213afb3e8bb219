"""How the facts of pausing change a mission."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.mission.events import PausingEvent
from domain.mission.events.pausing import ContactReplaced, MissionResumed, MissionSuspended
from domain.mission.mission import Mission


def pausing(mission: Mission, event: PausingEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case MissionSuspended(from_on=day):
            return replace(mission, suspended_on=day)
        case MissionResumed():
            return replace(mission, suspended_on=None)
        case ContactReplaced(contact=contact, replaces=replaced):
            return replace(mission, contacts=(mission.contacts - {replaced}) | {contact})
        case _:
            assert_never(event)
