"""The given, when, then of the domain: given events, when a command, then events or a refusal.

The cast is fixed: one umbrella company, two clients, two consultants, two missions. An event finds its
stream by its type; `within` puts it on another one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from msgspec.structs import replace as with_

from domain.aggregates import AGGREGATES
from domain.command_definition import decide, iter_days_happened
from domain.commands import COMMAND_OF
from domain.language import (
    ConsultantId,
    DocumentHash,
    EventId,
    Kind,
    MissionId,
    Party,
    Region,
    Role,
    Stream,
    account_stream,
    bank_line_stream,
    client_id_of,
    pay_month_stream,
    series_stream,
    stream_of_key,
    umbrella_id_of,
)
from domain.mission.mission import Mission
from domain.record import Act, Actor, AuthMethod, AuthType, Channel, Event, Recorded, Second
from domain.refused import Refused

CLIENT, CONSULTANT, UMBRELLA, SYSTEM = Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA, Party.SYSTEM

ALTO = umbrella_id_of("552100554")
ACME, GLOBEX = client_id_of("732829320"), client_id_of("404833048")
ANNE, BASILE = ConsultantId(UUID(int=0xA)), ConsultantId(UUID(int=0xB))
MISSION, OTHER_MISSION = MissionId(UUID(int=0x1)), MissionId(UUID(int=0x2))
MONTH, SERIES = "2026-03", "F"
TODAY = date(2026, 3, 2)  # a Monday
DOCUMENT: DocumentHash = "sha256:" + "d" * 64

STREAMS = {
    Kind.MISSION: Stream(Kind.MISSION, MISSION),
    Kind.PAY_MONTH: pay_month_stream(ANNE, MONTH),
    Kind.CONSULTANT: Stream(Kind.CONSULTANT, ANNE),
    Kind.CLIENT: Stream(Kind.CLIENT, ACME),
    Kind.UMBRELLA: Stream(Kind.UMBRELLA, ALTO),
    Kind.SERIES: series_stream(ALTO, SERIES),
    Kind.BANK_LINE: bank_line_stream(ALTO, "VIR-1"),
    Kind.ACCOUNT: account_stream(ANNE),
    Kind.REFUSAL: Stream(Kind.REFUSAL, UUID(int=0xF)),
    Kind.OPERATIONS: stream_of_key(Kind.OPERATIONS, "demo"),
}


class SundaysOff:
    """Every day but Sunday and the first of May is a jour ouvrable."""

    @property
    def version(self) -> str:
        return "sundays off, 1"

    def for_region(self, region: Region) -> "SundaysOff":
        return SundaysInAlsace() if region is Region.ALSACE_MOSELLE else self

    def add_working_days(self, day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= day.weekday() != 6 and (day.month, day.day) != (5, 1)
        return day


class SundaysInAlsace(SundaysOff):
    """The third of March is a holiday as well."""

    @property
    def version(self) -> str:
        return "sundays off in Alsace, 1"

    def add_working_days(self, day: date, count: int) -> date:
        due = super().add_working_days(day, count)
        return super().add_working_days(due, 1) if day < date(2026, 3, 3) <= due else due


CALENDAR = SundaysOff()


@dataclass(frozen=True)
class Within:
    """An event in a stream other than the default stream of its kind."""

    stream: Stream
    fact: Event


def within(stream: Stream, *events: Event) -> tuple[Within, ...]:
    return tuple(Within(stream, event) for event in events)


Events = Event | Within | Iterable["Events"]


def place_events(events: Events) -> list[tuple[Stream, Event]]:
    """Return each event with its stream, in the order given."""
    if isinstance(events, Within):
        return [(events.stream, events.fact)]
    if isinstance(events, Event):
        return [(STREAMS[Kind(events.TYPE.split(".")[2])], events)]
    return [pair for event in events for pair in place_events(event)]


def event_of(kind: Kind, version: int) -> EventId:
    """The id of a given event, by its version in the default stream of its kind."""
    return _event_id(STREAMS[kind], version)


def _event_id(stream: Stream, version: int) -> EventId:
    return EventId(uuid5(NAMESPACE_URL, f"{stream}/{version}"))


def recorded(stream: Stream, version: int, event: Event, party: Party | None = None) -> Recorded[Any]:
    """Wrap an event in its envelope, with deterministic ids and times."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=version)
    stated_by = party if party in event.BY else min(event.BY)
    return Recorded(
        id=_event_id(stream, version),
        source="/jalon/demo",
        type=event.TYPE,
        subject=str(stream),
        time=at,
        recorded_at=at,
        sequence=f"{version:010d}",
        correlation_id=uuid5(NAMESPACE_URL, "correlation"),
        causation_id=uuid5(NAMESPACE_URL, "causation"),
        command_id=uuid5(NAMESPACE_URL, "command"),
        auth_type=AuthType.USER,
        auth_id=f"{stated_by}-1",
        party=stated_by,
        auth_method=AuthMethod.SCENARIO,
        audience=event.audience,
        content_type="application/json",
        data_schema=f"urn:jalon:schema:{event.TYPE}",
        data=event,
    )


REPRESENTED = {CLIENT: ACME, CONSULTANT: ANNE}


def acting(party: Party, represents: UUID | None = None) -> Actor:
    """A user of a party; by default the client or the consultant of this mission."""
    return Actor(
        principal=f"{party}-1",
        party=party,
        method=AuthMethod.SCENARIO,
        represents=represents or REPRESENTED.get(party),
    )


TWO = with_(acting(UMBRELLA), second=Second(principal="umbrella-2", party=UMBRELLA))


def on_behalf_of(party: Party, document: DocumentHash | None = DOCUMENT) -> Actor:
    """An adviser of the umbrella company who records a party's written statement."""
    return Actor(
        principal="adviser-1",
        party=UMBRELLA,
        method=AuthMethod.ON_BEHALF,
        role=Role.ADVISER,
        acting_for=party,
        channel=Channel.EMAIL,
        evidence=document,
    )


def act(by: Actor, on: date = TODAY, *, backdated: bool = False) -> Act:
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return Act(by=by, time=noon, day=on, calendar=CALENDAR, backdated=backdated)


def its_day(command: Any, today: date = TODAY) -> date:
    """The first day on which a command is possible: no day that it states as past is later."""
    return max((today, *(day for _, day in iter_days_happened(command))))


@dataclass
class History:
    """Events by stream, and the state folded from each stream."""

    events: dict[Stream, list[Recorded[Any]]] = field(default_factory=dict)
    states: dict[Stream, Any] = field(default_factory=dict)

    def state_of(self, stream: Stream) -> Any:
        return self.states.get(stream, AGGREGATES[stream.kind].blank)

    def add(self, stream: Stream, event: Event, party: Party | None = None) -> Recorded[Any]:
        events = self.events.setdefault(stream, [])
        recorded_event = recorded(stream, len(events) + 1, event, party)
        self.states[stream] = AGGREGATES[stream.kind].evolve(self.state_of(stream), recorded_event)
        events.append(recorded_event)
        return recorded_event

    def held(self, stream: Stream, event: UUID) -> Event | None:
        return next((known.data for known in self.events.get(stream, ()) if known.id == event), None)

    def mission(self, identity: MissionId = MISSION) -> Mission:
        return self.state_of(Stream(Kind.MISSION, identity))


@dataclass
class Attempt:
    """A command to decide, with its history and its act."""

    history: History
    command: Any
    act: Act

    def answer(self) -> Mapping[Stream, Sequence[Event]]:
        row = COMMAND_OF[type(self.command)]
        return decide(row, self.history.state_of, self.history.held, self.command, self.act)

    def then(self, *placed_events: Events) -> None:
        expected: dict[Stream, list[Event]] = {}
        for stream, event in place_events(placed_events):
            expected.setdefault(stream, []).append(event)
        found = {stream: list(events) for stream, events in self.answer().items() if events}
        assert found == expected
        for event in (event for events in found.values() for event in events):
            assert event.audience in event.READERS

    def refused(self, refusal: Refused) -> None:
        with pytest.raises(type(refusal)) as caught:
            self.answer()
        assert caught.value == refusal


@dataclass
class Given:
    """A history of given events."""

    history: History

    def when(
        self, command: Any, by: Party | Actor | None = None, on: date | None = None, **how: bool
    ) -> Attempt:
        """Give a command; by default by its only party, on its first possible day."""
        on = on or its_day(command)
        if by is None:
            (by,) = COMMAND_OF[type(command)].by
        return Attempt(self.history, command, act(acting(by) if isinstance(by, Party) else by, on, **how))


def given(*events: Events) -> Given:
    history = History()
    for stream, event in place_events(events):
        history.add(stream, event)
    return Given(history)
