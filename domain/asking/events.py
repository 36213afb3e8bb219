"""The events of asking about a consultant, a client or the company; each ask is a stream of its own."""

from datetime import date
from uuid import UUID

from domain.language import Audience, EventId, Key, Kind, Label, Party
from domain.mission.course_terms import AskedFor
from domain.mission.events.asking import THE_PARTY_ASKED
from domain.record import BY_SYSTEM, Event


class PartyAsked(Event, frozen=True, kw_only=True):
    """A party is asked for an act that it owes outside a mission (demande).

    `about` is the stream of the consultant, the client or the company that the act concerns.
    """

    TYPE = "fr.jalon.ask.party-asked.v1"
    BY = BY_SYSTEM
    READERS = THE_PARTY_ASKED

    about: Label
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

    @property
    def client(self) -> UUID | None:
        """The client that it is about, if any."""
        return id_of_kind(self.about, Kind.CLIENT)

    @property
    def consultant(self) -> UUID | None:
        """The consultant that it is about, if any."""
        return id_of_kind(self.about, Kind.CONSULTANT)


class AskAnswered(Event, frozen=True, kw_only=True):
    """The act of an ask was done; `answer` is its event."""

    TYPE = "fr.jalon.ask.ask-answered.v1"
    BY = BY_SYSTEM
    READERS = THE_PARTY_ASKED

    ask: Key
    about: Label
    party: Party
    answer: EventId

    @property
    def audience(self) -> Audience:
        """The party asked."""
        return Audience(self.party)


class AskWithdrawn(Event, frozen=True, kw_only=True):
    """The act of an ask is no longer owed."""

    TYPE = "fr.jalon.ask.ask-withdrawn.v1"
    BY = BY_SYSTEM
    READERS = THE_PARTY_ASKED

    ask: Key
    about: Label
    party: Party
    why: Label

    @property
    def audience(self) -> Audience:
        """The party asked."""
        return Audience(self.party)


OutsideAskEvent = PartyAsked | AskAnswered | AskWithdrawn


def id_of_kind(about: Label, kind: Kind) -> UUID | None:
    """Return the id of the stream that an ask is about, if the stream is of this kind."""
    its, _, identity = about.partition("/")
    return UUID(identity) if its == kind else None
