"""The log as followers read it: in batches, each event decoded once for all followers that need it."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from adapters.engine.follow.derived import Checkpoint
from adapters.engine.follow.log_subscription import LogSubscription
from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import Store
from adapters.engine.store.reinserting import Contradiction
from adapters.engine.store.stored import EventRow, StoredNotification
from domain.record import Recorded

EVENTS_PER_STEP = 10_000
BATCH = 250  # so many decoded events fit into a processor's cache: twice as fast as a whole step at once
BATCHES_CACHED = EVENTS_PER_STEP // BATCH


class LogEvent(msgspec.Struct, gc=False):
    """A stored event, decoded on first use: the whole event, or only the part that `decode` reads."""

    position: int
    type: str
    body: bytes
    decode: Callable[[str, bytes], Any]
    decoded: Any = None

    @property
    def recorded_event(self) -> Any:
        """The event; raises `UnknownEvent` or `UnreadableEvent`."""
        if self.decoded is None:
            self.decoded = self.decode(self.type, self.body)
        return self.decoded

    @property
    def envelope(self) -> Recorded[Any]:
        """The event with its data undecoded, which also works for a type that this version does not know.

        Raises `Contradiction` for bytes that are not an event: the store is damaged.
        """
        try:
            return _ENVELOPE.decode(self.body)
        except ValueError as error:
            raise Contradiction(self.position, f"no event ({error})") from error


_ENVELOPE = msgspec.json.Decoder(Recorded[msgspec.Raw])


class FollowedLog:
    """The log of a store; followers at the same position share the same decoded events."""

    def __init__(self, store: Store, codec: Codec, step_size: int = EVENTS_PER_STEP) -> None:
        self.store = store
        self.codec = codec
        self.step_size = step_size
        self._batches: OrderedDict[int, list[LogEvent]] = OrderedDict()

    def filter_for(self, subscription: LogSubscription, step_size: int | None = None) -> "FollowedLog":
        """Return the log of one follower: only the types it needs, and always the last event of the log."""
        return _FilteredLog(self, subscription, step_size or self.step_size)

    def read_batches(self, after: int) -> Iterator[list[LogEvent]]:
        """Yield the events after a position in batches, at most `step_size` events in all."""
        remaining = self.step_size
        while remaining > 0:
            limit = min(remaining, BATCH)
            batch = self._read_batch(after, limit)
            if batch:
                yield batch
            if len(batch) < limit:
                return
            remaining -= len(batch)
            after = batch[-1].position

    def _read_batch(self, after: int, limit: int) -> list[LogEvent]:
        batch = self._batches.get(after)
        if batch is None:
            batch = [
                self._to_log_event(event)
                for event in self.store.select_notifications(after, limit, inclusive_of_start=False)
            ]
            if batch:
                self._batches[after] = batch
            if len(self._batches) > BATCHES_CACHED:
                self._batches.popitem(last=False)
        return batch

    def contains_checkpoint(self, checkpoint: Checkpoint) -> bool:
        """Return whether the checkpoint belongs to this log: an older copy may have replaced the log."""
        if checkpoint.position == 0:
            return True
        events = self.store.select_notifications(checkpoint.position, 1)
        return bool(events) and str(self._to_log_event(events[0]).envelope.id) == checkpoint.last

    def read_event(self, position: int) -> LogEvent:
        """Return the event at a position."""
        (event,) = self.store.select_notifications(position, 1)
        return self._to_log_event(event)

    def _to_log_event(self, event: StoredNotification) -> LogEvent:
        return LogEvent(event.id, event.topic, event.state, self.codec.decode)


class _FilteredLog(FollowedLog):
    """The log of one follower: read ahead from a cursor, and not cached."""

    def __init__(self, log: FollowedLog, subscription: LogSubscription, step_size: int) -> None:
        super().__init__(log.store, log.codec, step_size)
        self._types = subscription.unversioned_types
        self._decode = self.codec.brief if subscription.brief else self.codec.decode
        self._ahead: Iterator[list[EventRow]] = iter(())
        self._expected = (-1, 0)

    def _read_batch(self, after: int, limit: int) -> list[LogEvent]:
        if (after, limit) != self._expected:
            self._ahead = self.store.select_chunks(after, limit, self._types)
        events = next(self._ahead, None) or []
        if len(events) < limit:
            events = self._read_end(after, limit)
        self._expected = (events[-1][0] if events else after, limit)
        decode = self._decode
        return [LogEvent(position, type, body, decode) for position, type, body in events]

    def _read_end(self, after: int, limit: int) -> list[EventRow]:
        """Return the events after a position; the last event of the log is included whatever its type.

        So the checkpoint reaches the log head even if the last events are of other types.
        """
        head = self.store.head()  # before the read: an event that arrives meanwhile must not be skipped
        events = next(self.store.select_chunks(after, limit, self._types), None) or []
        last = events[-1][0] if events else after
        if len(events) < limit and last < head:
            events += [
                (event.id, event.topic, event.state) for event in self.store.select_notifications(head, 1)
            ]
        return events
