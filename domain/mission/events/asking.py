"""The events of asks, and how each changes a mission: the party, the act, the cause, the due day."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import Audience, EventId, Key, Label, Party
from domain.mission.course_terms import AskedFor
from domain.mission.mission import Mission, MissionAsk, update_entry
from domain.record import BY_SYSTEM, Event

THE_PARTY_ASKED = frozenset({Audience.CLIENT, Audience.CONSULTANT, Audience.UMBRELLA})


class PartyAsked(Event, frozen=True, kw_only=True):
    """A party is asked for an act that it owes; only it and the umbrella company read it (demande)."""

    TYPE = "fr.jalon.mission.party-asked.v1"
    BY = BY_SYSTEM
    READERS = THE_PARTY_ASKED

    ask: Key
    party: Party
    what: AskedFor
    of: Key | None = None
    because_of: EventId
    due_on: date | None = None

    @property
    def audience(self) -> Audience:
        """The party asked."""
        return Audience(self.party)


class AskAnswered(Event, frozen=True, kw_only=True):
    """The act of an ask was done; `answer` is its event."""

    TYPE = "fr.jalon.mission.ask-answered.v1"
    BY = BY_SYSTEM
    READERS = THE_PARTY_ASKED

    ask: Key
    party: Party
    answer: EventId

    @property
    def audience(self) -> Audience:
        """The party asked."""
        return Audience(self.party)


class AskWithdrawn(Event, frozen=True, kw_only=True):
    """The act of an ask is no longer owed."""

    TYPE = "fr.jalon.mission.ask-withdrawn.v1"
    BY = BY_SYSTEM
    READERS = THE_PARTY_ASKED

    ask: Key
    party: Party
    why: Label

    @property
    def audience(self) -> Audience:
        """The party asked."""
        return Audience(self.party)


AskingEvent = PartyAsked | AskAnswered | AskWithdrawn


def evolve_asking(mission: Mission, event: AskingEvent, _: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    match event:
        case PartyAsked(ask=key, party=party):
            return replace(mission, asks={**mission.asks, key: MissionAsk(party)})
        case AskAnswered(ask=key) | AskWithdrawn(ask=key):
            asks = update_entry(mission.asks, key, lambda ask: replace(ask, open=False))
            return replace(mission, asks=asks)
        case _:
            assert_never(event)
