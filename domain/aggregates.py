"""What a decision may know: the state of each stream, folded from its facts by the life it has."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, get_args
from uuid import UUID

from domain.account import account
from domain.account.events import AccountEvent
from domain.asking import outside_ask
from domain.asking.events import AskingEvent
from domain.client import client
from domain.client.events import ClientEvent
from domain.consultant import consultant
from domain.consultant.events import ConsultantEvent
from domain.consultant.evolve import evolve as evolve_consultant
from domain.invoicing import bank, series
from domain.language import (
    ClientId,
    ConsultantId,
    FactId,
    Kind,
    MissionId,
    Month,
    Stream,
    UmbrellaId,
    pay_month,
)
from domain.language import account as account_of
from domain.mission.events import MissionEvent
from domain.mission.evolve import evolve as evolve_mission
from domain.mission.mission import Mission
from domain.operations import operations
from domain.operations.events import OperationsEvent
from domain.paymonth import paymonth
from domain.paymonth.events import PayMonthEvent
from domain.record import Event, Fact
from domain.refusals import NothingKnown
from domain.refused import RefusalRecorded
from domain.umbrella import umbrella
from domain.umbrella.events import UmbrellaEvent
from domain.umbrella.evolve import evolve as evolve_umbrella

Parties = tuple[UUID | None, UUID | None]
StateOf = Callable[[Stream], Any]
Held = Callable[[Stream, UUID], Event | None]


class Life(NamedTuple):
    """A kind of stream: its facts, its state before any of them, and how a fact changes it.

    `parties` tells the client and the consultant that a stream concerns, from its state.
    """

    events: tuple[type[Event], ...]
    blank: Any
    evolve: Callable[[Any, Fact[Any]], Any]
    parties: Callable[[Stream, Any], Parties]

    def fold(self, state: Any, facts: Iterable[Fact[Any]]) -> Any:
        """Return the state after these facts."""
        evolve = self.evolve
        for fact in facts:
            state = evolve(state, fact)
        return state


def _of_mission(_: Stream, mission: Mission) -> Parties:
    return (mission.client, mission.consultant)


def _of_consultant(_: Stream, state: account.Account | paymonth.PayMonth) -> Parties:
    return (None, state.consultant)


def _itself_consultant(stream: Stream, _: consultant.Consultant) -> Parties:
    return (None, stream.id)


def _itself_client(stream: Stream, _: client.Client) -> Parties:
    return (stream.id, None)


def _of_nobody(_: Stream, __: Any) -> Parties:
    return (None, None)


def _unchanged(state: Any, _: Fact[Any]) -> Any:
    return state


LIVES: dict[Kind, Life] = {
    Kind.MISSION: Life(get_args(MissionEvent), Mission(), evolve_mission, _of_mission),
    Kind.PAY_MONTH: Life(get_args(PayMonthEvent), paymonth.PayMonth(), paymonth.evolve, _of_consultant),
    Kind.CONSULTANT: Life(
        get_args(ConsultantEvent),
        consultant.Consultant(),
        evolve_consultant,
        _itself_consultant,
    ),
    Kind.CLIENT: Life(get_args(ClientEvent), client.Client(), client.evolve, _itself_client),
    Kind.UMBRELLA: Life(get_args(UmbrellaEvent), umbrella.UmbrellaCompany(), evolve_umbrella, _of_nobody),
    Kind.SERIES: Life((series.NumberAllotted,), series.Series(), series.evolve, _of_nobody),
    Kind.BANK_LINE: Life((bank.BankLineAllocated,), bank.BankLine(), bank.evolve, _of_nobody),
    Kind.ACCOUNT: Life(get_args(AccountEvent), account.Account(), account.evolve, _of_consultant),
    Kind.ASK: Life(get_args(AskingEvent), outside_ask.Ask(), outside_ask.evolve, outside_ask.parties),
    Kind.REFUSAL: Life((RefusalRecorded,), None, _unchanged, _of_nobody),
    Kind.OPERATIONS: Life(get_args(OperationsEvent), operations.Operations(), operations.evolve, _of_nobody),
}
"""Every kind of stream there is."""

FACTS: dict[str, type[Event]] = {event.TYPE: event for life in LIVES.values() for event in life.events}
"""Every fact there is, by its stored name."""


class World:
    """The states that one decision sees; it asks for a stream when it needs it. `about`: its order's.

    No state keeps the id of every fact, so what a stream holds under one is asked of whoever keeps them.
    """

    def __init__(self, state_of: StateOf, held: Held, reads: frozenset[Kind], about: Stream) -> None:
        self._state_of = state_of
        self._held = held
        self._reads = reads
        self.about = about

    def at(self, stream: Stream) -> Any:
        """Return the state of a stream; only of a kind that the order says it reads."""
        assert stream.kind in self._reads, f"{stream.kind} is not among what the order reads"
        return self._state_of(stream)

    def itself(self) -> Any:
        """Return the state of what the order is about; raises `NothingKnown` for an unknown mission."""
        return self._stated(self.about) if self.about.kind is Kind.MISSION else self.at(self.about)

    def held(self, fact: FactId, streams: Iterable[Stream]) -> Event:
        """Return the fact that an order names, from the one of these streams that holds it.

        Raises `NothingKnown`.
        """
        for stream in streams:
            assert stream.kind in self._reads, f"{stream.kind} is not among what the order reads"
            if (event := self._held(stream, fact)) is not None:
                return event
        raise NothingKnown(about=f"fact {fact}")

    def mission(self, identity: MissionId) -> Mission:
        """Return a mission that exists; raises `NothingKnown`."""
        return self._stated(Stream(Kind.MISSION, identity))

    def consultant(self, identity: ConsultantId) -> consultant.Consultant:
        """Return what is known of a consultant, be it nothing."""
        return self.at(Stream(Kind.CONSULTANT, identity))

    def client(self, identity: ClientId) -> client.Client:
        """Return what is known of a client company, be it nothing."""
        return self.at(Stream(Kind.CLIENT, identity))

    def umbrella(self, identity: UmbrellaId) -> umbrella.UmbrellaCompany:
        """Return what is known of the umbrella company, be it nothing."""
        return self.at(Stream(Kind.UMBRELLA, identity))

    def pay_month(self, identity: ConsultantId, month: Month) -> paymonth.PayMonth:
        """Return a month of a consultant, be it blank."""
        return self.at(pay_month(identity, month))

    def account(self, identity: ConsultantId) -> account.Account:
        """Return the activity account of a consultant."""
        return self.at(account_of(identity))

    def _stated(self, stream: Stream) -> Mission:
        mission: Mission = self.at(stream)
        if mission is LIVES[Kind.MISSION].blank:
            raise NothingKnown(about=str(stream))
        return mission
