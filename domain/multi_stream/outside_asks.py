"""Asks about a registered party: each opened once under its key, then answered or withdrawn."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from domain.aggregates import DecisionContext
from domain.asking.events import AskAnswered, AskWithdrawn, PartyAsked
from domain.asking.outside_ask import AskAbout, NoteAnswerAbout, OutsideAsk, WithdrawAskAbout
from domain.language import Kind, Label, Stream, ask_stream
from domain.mission.asking import PARTIES
from domain.mission.refusals import AlreadyDone, NoSuchAsk
from domain.multi_stream import EventsByStream
from domain.record import Act
from domain.refusals import NothingKnown, NotTheirAct


def ask(context: DecisionContext, command: AskAbout, _: Act) -> EventsByStream:
    """Ask a party about a registered subject, once under this key."""
    if command.party not in PARTIES:
        raise NotTheirAct(act=command.what, party=command.party, acts_of=PARTIES)
    _check_known(context, command.about)
    stream = ask_stream(command.about, command.ask)
    if context.state_of(stream).about:
        raise AlreadyDone(act="AskAbout", of=command.ask)
    asked = PartyAsked(
        about=command.about,
        ask=command.ask,
        party=command.party,
        what=command.what,
        of=command.of,
        because_of=command.because_of,
        due_on=command.due_on,
    )
    return {stream: [asked]}


def answer(context: DecisionContext, command: NoteAnswerAbout, _: Act) -> EventsByStream:
    """Record the answer to an open ask."""
    stream, asked = _get_open_ask(context, command)
    return {
        stream: [AskAnswered(about=command.about, ask=command.ask, party=asked.party, answer=command.answer)]
    }


def withdraw(context: DecisionContext, command: WithdrawAskAbout, _: Act) -> EventsByStream:
    """Withdraw an open ask, with the reason."""
    stream, asked = _get_open_ask(context, command)
    return {stream: [AskWithdrawn(about=command.about, ask=command.ask, party=asked.party, why=command.why)]}


def _get_open_ask(
    context: DecisionContext, command: NoteAnswerAbout | WithdrawAskAbout
) -> tuple[Stream, OutsideAsk]:
    stream = ask_stream(command.about, command.ask)
    asked: OutsideAsk = context.state_of(stream)
    if not asked.open:
        raise NoSuchAsk(ask=command.ask)
    return stream, asked


_REGISTERED: dict[Kind, Callable[[Any], object]] = {
    Kind.CONSULTANT: lambda consultant: consultant.registered,
    Kind.CLIENT: lambda client: client.siren,
    Kind.UMBRELLA: lambda umbrella: umbrella.siren,
}
"""The kinds that an ask may be about, and how each state shows that it is registered."""


def _check_known(context: DecisionContext, about: Label) -> None:
    kind, _, identity = about.partition("/")
    if kind not in _REGISTERED or not _is_uuid(identity):
        raise NothingKnown(about=about)
    if not _REGISTERED[Kind(kind)](context.state_of(Stream(Kind(kind), UUID(identity)))):
        raise NothingKnown(about=about)


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
