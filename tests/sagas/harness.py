"""Run sagas against the domain, without storage.

A `Stage` decides the acts of the parties, folds the events into the sagas and decides the commands that are
then due. It sends each command once, follows deadlines by the day and records refusals as events.
`settle_due` and `at_rest` assert what holds of every saga.
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
SENDINGS_MAX = 60
PERMUTATIONS_MAX = 120
"""The number of sampled permutations of more than five acts; the seed is fixed."""

OPENED = (PartyAsked, outside.PartyAsked)
ENDED = (AskAnswered, AskWithdrawn, outside.AskAnswered, outside.AskWithdrawn)


@dataclass
class Stage:
    """A town's history, day by day, and the sagas that follow it."""

    sagas: tuple[AnySaga, ...]
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

    def find_event(self, stream: Stream, event: UUID) -> Any:
        return next((found.data for found in self.log if found.id == event and found.stream == stream), None)

    def mission(self, identity: MissionId = MISSION) -> Any:
        return self.state_of(Stream(Kind.MISSION, identity))

    def give_command(self, command: Any, party: Party, on: date | None = None) -> bool:
        """Give a command as a party, by default on the command's own day; return false if it was refused."""
        on = on or its_day(command, self.today)
        self.today = max(self.today, on)
        second = Second(principal="umbrella-2", party=Party.UMBRELLA)
        represents = {**REPRESENTED, Party.CLIENT: CLIENTS.get(getattr(command, "mission", MISSION), None)}
        actor = replace(acting(party, represents.get(party)), second=second)
        return self._decide_command(command, actor, on, uuid5(MISSION, f"act {len(self.log)}"))

    def play_steps(self, *steps: Step) -> "Stage":
        """Give commands one after the other; assert that none is refused."""
        for command, party, *on in steps:
            assert self.give_command(command, party, *on), f"{command} was refused: {self.last!r}"
            self.settle_due()
        return self

    def advance_to(self, day: date) -> "Stage":
        """Let time pass until a day; a deadline that is over is settled on the next day."""
        while self.today < day:
            last_days = [due.on for due in self.all_due() if isinstance(due, Deadline) and due.on is not None]
            coming = [last + timedelta(days=1) for last in last_days if last >= self.today]
            self.today = min([day, *coming])
            self.settle_due()
        return self

    def receive_event(self, event: Recorded[Any]) -> None:
        """Fold an event from elsewhere on its day, after the deadlines that are over by then."""
        self.advance_to(paris_day(event.recorded_at))
        aggregate = AGGREGATES[event.stream.kind]
        self.versions[event.stream] = self.versions.get(event.stream, 0) + 1
        self.states[event.stream] = aggregate.evolve(self.state_of(event.stream), event)
        self._fold_event(event)

    def observe_event(self, event: Recorded[Any]) -> None:
        """Fold an event from elsewhere and send nothing: the commands of the sagas are in the log already."""
        self.today = max(self.today, paris_day(event.recorded_at))
        aggregate = AGGREGATES[event.stream.kind]
        self.versions[event.stream] = self.versions.get(event.stream, 0) + 1
        self.states[event.stream] = aggregate.evolve(self.state_of(event.stream), event)
        self._fold_event(event)

    def settle_due(self) -> "Stage":
        """Send due commands until none is left; assert that none is due again after its answer."""
        for _ in range(SENDINGS_MAX):
            due = list(self._due_now())
            if not due:
                return self
            for saga, key, command in due:
                if command in saga.due(key, self.progress[saga.name, key]):
                    self._send_due(saga, key, command)
        raise AssertionError(f"commands are still due after {SENDINGS_MAX} sendings: {due}")

    def refuse_command(self, saga: AnySaga, key: str, due: SagaDue, rule: str = "COM-1") -> Any:
        """Record a refusal of a due command as if the domain had refused it; return the new progress."""
        refusal = RefusalRecorded(
            command=type(due.command).__name__,
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
        command = command_id(saga.name, key, due.step, due.occasion)
        self.sent[command] = due
        self._add_event(Stream(Kind.REFUSAL, command), refusal, actor, self.today, command, (saga, key))
        return self.progress[saga.name, key]

    def all_due(self) -> list[SagaDue]:
        return [due for saga, key, progress in self._each_progress() for due in saga.due(key, progress)]

    def deadlines(self) -> dict[str, date]:
        """Return the first day of each command that waits for one, by name; an ask is named by its act."""
        waiting = [(due.on, _name_of(due)) for due in self.all_due() if isinstance(due, Deadline) and due.on]
        return {name: on for on, name in sorted(waiting, reverse=True)}

    def waits(self) -> list[Wait]:
        return [wait for saga, key, progress in self._each_progress() for wait in saga.waits(key, progress)]

    def open_asks(self) -> list[tuple[str, str, str | None]]:
        """Return the open asks: the party, the act and its object."""
        over = {event.data.ask for event in self.log if isinstance(event.data, ENDED)}
        opened = [event.data for event in self.log if isinstance(event.data, OPENED)]
        return sorted((str(ask.party), str(ask.what), ask.of or "") for ask in opened if ask.ask not in over)

    def asked_acts(self, party: Party | None = None) -> set[str]:
        return {what for asked_party, what, _ in self.open_asks() if party in (None, asked_party)}

    def events_of(self, kind: type[Event]) -> list[Any]:
        return [event.data for event in self.log if isinstance(event.data, kind)]

    def at_rest(self) -> "Stage":
        """Assert that only deadlines are due, and that a saga waits for each open ask."""
        now = [due for due in self.all_due() if isinstance(due, DueCommand)]
        assert not now, now
        named = {(str(wait.party), str(wait.what), wait.of or "") for wait in self.waits()}
        assert set(self.open_asks()) <= named
        assert len([event for event in self.log if isinstance(event.data, OPENED)]) == len(
            {event.data.ask for event in self.log if isinstance(event.data, OPENED)}
        )
        for saga in self.sagas:
            folds_the_same(saga, self.log, {k: v for (n, k), v in self.progress.items() if n == saga.name})
        return self

    def _each_progress(self) -> Iterator[tuple[AnySaga, str, Any]]:
        for saga in self.sagas:
            for (name, key), progress in list(self.progress.items()):
                if name == saga.name:
                    yield saga, key, progress

    def _due_now(self) -> Iterator[tuple[AnySaga, str, SagaDue]]:
        for saga, key, progress in self._each_progress():
            for due in sorted(saga.due(key, progress), key=lambda due: (due.step, due.occasion)):
                if isinstance(due, Deadline) and not (due.on is not None and due.on < self.today):
                    continue
                yield saga, key, due

    def _send_due(self, saga: AnySaga, key: str, due: SagaDue) -> None:
        command = command_id(saga.name, key, due.step, due.occasion)
        assert command not in self.sent, f"due again after its answer: {due}"
        self.sent[command] = due
        actor = Actor(principal=principal_of(saga.name), party=Party.SYSTEM, method=AuthMethod.SAGA)
        on = due.on + timedelta(days=1) if isinstance(due, Deadline) and due.on else self.today
        self._decide_command(due.command, actor, on, command, saga, key)
        assert due not in saga.due(key, self.progress[saga.name, key]), f"still due: {due}"

    def _decide_command(
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
            decided = decide(row, self.state_of, self.find_event, command, act(actor, on))
        except Refused as refused:
            self.last = refused
            if saga is not None:
                refusal = _build_refusal(refused, type(command).__name__, actor, about)
                self.refused.append(refusal)
                self._add_event(
                    Stream(Kind.REFUSAL, command_id_), refusal, actor, on, command_id_, (saga, key)
                )
            return False
        for stream, events in decided.items():
            for event in events:
                assert event.audience in event.READERS
                self._add_event(stream, event, actor, on, command_id_)
        return True

    def _add_event(
        self,
        stream: Stream,
        event: Event,
        actor: Actor,
        on: date,
        command: UUID,
        only_for: tuple[AnySaga, str] | None = None,
    ) -> None:
        version = self.versions[stream] = self.versions.get(stream, 0) + 1
        aggregate, before = AGGREGATES[stream.kind], self.state_of(stream)
        bare_event = recorded(stream, version, event, actor.effective_party)
        self.states[stream] = aggregate.evolve(before, bare_event)
        client, consultant = aggregate.parties(stream, self.states[stream])
        nobody = UUID(int=0)
        whole_event = replace(
            bare_event,
            time=act(actor, on).time,
            command_id=command,
            client_id=client if client != nobody else None,
            consultant_id=consultant if consultant != nobody else None,
        )
        self._fold_event(whole_event, only_for)

    def _fold_event(self, event: Recorded[Any], only_for: tuple[AnySaga, str] | None = None) -> None:
        self.log.append(event)
        for saga in self.sagas:
            keys = saga.keys(event) if event.type in saga.event_types else set()
            if only_for is not None and only_for[0] is saga:
                keys = {only_for[1]}
            for key in keys:
                evolved = saga.evolve(self.progress.get((saga.name, key), saga.initial), event)
                self.progress[saga.name, key] = evolved


def _name_of(due: SagaDue) -> str:
    return str(getattr(due.command, "what", type(due.command).__name__))


def _build_refusal(refused: Refused, name: str, actor: Actor, about: Stream) -> RefusalRecorded:
    return RefusalRecorded(
        command=name,
        party=actor.effective_party,
        principal=actor.principal,
        about=str(about),
        refusal=type(refused).__name__,
        rule=refused.rule.id,
        article=refused.rule.article,
        saw=refused.saw,
        fr=refused.sentence(Language.FRENCH),
        en=refused.sentence(Language.ENGLISH),
    )


def build_stage(*sagas: AnySaga, leaving_out: Sequence[Any] = ()) -> Stage:
    """Return a stage with these sagas on which all arrivals of the town happened, except `leaving_out`."""
    town = Stage(sagas)
    for command in (arrival for arrival in arrivals() if arrival not in leaving_out):
        assert town.give_command(command, Party.UMBRELLA), town.last
    return town.settle_due()


def folds_the_same(saga: AnySaga, log: Sequence[Recorded[Any]], now: dict[str, Any]) -> None:
    """Assert that a replay gives the same progress, also with each event twice, and that it can be stored."""
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


def permute_steps(steps: Sequence[Any], seed: int = 7) -> Iterator[list[Any]]:
    """Return all permutations of up to five acts, a sample of more; the domain may refuse some acts."""
    if len(steps) <= 5:
        yield from (list(permutation) for permutation in permutations(steps))
        return
    random = Random(seed)
    yield list(steps)
    for _ in range(PERMUTATIONS_MAX):
        yield random.sample(list(steps), len(steps))


def play_in_every_order(make: Any, steps: Sequence[Step]) -> list[Stage]:
    """Give the acts in each sampled permutation and settle after each act, or only at the end.

    A refused act is tried again after each other act, so that every permutation reaches its end.
    """
    ends: list[Stage] = []
    for index, permutation in enumerate(permute_steps(steps)):
        town, left = make(), list(permutation)
        while left:
            done = next((step for step in left if town.give_command(*step)), None)
            assert done is not None, f"nothing is possible any more: {left}, {town.last!r}"
            left.remove(done)
            if index % 2:
                town.settle_due()
        ends.append(town.settle_due().at_rest())
    return ends


def same_end(towns: Iterable[Stage]) -> Stage:
    """Assert that all towns end with the same open asks and deadlines; return the first."""
    towns = list(towns)
    for town in towns:
        assert town.open_asks() == towns[0].open_asks()
        assert town.deadlines() == towns[0].deadlines()
    return next(islice(towns, 0, None))
