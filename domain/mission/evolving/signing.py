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
    SignatureOverdue,
)
from domain.mission.mission import Mission, Signature


def signing(mission: Mission, event: SigningEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case ConsentGiven(change=change):
            return replace(mission, consents=mission.consents | {change})
        case ContractSigned(change=change, party=party, signed_on=day):
            return replace(mission, signatures=mission.signatures | {Signature(change, party, day)})
        case MissionSigned(signed_on=day):
            return replace(mission, signed_on=day)
        case ContractCopyDelivered(delivered_on=day):
            return replace(mission, copy_on=day)
        case SignatureOverdue(due_on=day):
            return replace(mission, overdue_on=day)
        case _:
            assert_never(event)
