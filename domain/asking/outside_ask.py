"""An ask outside a mission: its state, and the commands that open, answer and withdraw it."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.asking.events import AskAnswered, AskWithdrawn, OutsideAskEvent, PartyAsked, id_of_kind
from domain.language import EventId, Key, Kind, Label, Party, Stream, command
from domain.mission.course_terms import AskedFor
from domain.record import IdentifiedEvent


class OutsideAsk(Struct, frozen=True, kw_only=True):
    """The state of an ask outside a mission: the party, the act, the subject, and whether it is open."""

    about: Label = ""
    party: Party = Party.SYSTEM
    open: bool = False


@command
class AskAbout:
    """Ask a party for an act that it owes about a consultant, a client or the umbrella company."""

    about: Label
    ask: Key
    party: Party
    what: AskedFor
    of: Key | None = None
    because_of: EventId
    due_on: date | None = None


@command
class NoteAnswerAbout:
    """Note the event that answers an ask outside a mission."""

    about: Label
    ask: Key
    answer: EventId


@command
class WithdrawAskAbout:
    """Withdraw an ask outside a mission because its act is no longer owed."""

    about: Label
    ask: Key
    why: Key


def evolve(ask: OutsideAsk, recorded: IdentifiedEvent[OutsideAskEvent]) -> OutsideAsk:
    """Return the ask after one more event."""
    match recorded.data:
        case PartyAsked(about=about, party=party):
            return OutsideAsk(about=about, party=party, open=True)
        case AskAnswered() | AskWithdrawn():
            return replace(ask, open=False)
        case _:
            assert_never(recorded.data)


def parties_of_ask(_: Stream, ask: OutsideAsk) -> tuple[UUID | None, UUID | None]:
    """Return the client and the consultant that an ask is about."""
    return (id_of_kind(ask.about, Kind.CLIENT), id_of_kind(ask.about, Kind.CONSULTANT))
