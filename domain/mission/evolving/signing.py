"""How the facts of signing change a mission."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.mission.events import SigningEvent
from domain.mission.events.signing import (
    ConsentGiven,
    ContractCopyDelivered,
    ContractSigned,
    MissionSigned,
)
from domain.mission.mission import Mission


def signing(mission: Mission, event: SigningEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case ConsentGiven(change=change):
            return replace(mission, consents=mission.consents | {change})
        case ContractSigned(change=change, party=party):
            return replace(mission, signatures=mission.signatures | {(change, party)})
        case MissionSigned(signed_on=day):
            return replace(mission, signed_on=day)
        case ContractCopyDelivered():
            return replace(mission, copy_delivered=True)
        case _:
            assert_never(event)
