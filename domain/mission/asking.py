"""Asking: a party is asked for what it owes; the act that answers is named, so silence can be proved."""

from datetime import date

from domain.language import FactId, Key, MissionId, Party, command
from domain.mission.course_terms import AskedFor
from domain.mission.events import MissionEvent
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.mission.mission import Ask, Mission
from domain.mission.refusals import AlreadyDone, NoSuchAsk
from domain.record import Act
from domain.refusals import NotTheirAct

PARTIES = (Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA)


@command
class AskParty:
    """Ask a party for an act that it owes, because of a fact; `of` is the deliverable, change or month."""

    mission: MissionId
    ask: Key
    party: Party
    what: AskedFor
    of: Key | None = None
    because_of: FactId
    due_on: date | None = None


@command
class NoteAnswer:
    """Note the fact that answers an ask."""

    mission: MissionId
    ask: Key
    answer: FactId


@command
class WithdrawAsk:
    """Withdraw an ask whose act is no longer owed."""

    mission: MissionId
    ask: Key
    why: Key


def ask(mission: Mission, order: AskParty, _: Act) -> list[MissionEvent]:
    """Ask a party, once under this key."""
    if order.party not in PARTIES:
        raise NotTheirAct(act=order.what, party=order.party, acts_of=PARTIES)
    if order.ask in mission.asks:
        raise AlreadyDone(act="AskParty", of=order.ask)
    return [
        PartyAsked(
            ask=order.ask,
            party=order.party,
            what=order.what,
            of=order.of,
            because_of=order.because_of,
            due_on=order.due_on,
        )
    ]


def answer(mission: Mission, order: NoteAnswer, _: Act) -> list[MissionEvent]:
    """Note the answer to an ask that is open."""
    asked = _open(mission, order.ask)
    return [AskAnswered(ask=order.ask, party=asked.party, answer=order.answer)]


def withdraw(mission: Mission, order: WithdrawAsk, _: Act) -> list[MissionEvent]:
    """Withdraw an ask that is open, and say why."""
    asked = _open(mission, order.ask)
    return [AskWithdrawn(ask=order.ask, party=asked.party, why=order.why)]


def _open(mission: Mission, key: Key) -> Ask:
    known = mission.asks.get(key)
    if known is None or not known.open:
        raise NoSuchAsk(ask=key)
    return known
