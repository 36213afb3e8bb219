"""Asking about somebody who is known: once under a key, until it is answered or withdrawn."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from domain.aggregates import World
from domain.asking.events import AskAnswered, AskWithdrawn, PartyAsked
from domain.asking.outside_ask import Ask, AskAbout, NoteAnswerAbout, WithdrawAskAbout
from domain.language import Kind, Label, Stream, ask_about
from domain.mission.asking import PARTIES
from domain.mission.refusals import AlreadyDone, NoSuchAsk
from domain.multi_stream import Facts
from domain.record import Act
from domain.refusals import NothingKnown, NotTheirAct


def ask(world: World, order: AskAbout, _: Act) -> Facts:
    """Ask a party, once under this key, about somebody who is known."""
    if order.party not in PARTIES:
        raise NotTheirAct(act=order.what, party=order.party, acts_of=PARTIES)
    _known(world, order.about)
    stream = ask_about(order.about, order.ask)
    if world.at(stream).about:
        raise AlreadyDone(act="AskAbout", of=order.ask)
    asked = PartyAsked(
        about=order.about,
        ask=order.ask,
        party=order.party,
        what=order.what,
        of=order.of,
        because_of=order.because_of,
        due_on=order.due_on,
    )
    return {stream: [asked]}


def answer(world: World, order: NoteAnswerAbout, _: Act) -> Facts:
    """Note the answer to an ask that is open."""
    stream, asked = _open(world, order)
    return {stream: [AskAnswered(about=order.about, ask=order.ask, party=asked.party, answer=order.answer)]}


def withdraw(world: World, order: WithdrawAskAbout, _: Act) -> Facts:
    """Withdraw an ask that is open, and say why."""
    stream, asked = _open(world, order)
    return {stream: [AskWithdrawn(about=order.about, ask=order.ask, party=asked.party, why=order.why)]}


def _open(world: World, order: NoteAnswerAbout | WithdrawAskAbout) -> tuple[Stream, Ask]:
    stream = ask_about(order.about, order.ask)
    asked: Ask = world.at(stream)
    if not asked.open:
        raise NoSuchAsk(ask=order.ask)
    return stream, asked


_THERE: dict[Kind, Callable[[Any], object]] = {
    Kind.CONSULTANT: lambda consultant: consultant.registered,
    Kind.CLIENT: lambda client: client.siren,
    Kind.UMBRELLA: lambda umbrella: umbrella.siren,
}
"""Whom one may ask about, and what says that they are known."""


def _known(world: World, about: Label) -> None:
    kind, _, identity = about.partition("/")
    if kind not in _THERE or not _is_id(identity):
        raise NothingKnown(about=about)
    if not _THERE[Kind(kind)](world.at(Stream(Kind(kind), UUID(identity)))):
        raise NothingKnown(about=about)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
