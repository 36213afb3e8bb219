"""The relay: it publishes every event of the log to the stream once, in order, also after crashes.

It keeps no checkpoint. The stream accepts a message only after the one before it
(`Nats-Expected-Last-Sequence`). After any doubt the relay reads the last message of the stream, and goes on
from there.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

import structlog
from nats.aio.client import Client
from nats.errors import Error as BrokerError

from adapters.engine.store.recorder import LIMIT, Store
from adapters.engine.store.stored import StoredNotification, StoreFailed
from adapters.nats.connection import BrokerAway
from adapters.nats.publisher import InFlightBatch, NotAccepted, Publisher, PublishTimings, take_batch
from adapters.nats.stream_tail import NotInStep, StreamTail, read_tail

POLL_SECONDS = 1.0
HEARTBEAT_SECONDS = 5.0
IN_FLIGHT_MAX = 2
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 5.0

_log = structlog.get_logger("jalon.relay")


class RelayProgress:
    """How far the relay is, for health and metrics."""

    def __init__(self) -> None:
        self.position = 0
        self.published = 0
        self.batches = 0
        self.resyncs = 0
        self.in_step_at = time.monotonic()

    def count_batch(self, count: int, position: int) -> None:
        """Count a batch that the stream has accepted, and its last position."""
        self.position = position
        self.published += count
        self.batches += 1

    def lag_events(self, head: int) -> int:
        """Return how many positions of the log are not in the stream yet."""
        return max(0, head - self.position)

    def lag_seconds(self, head: int) -> float:
        """Return for how many seconds the stream has been behind the log; 0 when it is not."""
        return time.monotonic() - self.in_step_at if head > self.position else 0.0


class AcceptedBatch(NamedTuple):
    """Events that the stream has just accepted in one batch, and how many seconds it took."""

    events: Sequence[StoredNotification]
    seconds: float


class _LogBatch(NamedTuple):
    """Events to publish, when they were read, and whether they reach the log head; may be empty."""

    events: list[StoredNotification]
    read_at: float
    last: bool


def _ignore_batch(_: AcceptedBatch) -> None: ...


class Relay:
    """Publishes the log for ever; several relays may run at once, and each event is still accepted once.

    The relay waits for a broker or a database that is away, and for a stream that is full. `in_step` is set
    once the stream was first found to be a beginning of the log: no command should be answered before that.
    """

    name = "relay"

    def __init__(
        self, store: Store, client: Client, on_accepted: Callable[[AcceptedBatch], None] = _ignore_batch
    ) -> None:
        self._store = store
        self._client = client
        self._on_accepted = on_accepted
        self._pause = SHORTEST_PAUSE
        self._timings = PublishTimings()
        self._publisher = Publisher(client)
        self._in_flight: deque[InFlightBatch] = deque()
        self._accepted_at = 0.0
        self.in_step = asyncio.Event()
        self.progress = RelayProgress()

    async def run(self) -> None:
        """Publish the log as it grows; raises `NotInStep`, or `BrokerAway` once the connection is closed."""
        await self._publisher.subscribe_replies()
        while True:
            try:
                await self._follow_log()
            except (NotAccepted, BrokerError, StoreFailed, TimeoutError, OSError) as why:
                if self._client.is_closed:
                    raise BrokerAway("the connection", "closed for good") from why
                self.progress.resyncs += 1
                _log.warning("the relay reads the stream's tail again", why=str(why) or type(why).__name__)
            await asyncio.sleep(self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)

    async def _follow_log(self) -> None:
        """Publish from the last message of the stream on; raise when the state of the stream is in doubt."""
        self._refuse_to_buffer()
        self._in_flight.clear()
        self._publisher.forget_replies()
        reconnects = self._client.stats["reconnects"]
        tail = await read_tail(self._client, self._store)
        self.progress.position = tail.position
        self.in_step.set()
        confirmed_at = time.monotonic()
        while True:
            batch = await asyncio.to_thread(self._read_next, tail.position)
            if self._client.stats["reconnects"] != reconnects:
                raise NotAccepted("the broker was away meanwhile")
            if batch.events or self._in_flight:
                tail, confirmed_at = await self._publish_events(batch, tail), time.monotonic()
            elif time.monotonic() - confirmed_at > HEARTBEAT_SECONDS:
                confirmed_at = await self._confirm_tail(tail)
            if batch.last:
                self.progress.in_step_at = batch.read_at

    def _read_next(self, position: int) -> "_LogBatch":
        """Wait at most a second for events beyond a position; runs in a thread."""
        wait_seconds = 0.0 if self._in_flight else POLL_SECONDS
        beyond = self._store.await_beyond(position, wait_seconds) > position
        read_at = self._accepted_at = time.monotonic()
        events = self._store.select_notifications(position, LIMIT, inclusive_of_start=False) if beyond else []
        return _LogBatch(events, read_at, last=len(events) < LIMIT)

    async def _publish_events(self, batch: _LogBatch, tail: StreamTail) -> StreamTail:
        """Publish events; while one batch waits for its reply, the next is written.

        At the log head it waits for all replies, so that `progress` is complete.
        """
        waiting: Sequence[StoredNotification] = batch.events
        while waiting:
            self._refuse_to_buffer()
            atomic = tail.atomic and self._timings.prefers_atomic(len(waiting))
            events = take_batch(waiting, self._timings.max_events(atomic=atomic))
            waiting = waiting[len(events) :]
            in_flight = await self._publisher.publish_batch(events, tail, atomic=atomic)
            self._in_flight.append(in_flight)
            tail = in_flight.expected_tail
            if len(self._in_flight) == IN_FLIGHT_MAX:
                await self._wait_accepted(self._in_flight.popleft())
        while batch.last and self._in_flight:
            await self._wait_accepted(self._in_flight.popleft())
        return tail

    async def _wait_accepted(self, in_flight: InFlightBatch) -> None:
        try:
            await in_flight.wait_accepted()
        finally:
            seconds, self._accepted_at = time.monotonic() - self._accepted_at, time.monotonic()
            self._timings.record_timing(len(in_flight.events), seconds, atomic=in_flight.atomic)
        self._pause = SHORTEST_PAUSE
        self.progress.count_batch(len(in_flight.events), in_flight.expected_tail.position)
        self._on_accepted(AcceptedBatch(in_flight.events, seconds))

    async def _confirm_tail(self, tail: StreamTail) -> float:
        """Check that the stream still ends where the relay left it, when there is nothing to publish."""
        if await read_tail(self._client, self._store) != tail:
            raise NotAccepted("the stream no longer ends where it did")
        return time.monotonic()

    def _refuse_to_buffer(self) -> None:
        """Raise while the broker is away: the client would buffer messages and send them later."""
        if not self._client.is_connected:
            raise NotAccepted("the broker is away")


__all__ = ["AcceptedBatch", "NotInStep", "Relay", "RelayProgress"]
