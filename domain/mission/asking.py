"""Asks in a mission. The answer names the act that fulfils the ask, so that silence can be proved."""

from datetime import date

from domain.language import EventId, Key, MissionId, Party, command
from domain.mission.course_terms import AskedFor
from domain.mission.events import MissionEvent
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.mission.mission import Mission, MissionAsk
from domain.mission.refusals import AlreadyDone, NoSuchAsk
from domain.record import Act
from domain.refusals import NotTheirAct

PARTIES = (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA)


@command
class AskParty:
    """Ask a party for an act that it owes because of an event; `of` is the deliverable, change or month."""

    mission: MissionId
    ask: Key
    party: Party
    what: AskedFor
    of: Key | None = None
    because_of: EventId
    due_on: date | None = None


@command
class NoteAnswer:
    """Note the event that answers an ask."""

    mission: MissionId
    ask: Key
    answer: EventId


@command
class WithdrawAsk:
    """Withdraw an ask because its act is no longer owed."""

    mission: MissionId
    ask: Key
    why: Key


def ask(mission: Mission, command: AskParty, _: Act) -> list[MissionEvent]:
    """Ask a party, once under this key."""
    if command.party not in PARTIES:
        raise NotTheirAct(act=command.what, party=command.party, acts_of=PARTIES)
    if command.ask in mission.asks:
        raise AlreadyDone(act="AskParty", of=command.ask)
    return [
        PartyAsked(
            ask=command.ask,
            party=command.party,
            what=command.what,
            of=command.of,
            because_of=command.because_of,
            due_on=command.due_on,
        )
    ]


def answer(mission: Mission, command: NoteAnswer, _: Act) -> list[MissionEvent]:
    """Record the answer to an open ask."""
    asked = _get_open_ask(mission, command.ask)
    return [AskAnswered(ask=command.ask, party=asked.party, answer=command.answer)]


def withdraw(mission: Mission, command: WithdrawAsk, _: Act) -> list[MissionEvent]:
    """Withdraw an open ask, with the reason."""
    asked = _get_open_ask(mission, command.ask)
    return [AskWithdrawn(ask=command.ask, party=asked.party, why=command.why)]


def _get_open_ask(mission: Mission, key: Key) -> MissionAsk:
    known = mission.asks.get(key)
    if known is None or not known.open:
        raise NoSuchAsk(ask=key)
    return known
