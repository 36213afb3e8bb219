"""The aggregates, and the states that a decision may read, each folded from the events of its stream."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, get_args
from uuid import UUID

from domain.account import account
from domain.account.events import AccountEvent
from domain.asking import outside_ask
from domain.asking.events import OutsideAskEvent
from domain.client import client
from domain.client.events import ClientEvent
from domain.consultant import consultant
from domain.consultant.events import ConsultantEvent
from domain.consultant.evolve import evolve as evolve_consultant
from domain.invoicing import bank, series
from domain.language import (
    ClientId,
    ConsultantId,
    EventId,
    Kind,
    MissionId,
    Month,
    Stream,
    UmbrellaId,
    pay_month_stream,
)
from domain.language import account_stream as account_of
from domain.mission.events import MissionEvent
from domain.mission.evolve import evolve as evolve_mission
from domain.mission.mission import Mission
from domain.operations import operations
from domain.operations.events import OperationsEvent
from domain.paymonth import paymonth
from domain.paymonth.events import PayMonthEvent
from domain.record import Event, IdentifiedEvent
from domain.refusals import NothingKnown
from domain.refused import RefusalRecorded
from domain.umbrella import umbrella
from domain.umbrella.events import UmbrellaEvent
from domain.umbrella.evolve import evolve as evolve_umbrella

PartyIds = tuple[UUID | None, UUID | None]
StateLookup = Callable[[Stream], Any]
EventLookup = Callable[[Stream, UUID], Event | None]


class AggregateType(NamedTuple):
    """A kind of stream: its events, its state before any of them, and how an event changes it.

    `parties` returns the client and the consultant that a stream concerns, from its state.
    """

    events: tuple[type[Event], ...]
    initial_state: Any
    evolve: Callable[[Any, IdentifiedEvent[Any]], Any]
    parties: Callable[[Stream, Any], PartyIds]

    def fold_events(self, state: Any, events: Iterable[IdentifiedEvent[Any]]) -> Any:
        """Return the state after these events."""
        evolve = self.evolve
        for event in events:
            state = evolve(state, event)
        return state


def _parties_of_mission(_: Stream, mission: Mission) -> PartyIds:
    return (mission.client, mission.consultant)


def _parties_of_state(_: Stream, state: account.Account | paymonth.PayMonth) -> PartyIds:
    return (None, state.consultant)


def _parties_of_consultant(stream: Stream, _: consultant.Consultant) -> PartyIds:
    return (None, stream.id)


def _parties_of_client(stream: Stream, _: client.Client) -> PartyIds:
    return (stream.id, None)


def _no_parties(_: Stream, __: Any) -> PartyIds:
    return (None, None)


def _keep_state(state: Any, _: IdentifiedEvent[Any]) -> Any:
    return state


AGGREGATES: dict[Kind, AggregateType] = {
    Kind.MISSION: AggregateType(get_args(MissionEvent), Mission(), evolve_mission, _parties_of_mission),
    Kind.PAY_MONTH: AggregateType(
        get_args(PayMonthEvent), paymonth.PayMonth(), paymonth.evolve, _parties_of_state
    ),
    Kind.CONSULTANT: AggregateType(
        get_args(ConsultantEvent),
        consultant.Consultant(),
        evolve_consultant,
        _parties_of_consultant,
    ),
    Kind.CLIENT: AggregateType(get_args(ClientEvent), client.Client(), client.evolve, _parties_of_client),
    Kind.UMBRELLA: AggregateType(
        get_args(UmbrellaEvent), umbrella.UmbrellaCompany(), evolve_umbrella, _no_parties
    ),
    Kind.SERIES: AggregateType((series.NumberAllotted,), series.Series(), series.evolve, _no_parties),
    Kind.BANK_LINE: AggregateType((bank.BankLineAllocated,), bank.BankLine(), bank.evolve, _no_parties),
    Kind.ACCOUNT: AggregateType(get_args(AccountEvent), account.Account(), account.evolve, _parties_of_state),
    Kind.ASK: AggregateType(
        get_args(OutsideAskEvent), outside_ask.OutsideAsk(), outside_ask.evolve, outside_ask.parties_of_ask
    ),
    Kind.REFUSAL: AggregateType((RefusalRecorded,), None, _keep_state, _no_parties),
    Kind.OPERATIONS: AggregateType(
        get_args(OperationsEvent), operations.Operations(), operations.evolve, _no_parties
    ),
}
"""Every kind of stream there is."""

EVENT_TYPES: dict[str, type[Event]] = {
    event.TYPE: event for life in AGGREGATES.values() for event in life.events
}
"""Every event there is, by its stored name."""


class DecisionContext:
    """The states that one decision reads; each is loaded when it is needed. `about` is the command's stream.

    A state does not keep the id of every event: `find_event` looks an event up in the stored stream.
    """

    def __init__(
        self, state_of: StateLookup, find_event: EventLookup, reads: frozenset[Kind], about: Stream
    ) -> None:
        self._state_of = state_of
        self._find_event = find_event
        self._reads = reads
        self.about = about

    def state_of(self, stream: Stream) -> Any:
        """Return the state of a stream; its kind must be one that the command declares to read."""
        assert stream.kind in self._reads, f"{stream.kind} is not among what the command reads"
        return self._state_of(stream)

    def subject_state(self) -> Any:
        """Return the state of the command's own stream; raises `NothingKnown` for an unknown mission."""
        return (
            self._existing_mission(self.about)
            if self.about.kind is Kind.MISSION
            else self.state_of(self.about)
        )

    def find_event(self, event_id: EventId, streams: Iterable[Stream]) -> Event:
        """Return the event that a command names, from these streams.

        Raises `NothingKnown`.
        """
        for stream in streams:
            assert stream.kind in self._reads, f"{stream.kind} is not among what the command reads"
            if (event := self._find_event(stream, event_id)) is not None:
                return event
        raise NothingKnown(about=f"fact {event_id}")

    def mission(self, identity: MissionId) -> Mission:
        """Return a mission that exists; raises `NothingKnown`."""
        return self._existing_mission(Stream(Kind.MISSION, identity))

    def consultant(self, identity: ConsultantId) -> consultant.Consultant:
        """Return the state of a consultant; the blank state for an unknown one."""
        return self.state_of(Stream(Kind.CONSULTANT, identity))

    def client(self, identity: ClientId) -> client.Client:
        """Return the state of a client company; the blank state for an unknown one."""
        return self.state_of(Stream(Kind.CLIENT, identity))

    def umbrella(self, identity: UmbrellaId) -> umbrella.UmbrellaCompany:
        """Return the state of the umbrella company; the blank state for an unknown one."""
        return self.state_of(Stream(Kind.UMBRELLA, identity))

    def pay_month(self, identity: ConsultantId, month: Month) -> paymonth.PayMonth:
        """Return the state of a consultant's month; the blank state before it is opened."""
        return self.state_of(pay_month_stream(identity, month))

    def account(self, identity: ConsultantId) -> account.Account:
        """Return the activity account of a consultant."""
        return self.state_of(account_of(identity))

    def _existing_mission(self, stream: Stream) -> Mission:
        mission: Mission = self.state_of(stream)
        if mission is AGGREGATES[Kind.MISSION].initial_state:
            raise NothingKnown(about=str(stream))
        return mission
