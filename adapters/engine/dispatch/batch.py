"""One batch: the pending commands, decided one after the other on one log head and stored together."""

import logging
import traceback
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct

from adapters.engine.clock import new_command_id, paris_day
from adapters.engine.dispatch.command_answer import CommandAnswer, CommandOutcome, StatedEvent
from adapters.engine.dispatch.envelope import ActClock, EnvelopeStamp
from adapters.engine.dispatch.key_erasure import KeyErasure
from adapters.engine.dispatch.refusal_journal import find_concerned_parties, make_journal_entry
from adapters.engine.dispatch.working_set import StreamState, WorkingSet
from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import UnitOfWork
from adapters.engine.store.stored import (
    ANYBODY,
    RECOVERED,
    StoredAnswer,
    StoredNotification,
    StoreFailed,
    StoreUnusable,
    make_notification,
)
from adapters.engine.validation import CommandIdReused, CommandValidator, Malformed, ValidatedCommand
from domain.aggregates import AGGREGATES, AggregateType, PartyIds
from domain.command_definition import decide
from domain.commands import COMMAND_OF
from domain.language import Kind, Stream
from domain.multi_stream import EventsByStream
from domain.record import Act, Calendar, Event
from domain.refused import RefusalRecorded, Refused

CHUNK_SIZE = 16
"""Commands whose events go to the store at once; it inserts them while the next ones are decided."""

log = logging.getLogger("jalon.dispatcher")


class PendingCommand(Struct, frozen=True, gc=False):
    """A command of a batch, with its personal values sealed; a dry run is answered and not stored.

    `sealed`: values were sealed for this batch. `key_destroyed`: the key of the person is destroyed, so the
    values are blank and the domain must refuse the command.
    """

    checked: ValidatedCommand
    command: Any
    dry_run: bool
    sealed: bool = False
    key_destroyed: bool = False


def _ignore(_commands: int, _seconds: float) -> None: ...


class Dependencies(NamedTuple):
    """The parts of a dispatcher; `observe` gets the commands and the seconds of each batch."""

    validator: CommandValidator
    codec: Codec
    calendar: Calendar
    act_clock: ActClock
    source: str
    erasing: KeyErasure
    observe: Callable[[int, float], None] = _ignore


class Batch:
    """Commands decided together on one log head: each sees the events of those before it."""

    def __init__(self, dependencies: Dependencies, working_set: WorkingSet, unit: UnitOfWork) -> None:
        self._dependencies = dependencies
        self._working_set = working_set
        self._unit = unit
        self._fresh: dict[Stream, StreamState] = {}
        self._answered: dict[int, StoredAnswer] = {}
        self._head = working_set.head
        self._recorded_at = working_set.recorded_at
        self.events: list[StoredNotification] = []
        self._answers: list[StoredAnswer] = []
        self._inserted = 0

    def answer_commands(self, pending: Iterable[PendingCommand]) -> list[CommandAnswer | Malformed]:
        """Answer each command: with its stored answer, its events, a refusal or a defect.

        A reused command id has the answer `CommandIdReused`.
        """
        commands = list(pending)
        ids = [command.checked.request.command_id for command in commands]
        self._answered = {id.int: answer for id, answer in self._unit.select_answers(ids).items()}
        answers: list[CommandAnswer | Malformed] = []
        for start in range(0, len(commands), CHUNK_SIZE):
            answers += [self._answer_one(command) for command in commands[start : start + CHUNK_SIZE]]
            self._insert_decided()
        return answers

    def _insert_decided(self) -> None:
        """Insert what was decided since the last call; the store keeps it when the unit of work commits."""
        if self._answers:
            self._unit.insert_events(self.events[self._inserted :], answers=self._answers)
            self._inserted, self._answers = len(self.events), []

    def update_working_set(self) -> None:
        """Put the new states into the working set; call it after the commit."""
        for fresh in self._fresh.values():
            self._working_set.remember(fresh)
        self._working_set.head, self._working_set.recorded_at = self._head, self._recorded_at

    def _answer_one(self, pending: PendingCommand) -> CommandAnswer | Malformed:
        request = pending.checked.request
        earlier = self._answered.get(request.command_id.int)
        if earlier is not None:
            return self._answer_again(pending.checked, earlier)
        try:
            return self._decide_command(pending)
        except Malformed as malformed:
            return malformed
        except (StoreFailed, StoreUnusable):
            raise
        except Exception as bug:  # a defect of one decision must not fail the rest of the batch
            return _answer_defect(pending, bug)

    def _answer_again(self, checked: ValidatedCommand, earlier: StoredAnswer) -> CommandAnswer | Malformed:
        request = checked.request
        if not _is_same_command(checked, earlier):
            return CommandIdReused(request.command_id)
        stored = self._select_answer_events(earlier)
        decode = self._dependencies.codec.decode
        events = tuple(
            StatedEvent(event.id, decode(event.topic, event.state), event.state) for event in stored
        )
        return _make_answer(request.command_id, events)

    def _select_answer_events(self, earlier: StoredAnswer) -> Sequence[StoredNotification]:
        if earlier.first > self._working_set.head:
            return [event for event in self.events if earlier.first <= event.id <= earlier.last]
        return self._unit.select_notifications(earlier.first, stop=earlier.last)

    def _decide_command(self, pending: PendingCommand) -> CommandAnswer:
        request = pending.checked.request
        command = pending.command
        instants = self._dependencies.act_clock.date_act(request, command, self._recorded_at)
        act = Act(
            by=request.actor,
            time=instants.time,
            day=paris_day(instants.time),
            calendar=self._dependencies.calendar,
            backdated=instants.backdated,
        )
        row = COMMAND_OF[type(command)]
        about = self._load_stream(row.about(command)).stream
        stamp = EnvelopeStamp(self._dependencies.source, request, act, instants.recorded_at, about.id)
        try:
            events = decide(row, self._load_state, self._find_event, command, act, about)
            assert not pending.key_destroyed, "a person whose key is destroyed must be known as erased"
            parties = None
        except Refused as refused:
            events = {
                Stream(Kind.REFUSAL, request.command_id): [
                    make_journal_entry(refused, request.name, act, about)
                ]
            }
            parties = find_concerned_parties(act, about, self._load_state(about))
        return self._record_events(pending, stamp, events, parties)

    def _load_state(self, stream: Stream) -> Any:
        return self._load_stream(stream).state

    def _find_event(self, stream: Stream, event_id: UUID) -> Event | None:
        """Return an event of a stream or of this batch; few commands need one, so nothing is cached."""
        fresh = [(event.topic, event.state) for event in self.events if event.originator_id == stream.key]
        stored = self._working_set.load_events(stream.key, self._unit)
        events = chain(stored, self._dependencies.codec.decode_data(fresh))
        return next((event.data for event in events if event.id == event_id), None)

    def _load_stream(self, stream: Stream) -> StreamState:
        loaded = self._fresh.get(stream)
        if loaded is None:
            loaded = self._working_set.load_stream(stream, self._unit)
            self._fresh[loaded.stream] = loaded  # the same key object: later lookups then compare by identity
        return loaded

    def _record_events(
        self,
        pending: PendingCommand,
        stamp: EnvelopeStamp,
        events: EventsByStream,
        concerned: PartyIds | None,
    ) -> CommandAnswer:
        """Stamp and encode the events; keep them for the store only once all of them are encoded.

        `concerned` are the parties of a refusal, whose stream names none.
        """
        touched: dict[Stream, StreamState] = {}
        stated: list[StatedEvent] = []
        stored: list[StoredNotification] = []
        for stream, of_stream in events.items():
            current, aggregate = self._load_stream(stream), AGGREGATES[stream.kind]
            for event in of_stream:
                parties = concerned or _find_parties(aggregate, stream, current.state, event)
                recorded = stamp.wrap_event(event, current.subject, current.version + 1, parties)
                current = current.advance(aggregate.evolve(current.state, recorded))
                position = self._head + len(stored) + 1
                state = self._dependencies.codec.encode(recorded)
                stored.append(make_notification((position, current.key, current.version, event.TYPE, state)))
                stated.append(StatedEvent(0 if pending.dry_run else position, recorded, state))
            touched[current.stream] = current
        if not pending.dry_run:
            self._keep_answer(pending.checked, touched, stored, stated)
        return _make_answer(pending.checked.request.command_id, tuple(stated))

    def _keep_answer(
        self,
        checked: ValidatedCommand,
        touched: dict[Stream, StreamState],
        stored: list[StoredNotification],
        stated: list[StatedEvent],
    ) -> None:
        request, first = checked.request, self._head + 1
        self._fresh |= touched
        self.events += stored
        self._head += len(stored)
        if stated:
            self._recorded_at = stated[-1].recorded.recorded_at
        answer = StoredAnswer(request.command_id, request.actor.principal, checked.digest, first, self._head)
        self._answers.append(answer)
        self._answered[request.command_id.int] = answer


def _is_same_command(checked: ValidatedCommand, earlier: StoredAnswer) -> bool:
    """Whether the same principal sent the same content; a rebuilt answer only knows the principal, if any."""
    principal = checked.request.actor.principal
    if earlier.digest == RECOVERED:
        return earlier.principal in {ANYBODY, principal}
    return (earlier.principal, earlier.digest) == (principal, checked.digest)


def _find_parties(aggregate: AggregateType, stream: Stream, state: Any, event: Event) -> PartyIds:
    """Return the parties of an event: from the state, or from the first event of the stream itself."""
    client, consultant = aggregate.parties(stream, state)
    if state is aggregate.initial_state:
        return (getattr(event, "client", client), getattr(event, "consultant", consultant))
    return (client, consultant)


def _make_answer(command: Any, events: tuple[StatedEvent, ...]) -> CommandAnswer:
    refused = bool(events) and isinstance(events[0].recorded.data, RefusalRecorded)
    outcome = CommandOutcome.REFUSED if refused else CommandOutcome.ACCEPTED
    return CommandAnswer(command_id=command, outcome=outcome, events=events)


def _answer_defect(pending: PendingCommand, bug: Exception) -> CommandAnswer:
    """Log the traceback under an incident id; neither log nor answer has the content of the command."""
    incident, request = new_command_id(), pending.checked.request
    where = "".join(traceback.format_tb(bug.__traceback__))
    log.error("incident %s: %s in %s\n%s", incident, type(bug).__name__, request.name, where)
    return CommandAnswer(command_id=request.command_id, outcome=CommandOutcome.DEFECT, incident=incident)
