"""The working set of the dispatcher: states of recently used streams, valid at one log head."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from adapters.engine.store.codec import Codec, UnknownEvent, UnreadableEvent
from adapters.engine.store.event_mapper import EventMapper, StateEventStore
from adapters.engine.store.recorder import UnitOfWork
from adapters.engine.store.stored import StoredNotification
from domain.aggregates import AGGREGATES
from domain.language import Stream

STATES_MAX = 50_000
CATCH_UP_MAX = 10_000

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class StreamState(Struct, frozen=True, gc=False):
    """The state of a stream at a version; `subject` is its name in envelopes, `key` its id in the store."""

    stream: Stream
    subject: str
    key: UUID
    version: int
    state: Any

    def advance(self, state: Any) -> "StreamState":
        """Return this state as the next version."""
        return StreamState(self.stream, self.subject, self.key, self.version + 1, state)


class WorkingSet:
    """The states of recently used streams, valid at `head`; `catch_up` adds the events of other writers."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._mapper = EventMapper(codec=codec)
        self._states: dict[Stream, StreamState] = {}
        self._streams_by_key: dict[UUID, Stream] = {}
        self.head = 0
        self.recorded_at = BEFORE_ALL

    def clear(self) -> None:
        """Drop all states; needed when it is not certain what was stored."""
        self._states.clear()
        self._streams_by_key.clear()
        self.head, self.recorded_at = 0, BEFORE_ALL

    def catch_up(self, unit: UnitOfWork) -> None:
        """Bring every state to the log head, with the events of other writers."""
        head = unit.head
        if head == self.head:
            return
        if head - self.head > CATCH_UP_MAX or not self._states:
            self.clear()
            self.head = head - 1
        for stored in unit.select_notifications(self.head, stop=head, inclusive_of_start=False):
            stream = self._streams_by_key.get(stored.originator_id)
            if stream is not None:
                self._fold_in(self._states[stream], stored)
            if stored.id == head:
                self.recorded_at = self._codec.recorded_at(stored.state)
        self.head = head

    def load_stream(self, stream: Stream, unit: UnitOfWork) -> StreamState:
        """Return the state of a stream at the log head, from the store if it is not in the working set."""
        loaded = self._states.get(stream)
        if loaded is None:
            aggregate, key = AGGREGATES[stream.kind], stream.key
            state, version, evolve = aggregate.initial_state, 0, aggregate.evolve
            for event in self.load_events(key, unit):
                state = evolve(state, event)
                version += 1
            loaded = StreamState(stream, str(stream), key, version, state)
        return loaded

    def load_events(self, key: UUID, unit: UnitOfWork) -> Iterator[Any]:
        """Return id and data of the events of a stream: all that `evolve` needs."""
        return StateEventStore(self._mapper, unit).get(key)

    def remember(self, loaded: StreamState) -> None:
        """Keep a state, and drop the least recently used one above `STATES_MAX`."""
        if self._states.pop(loaded.stream, None) is None:
            self._streams_by_key[loaded.key] = loaded.stream
        self._states[loaded.stream] = loaded
        if len(self._states) > STATES_MAX:
            self._drop(next(iter(self._states.values())))

    def _drop(self, loaded: StreamState) -> None:
        del self._states[loaded.stream], self._streams_by_key[loaded.key]

    def _fold_in(self, loaded: StreamState, stored: StoredNotification) -> None:
        """Add an event of another writer; if it cannot be decoded, drop the state, to load it when needed."""
        try:
            event: Any = self._codec.decode_data_of(stored)
        except (UnknownEvent, UnreadableEvent):
            self._drop(loaded)
        else:
            self.remember(loaded.advance(AGGREGATES[loaded.stream.kind].evolve(loaded.state, event)))
