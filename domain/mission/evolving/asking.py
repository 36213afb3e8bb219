"""How the facts of asking change a mission."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.mission.events import AskingEvent
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.mission.evolving.state_updates import changed
from domain.mission.mission import Ask, Mission


def asking(mission: Mission, event: AskingEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case PartyAsked(ask=key, party=party):
            return replace(mission, asks={**mission.asks, key: Ask(party)})
        case AskAnswered(ask=key) | AskWithdrawn(ask=key):
            asks = changed(mission.asks, key, lambda ask: replace(ask, open=False))
            return replace(mission, asks=asks)
        case _:
            assert_never(event)
