"""How the facts of scoping change a mission."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.mission.events import ScopingEvent
from domain.mission.events.scoping import (
    DerogationRecorded,
    EarlierMissionWeighed,
    MissionAbandoned,
    MissionDeclined,
    MissionScoped,
    MissionTakenOver,
    MissionVerified,
    NeedStated,
    ProposalMade,
    PurchaseOrderRecorded,
    ScopeRevised,
    TermsNegotiated,
)
from domain.mission.evolving.taking_over import taken_over
from domain.mission.mission import Derogation, Mission


def scoping(mission: Mission, event: ScopingEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case NeedStated(client=client, consultant=consultant, umbrella=umbrella, need=need):
            return replace(mission, client=client, consultant=consultant, umbrella=umbrella, need=need)
        case ProposalMade(proposal=proposal):
            return replace(mission, proposed=True, negotiated=proposal.price)
        case TermsNegotiated(price=price):
            return replace(mission, negotiated=price)
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope):
            unsigned = replace(mission, verified=False, consents=frozenset(), signatures=frozenset())
            return replace(unsigned, scope=scope, rates={"": scope.price.amount})
        case MissionVerified():
            return replace(mission, verified=True)
        case MissionDeclined() | MissionAbandoned():
            return replace(mission, given_up=True)
        case PurchaseOrderRecorded(number=number):
            return replace(mission, purchase_orders=mission.purchase_orders | {number})
        case DerogationRecorded(authority=authority, valid_from=start, valid_until=end):
            return replace(mission, derogations=(*mission.derogations, Derogation(authority, start, end)))
        case EarlierMissionWeighed(earlier=earlier, days=days, same_work=same):
            return replace(mission, earlier={**mission.earlier, earlier: days if same else 0})
        case MissionTakenOver():
            return taken_over(mission, event)
        case _:
            assert_never(event)
