"""How the facts of the end change a consultant."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.consultant.consultant import Consultant, with_contract
from domain.consultant.events import LeavingEvent
from domain.consultant.events.leaving import (
    EmploymentEnded,
    ErasureRefused,
    FinalSettlementDelivered,
    Payee,
    SubjectKeyDestroyed,
)


def leaving(consultant: Consultant, event: LeavingEvent, _: UUID) -> Consultant:
    """Return the consultant after one more fact of this stage."""
    match event:
        case EmploymentEnded(mission=mission, ended_on=day, payee=payee):
            to_heirs = payee is Payee.HEIRS
            return with_contract(consultant, mission, ended_on=day, over=True, to_heirs=to_heirs)
        case FinalSettlementDelivered(mission=mission):
            return with_contract(consultant, mission, settled=True)
        case SubjectKeyDestroyed(retention=retention):
            return replace(consultant, erased=consultant.erased | {retention})
        case ErasureRefused():
            return consultant
        case _:
            assert_never(event)
