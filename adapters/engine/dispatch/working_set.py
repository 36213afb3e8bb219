"""What the dispatcher remembers between turns: recent states, and the head they are true at."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from adapters.engine.store.codec import Codec, UnknownFact, UnreadableFact
from adapters.engine.store.recorder import Turn
from adapters.engine.store.stored import StoredFact
from domain.aggregates import LIVES
from domain.language import Stream

STATES_MAX = 50_000
CATCH_UP_MAX = 10_000

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Known(Struct, frozen=True, gc=False):
    """A stream as it stands: its state after so many facts; `subject` and `key` are its names."""

    stream: Stream
    subject: str
    key: UUID
    version: int
    state: Any

    def after(self, state: Any) -> "Known":
        """Return it as it stands after one more fact."""
        return Known(self.stream, self.subject, self.key, self.version + 1, state)


class KnownStreams:
    """The states of streams lately used, true at `head`; what others appended is folded in first."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._streams: dict[Stream, Known] = {}
        self._kept_under: dict[UUID, Stream] = {}
        self.head = 0
        self.recorded_at = BEFORE_ALL

    def forget(self) -> None:
        """Drop everything, when what was stored is no longer certain."""
        self._streams.clear()
        self._kept_under.clear()
        self.head, self.recorded_at = 0, BEFORE_ALL

    def catch_up(self, turn: Turn) -> None:
        """Bring every state known to the head of the log, whoever wrote there since."""
        head = turn.head
        if head == self.head:
            return
        if head - self.head > CATCH_UP_MAX or not self._streams:
            self.forget()
            self.head = head - 1
        for fact in turn.after(self.head):
            stream = self._kept_under.get(fact.stream_id)
            if stream is not None:
                self._follow(self._streams[stream], fact)
            if fact.position == head:
                self.recorded_at = self._codec.recorded_at(fact.body)
        self.head = head

    def at(self, stream: Stream, turn: Turn) -> Known:
        """Return a stream as it stands at the head, read from the store if it was not known."""
        known = self._streams.get(stream)
        if known is None:
            life, key = LIVES[stream.kind], stream.key
            told = turn.told(key)
            state = life.fold(life.blank, self._codec.remember(told))
            known = Known(stream, str(stream), key, len(told), state)
        return known

    def learn(self, known: Known) -> None:
        """Remember a stream, and forget the one that was learnt longest ago."""
        if self._streams.pop(known.stream, None) is None:
            self._kept_under[known.key] = known.stream
        self._streams[known.stream] = known
        if len(self._streams) > STATES_MAX:
            self._drop(next(iter(self._streams.values())))

    def _drop(self, known: Known) -> None:
        del self._streams[known.stream], self._kept_under[known.key]

    def _follow(self, known: Known, stored: StoredFact) -> None:
        """Fold a fact that another process appended; one that cannot be read is read when it is needed."""
        try:
            (fact,) = self._codec.remember([(stored.type, stored.body)])
        except (UnknownFact, UnreadableFact):
            self._drop(known)
        else:
            self.learn(known.after(LIVES[known.stream.kind].evolve(known.state, fact)))
