"""An ask outside a mission: its state, and the orders that open, answer and withdraw it."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.asking.events import AskAnswered, AskingEvent, AskWithdrawn, PartyAsked, concerned
from domain.language import FactId, Key, Kind, Label, Party, Stream, command
from domain.mission.course_terms import AskedFor
from domain.record import Fact


class Ask(Struct, frozen=True, kw_only=True):
    """What a party was asked for, about whom, and whether it still waits."""

    about: Label = ""
    party: Party = Party.SYSTEM
    open: bool = False


@command
class AskAbout:
    """Ask a party for an act that it owes, about a consultant, a client or the umbrella company."""

    about: Label
    ask: Key
    party: Party
    what: AskedFor
    of: Key | None = None
    because_of: FactId
    due_on: date | None = None


@command
class NoteAnswerAbout:
    """Note the fact that answers an ask outside a mission."""

    about: Label
    ask: Key
    answer: FactId


@command
class WithdrawAskAbout:
    """Withdraw an ask outside a mission, whose act is no longer owed."""

    about: Label
    ask: Key
    why: Key


def evolve(ask: Ask, fact: Fact[AskingEvent]) -> Ask:
    """Return the ask after one more fact."""
    match fact.data:
        case PartyAsked(about=about, party=party):
            return Ask(about=about, party=party, open=True)
        case AskAnswered() | AskWithdrawn():
            return replace(ask, open=False)
        case _:
            assert_never(fact.data)


def parties(_: Stream, ask: Ask) -> tuple[UUID | None, UUID | None]:
    """Return the client and the consultant that an ask is about."""
    return (concerned(ask.about, Kind.CLIENT), concerned(ask.about, Kind.CONSULTANT))
