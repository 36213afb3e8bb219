"""How the facts of scoping change a mission."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.mission.events import ScopingEvent
from domain.mission.events.scoping import (
    MissionAbandoned,
    MissionDeclined,
    MissionScoped,
    MissionVerified,
    NeedStated,
    ProposalMade,
    ScopeRevised,
    TermsNegotiated,
)
from domain.mission.mission import Mission


def scoping(mission: Mission, event: ScopingEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case NeedStated(client=client, consultant=consultant, umbrella=umbrella, need=need):
            return replace(mission, client=client, consultant=consultant, umbrella=umbrella, need=need)
        case ProposalMade():
            return replace(mission, proposed=True)
        case TermsNegotiated():
            return mission
        case MissionScoped(scope=scope) | ScopeRevised(scope=scope):
            return replace(mission, scope=scope, verified=False, consents=frozenset(), signatures=frozenset())
        case MissionVerified():
            return replace(mission, verified=True)
        case MissionDeclined() | MissionAbandoned():
            return replace(mission, given_up=True)
        case _:
            assert_never(event)
