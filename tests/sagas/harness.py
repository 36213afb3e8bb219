"""Stories run against the domain: acts are decided, sagas fold the events, what they owe is decided too.

A `Stage` is a runner without storage: each command once, deadlines by the day, refusals as events. What it
holds every saga to is said in `settle` and in `at_rest`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice, permutations
from random import Random
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace

from adapters.engine.clock import paris_day
from domain.aggregates import AGGREGATES
from domain.asking import events as outside
from domain.command_definition import decide
from domain.commands import COMMAND_OF
from domain.language import Kind, Language, MissionId, Party, Stream
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.record import Actor, AuthMethod, Event, Recorded, Second
from domain.refused import RefusalRecorded, Refused
from sagas.saga import Deadline, DueCommand, Saga, SagaDue, Wait, command_id, principal_of
from tests.domain.given import MISSION, REPRESENTED, TODAY, act, acting, its_day, recorded
from tests.domain.town import CLIENTS, arrivals

AnySaga = Saga[Any]
Step = tuple[Any, Party] | tuple[Any, Party, date]
ROUNDS_MAX = 60
COMMANDS_MAX = 120
"""So many orders of a saga's acts are lived; beyond, they are sampled with a seed."""

OPENED = (PartyAsked, outside.PartyAsked)
ENDED = (AskAnswered, AskWithdrawn, outside.AskAnswered, outside.AskWithdrawn)


@dataclass
class Stage:
    """A town's history, day by day, with sagas that watch it."""

    stories: tuple[AnySaga, ...]
    today: date = TODAY
    log: list[Recorded[Any]] = field(default_factory=list)
    states: dict[Stream, Any] = field(default_factory=dict)
    versions: dict[Stream, int] = field(default_factory=dict)
    progress: dict[tuple[str, str], Any] = field(default_factory=dict)
    sent: dict[UUID, SagaDue] = field(default_factory=dict)
    refused: list[RefusalRecorded] = field(default_factory=list)
    last: Refused | None = None

    def state_of(self, stream: Stream) -> Any:
        return self.states.get(stream, AGGREGATES[stream.kind].initial_state)

    def held(self, stream: Stream, event: UUID) -> Any:
        return next((one.data for one in self.log if one.id == event and one.stream == stream), None)

    def mission(self, identity: MissionId = MISSION) -> Any:
        return self.state_of(Stream(Kind.MISSION, identity))

    def give(self, command: Any, party: Party, on: date | None = None) -> bool:
        """Let a party act, on a day, or once what it tells has happened; false when it was refused."""
        on = on or its_day(command, self.today)
        self.today = max(self.today, on)
        beside = Second(principal="umbrella-2", party=Party.UMBRELLA)
        represents = {**REPRESENTED, Party.CLIENT: CLIENTS.get(getattr(command, "mission", MISSION), None)}
        actor = replace(acting(party, represents.get(party)), second=beside)
        return self._decided(command, actor, on, uuid5(MISSION, f"act {len(self.log)}"))

    def must(self, *steps: Step) -> "Stage":
        """Let parties act, one after the other; each is possible when its turn comes."""
        for command, party, *on in steps:
            assert self.give(command, party, *on), f"{command} was refused: {self.last!r}"
            self.settle()
        return self

    def on(self, day: date) -> "Stage":
        """Let time pass, day by day: what was due once a day is over is done on the next."""
        while self.today < day:
            due = [one.on for one in self.owed() if isinstance(one, Deadline) and one.on is not None]
            coming = [last + timedelta(days=1) for last in due if last >= self.today]
            self.today = min([day, *coming])
            self.settle()
        return self

    def hear(self, event: Recorded[Any]) -> None:
        """Let what others lived happen here, on its day; the sagas then say what follows from it."""
        self.on(paris_day(event.recorded_at))
        life = AGGREGATES[event.stream.kind]
        self.versions[event.stream] = self.versions.get(event.stream, 0) + 1
        self.states[event.stream] = life.evolve(self.state_of(event.stream), event)
        self._fold(event)

    def overhear(self, event: Recorded[Any]) -> None:
        """Hear what happened elsewhere, the stories' own commands included: nothing is sent from here."""
        self.today = max(self.today, paris_day(event.recorded_at))
        life = AGGREGATES[event.stream.kind]
        self.versions[event.stream] = self.versions.get(event.stream, 0) + 1
        self.states[event.stream] = life.evolve(self.state_of(event.stream), event)
        self._fold(event)

    def settle(self) -> "Stage":
        """Send what is owed until nothing is: each command once, and none is owed once it was answered."""
        for _ in range(ROUNDS_MAX):
            due = list(self._due())
            if not due:
                return self
            for saga, key, owed in due:
                if owed in saga.due(key, self.progress[saga.name, key]):
                    self._send(saga, key, owed)
        raise AssertionError(f"no rest after {ROUNDS_MAX} rounds: {due}")

    def refuse(self, saga: AnySaga, key: str, owed: SagaDue, rule: str = "COM-1") -> Any:
        """Let a rule refuse what a saga owes, as if the domain had; return its progress then."""
        said = RefusalRecorded(
            command=type(owed.command).__name__,
            party=Party.SYSTEM,
            principal=principal_of(saga.name),
            about=key,
            refusal="Refused",
            rule=rule,
            article="",
            saw={},
            fr="non",
            en="no",
        )
        actor = Actor(principal=principal_of(saga.name), party=Party.SYSTEM, method=AuthMethod.SAGA)
        command = command_id(saga.name, key, owed.step, owed.occasion)
        self.sent[command] = owed
        self._add(Stream(Kind.REFUSAL, command), said, actor, self.today, command, (saga, key))
        return self.progress[saga.name, key]

    def owed(self) -> list[SagaDue]:
        return [one for saga, key, progress in self._told() for one in saga.due(key, progress)]

    def deadlines(self) -> dict[str, date]:
        """The commands that wait for a day, by name, each with its first day; asks by what they ask."""
        waiting = [(one.on, _named(one)) for one in self.owed() if isinstance(one, Deadline) and one.on]
        return {name: on for on, name in sorted(waiting, reverse=True)}

    def waits(self) -> list[Wait]:
        return [one for saga, key, progress in self._told() for one in saga.waits(key, progress)]

    def asked(self) -> list[tuple[str, str, str | None]]:
        """The asks that are open: of whom, for what, of which one."""
        over = {event.data.ask for event in self.log if isinstance(event.data, ENDED)}
        opened = [event.data for event in self.log if isinstance(event.data, OPENED)]
        return sorted((str(ask.party), str(ask.what), ask.of or "") for ask in opened if ask.ask not in over)

    def whats(self, party: Party | None = None) -> set[str]:
        return {what for who, what, _ in self.asked() if party in (None, who)}

    def told(self, kind: type[Event]) -> list[Any]:
        return [event.data for event in self.log if isinstance(event.data, kind)]

    def at_rest(self) -> "Stage":
        """Nothing is owed but on a later day; each open ask is named by what its saga waits for."""
        now = [one for one in self.owed() if isinstance(one, DueCommand)]
        assert not now, now
        named = {(str(wait.party), str(wait.what), wait.of or "") for wait in self.waits()}
        assert set(self.asked()) <= named
        assert len([event for event in self.log if isinstance(event.data, OPENED)]) == len(
            {event.data.ask for event in self.log if isinstance(event.data, OPENED)}
        )
        for saga in self.stories:
            folds_the_same(saga, self.log, {k: v for (n, k), v in self.progress.items() if n == saga.name})
        return self

    def _told(self) -> Iterator[tuple[AnySaga, str, Any]]:
        for saga in self.stories:
            for (name, key), progress in list(self.progress.items()):
                if name == saga.name:
                    yield saga, key, progress

    def _due(self) -> Iterator[tuple[AnySaga, str, SagaDue]]:
        for saga, key, progress in self._told():
            for owed in sorted(saga.due(key, progress), key=lambda one: (one.step, one.occasion)):
                if isinstance(owed, Deadline) and not (owed.on is not None and owed.on < self.today):
                    continue
                yield saga, key, owed

    def _send(self, saga: AnySaga, key: str, owed: SagaDue) -> None:
        command = command_id(saga.name, key, owed.step, owed.occasion)
        assert command not in self.sent, f"owed again after its answer: {owed}"
        self.sent[command] = owed
        actor = Actor(principal=principal_of(saga.name), party=Party.SYSTEM, method=AuthMethod.SAGA)
        on = owed.on + timedelta(days=1) if isinstance(owed, Deadline) and owed.on else self.today
        self._decided(owed.command, actor, on, command, saga, key)
        assert owed not in saga.due(key, self.progress[saga.name, key]), f"not settled: {owed}"

    def _decided(
        self,
        command: Any,
        actor: Actor,
        on: date,
        command_id_: UUID,
        saga: AnySaga | None = None,
        key: str = "",
    ) -> bool:
        row = COMMAND_OF[type(command)]
        about = row.about(command)
        try:
            decided = decide(row, self.state_of, self.held, command, act(actor, on))
        except Refused as refused:
            self.last = refused
            if saga is not None:
                said = _refusal(refused, type(command).__name__, actor, about)
                self.refused.append(said)
                self._add(Stream(Kind.REFUSAL, command_id_), said, actor, on, command_id_, (saga, key))
            return False
        for stream, events in decided.items():
            for event in events:
                assert event.audience in event.READERS
                self._add(stream, event, actor, on, command_id_)
        return True

    def _add(
        self,
        stream: Stream,
        event: Event,
        actor: Actor,
        on: date,
        command: UUID,
        told: tuple[AnySaga, str] | None = None,
    ) -> None:
        version = self.versions[stream] = self.versions.get(stream, 0) + 1
        life, before = AGGREGATES[stream.kind], self.state_of(stream)
        plain = recorded(stream, version, event, actor.whose)
        self.states[stream] = life.evolve(before, plain)
        client, consultant = life.parties(stream, self.states[stream])
        nobody = UUID(int=0)
        whole_event = replace(
            plain,
            time=act(actor, on).time,
            command_id=command,
            client_id=client if client != nobody else None,
            consultant_id=consultant if consultant != nobody else None,
        )
        self._fold(whole_event, told)

    def _fold(self, event: Recorded[Any], told: tuple[AnySaga, str] | None = None) -> None:
        self.log.append(event)
        for saga in self.stories:
            keys = saga.keys(event) if event.type in saga.event_types else set()
            if told is not None and told[0] is saga:
                keys = {told[1]}
            for key in keys:
                evolved = saga.evolve(self.progress.get((saga.name, key), saga.initial), event)
                self.progress[saga.name, key] = evolved


def _named(one: SagaDue) -> str:
    return str(getattr(one.command, "what", type(one.command).__name__))


def _refusal(refused: Refused, name: str, actor: Actor, about: Stream) -> RefusalRecorded:
    return RefusalRecorded(
        command=name,
        party=actor.whose,
        principal=actor.principal,
        about=str(about),
        refusal=type(refused).__name__,
        rule=refused.rule.id,
        article=refused.rule.article,
        saw=refused.saw,
        fr=refused.sentence(Language.FRENCH),
        en=refused.sentence(Language.ENGLISH),
    )


def stage(*sagas: AnySaga, leaving_out: Sequence[Any] = ()) -> Stage:
    """Return a town where everyone has arrived, watched by these sagas; some arrivals may be left out."""
    town = Stage(sagas)
    for command in (one for one in arrivals() if one not in leaving_out):
        assert town.give(command, Party.UMBRELLA), town.last
    return town.settle()


def folds_the_same(saga: AnySaga, log: Sequence[Recorded[Any]], now: dict[str, Any]) -> None:
    """Replayed from nothing, or with each event told twice, it comes to the same; and it can be stored."""
    for copies in (1, 2):
        again: dict[str, Any] = {}
        for event in log:
            if event.type not in saga.event_types or isinstance(event.data, RefusalRecorded):
                continue
            for key in saga.keys(event):
                for _ in range(copies):
                    again[key] = saga.evolve(again.get(key, saga.initial), event)
        for key, progress in now.items():
            stored = msgspec.json.decode(msgspec.json.encode(progress), type=saga.progress_type)
            assert stored == progress
            assert again.get(key, saga.initial) == replace(progress, refused={}), (saga.name, copies)


def commands_of(steps: Sequence[Any], seed: int = 7) -> Iterator[list[Any]]:
    """Every order of some acts, or a sample with a seed; the domain then says which ones can be lived."""
    if len(steps) <= 5:
        yield from (list(command) for command in permutations(steps))
        return
    chance = Random(seed)
    yield list(steps)
    for _ in range(COMMANDS_MAX):
        yield chance.sample(list(steps), len(steps))


def lived_in_every_order(make: Any, steps: Sequence[Step]) -> list[Stage]:
    """Live the acts in every command that the domain accepts, settling after each act or only in the end.

    An act that is refused now is tried again after each other one, so that every order becomes a life.
    """
    ends: list[Stage] = []
    for rank, command in enumerate(commands_of(steps)):
        town, left = make(), list(command)
        while left:
            done = next((step for step in left if town.give(*step)), None)
            assert done is not None, f"nothing is possible any more: {left}, {town.last!r}"
            left.remove(done)
            if rank % 2:
                town.settle()
        ends.append(town.settle().at_rest())
    return ends


def same_end(towns: Iterable[Stage]) -> Stage:
    """In whatever order the acts came, the same is owed in the end."""
    towns = list(towns)
    for town in towns:
        assert town.asked() == towns[0].asked()
        assert town.deadlines() == towns[0].deadlines()
    return next(islice(towns, 0, None))
