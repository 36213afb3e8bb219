"""The log as readers take it: page by page, each fact decoded once for all who need it."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from adapters.engine.follow.derived import Checkpoint
from adapters.engine.follow.log_subscription import Reader
from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import Store
from adapters.engine.store.reinserting import Contradiction
from adapters.engine.store.stored import EventRow, StoredNotification
from domain.record import Recorded

PAGE = 10_000
BATCH = 250  # as many decoded facts fit into a processor's own cache: twice as fast as a page of them
BATCHES_KEPT = PAGE // BATCH


class Line(msgspec.Struct, gc=False):
    """A stored fact, decoded when a reader first needs it: whole, or as much as its only reader takes."""

    position: int
    type: str
    body: bytes
    decode: Callable[[str, bytes], Any]
    decoded: Any = None

    @property
    def recorded(self) -> Any:
        """The fact; raises `UnknownEvent` or `UnreadableEvent`."""
        if self.decoded is None:
            self.decoded = self.decode(self.type, self.body)
        return self.decoded

    @property
    def envelope(self) -> Recorded[Any]:
        """The fact with its data left as it is stored: all that can be read of a type not known here.

        Raises `Contradiction` for bytes that are no fact at all: the store is damaged.
        """
        try:
            return _ENVELOPE.decode(self.body)
        except ValueError as wrong:
            raise Contradiction(self.position, f"no fact ({wrong})") from wrong


_ENVELOPE = msgspec.json.Decoder(Recorded[msgspec.Raw])


class Log:
    """The log of a store; those who stand at the same place are given the same facts."""

    def __init__(self, store: Store, codec: Codec, page: int = PAGE) -> None:
        self.store = store
        self.codec = codec
        self.size = page
        self._batches: OrderedDict[int, list[Line]] = OrderedDict()

    def only(self, reader: Reader, page: int | None = None) -> "Log":
        """Return the log as one reader needs it: no fact of another type, but for the last of all."""
        return _Needed(self, reader, page or self.size)

    def page(self, after: int) -> Iterator[list[Line]]:
        """Return the facts that follow a position, some thousands at most, a batch at a time."""
        left = self.size
        while left > 0:
            limit = min(left, BATCH)
            batch = self._batch(after, limit)
            if batch:
                yield batch
            if len(batch) < limit:
                return
            left -= len(batch)
            after = batch[-1].position

    def _batch(self, after: int, limit: int) -> list[Line]:
        batch = self._batches.get(after)
        if batch is None:
            batch = [
                self._line(fact)
                for fact in self.store.select_notifications(after, limit, inclusive_of_start=False)
            ]
            if batch:
                self._batches[after] = batch
            if len(self._batches) > BATCHES_KEPT:
                self._batches.popitem(last=False)
        return batch

    def holds(self, stand: Checkpoint) -> bool:
        """Say whether this is the log that a reader stands on: an older copy may have taken its place."""
        if stand.position == 0:
            return True
        facts = self.store.select_notifications(stand.position, 1)
        return bool(facts) and str(self._line(facts[0]).envelope.id) == stand.last

    def at(self, position: int) -> Line:
        """Return the fact of a position."""
        (fact,) = self.store.select_notifications(position, 1)
        return self._line(fact)

    def _line(self, fact: StoredNotification) -> Line:
        return Line(fact.id, fact.topic, fact.state, self.codec.decode)


class _Needed(Log):
    """The log as one reader needs it, read ahead of him and not remembered."""

    def __init__(self, log: Log, reader: Reader, page: int) -> None:
        super().__init__(log.store, log.codec, page)
        self._types = reader.unversioned
        self._decode = self.codec.brief if reader.brief else self.codec.decode
        self._ahead: Iterator[list[EventRow]] = iter(())
        self._expected = (-1, 0)

    def _batch(self, after: int, limit: int) -> list[Line]:
        if (after, limit) != self._expected:
            self._ahead = self.store.select_chunks(after, limit, self._types)
        facts = next(self._ahead, None) or []
        if len(facts) < limit:
            facts = self._at_the_end(after, limit)
        self._expected = (facts[-1][0] if facts else after, limit)
        decode = self._decode
        return [Line(position, type, body, decode) for position, type, body in facts]

    def _at_the_end(self, after: int, limit: int) -> list[EventRow]:
        """Return what follows a position; the end of the log is its last fact, of whatever type."""
        head = self.store.head()  # first: what comes meanwhile is not passed over
        facts = next(self.store.select_chunks(after, limit, self._types), None) or []
        last = facts[-1][0] if facts else after
        if len(facts) < limit and last < head:
            facts += [(fact.id, fact.topic, fact.state) for fact in self.store.select_notifications(head, 1)]
        return facts
