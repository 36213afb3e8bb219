"""The relay: every fact of the log is in the stream once, in order, whoever is killed when.

It keeps no checkpoint. Each message is accepted only after the one before it (`Nats-Expected-Last-Sequence`),
so whatever was left in doubt is settled by asking the stream for its last message and going on from there.
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
from adapters.nats.publisher import Flight, NotAccepted, Pace, Runway, boarding
from adapters.nats.stream_tail import NotInStep, Tail, tail_of

NOTICES_SECONDS = 1.0
HEARTBEAT_SECONDS = 5.0
ALOFT_MAX = 2
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 5.0

_log = structlog.get_logger("jalon.relay")


class Progress:
    """How far the relay is, for whoever watches it."""

    def __init__(self) -> None:
        self.position = 0
        self.published = 0
        self.flights = 0
        self.resyncs = 0
        self.in_step_at = time.monotonic()

    def landed(self, count: int, position: int) -> None:
        """Count a flight that the stream has accepted."""
        self.position = position
        self.published += count
        self.flights += 1

    def lag_facts(self, head: int) -> int:
        """Return how many positions of the log are not in the stream yet."""
        return max(0, head - self.position)

    def lag_seconds(self, head: int) -> float:
        """Return since when the stream has been behind the log; 0 when it is not."""
        return time.monotonic() - self.in_step_at if head > self.position else 0.0


class Landed(NamedTuple):
    """Facts that the stream has just accepted, all at once, and how long it took."""

    facts: Sequence[StoredNotification]
    seconds: float


class _Page(NamedTuple):
    """Facts to publish; the last page there was when it was read may have none."""

    facts: list[StoredNotification]
    read_at: float
    last: bool


def _nobody(_: Landed) -> None: ...


class Relay:
    """Publishes the log, for ever; any number of relays may be at it, each fact is accepted once.

    A broker or a database that is away, or a stream that is full, is waited for. `in_step` is set as soon as
    the stream was first seen to be a beginning of the log: before that no command should be answered.
    """

    name = "relay"

    def __init__(self, store: Store, client: Client, on_landed: Callable[[Landed], None] = _nobody) -> None:
        self._store = store
        self._client = client
        self._on_landed = on_landed
        self._pause = SHORTEST_PAUSE
        self._pace = Pace()
        self._runway = Runway(client)
        self._aloft: deque[Flight] = deque()
        self._landed_at = 0.0
        self.in_step = asyncio.Event()
        self.progress = Progress()

    async def run(self) -> None:
        """Publish what there is, then what comes; raises `NotInStep`, or `BrokerAway` once it is closed."""
        await self._runway.open()
        while True:
            try:
                await self._follow()
            except (NotAccepted, BrokerError, StoreFailed, TimeoutError, OSError) as why:
                if self._client.is_closed:
                    raise BrokerAway("the connection", "closed for good") from why
                self.progress.resyncs += 1
                _log.warning("the relay asks the stream again", why=str(why) or type(why).__name__)
            await asyncio.sleep(self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)

    async def _follow(self) -> None:
        """Go on from the last message of the stream until something is in doubt."""
        self._refuse_to_buffer()
        self._aloft.clear()
        self._runway.forget()
        connected = self._client.stats["reconnects"]
        tail = await tail_of(self._client, self._store)
        self.progress.position = tail.position
        self.in_step.set()
        heard = time.monotonic()
        while True:
            page = await asyncio.to_thread(self._next, tail.position)
            if self._client.stats["reconnects"] != connected:
                raise NotAccepted("the broker was away meanwhile")
            if page.facts or self._aloft:
                tail, heard = await self._publish(page, tail), time.monotonic()
            elif time.monotonic() - heard > HEARTBEAT_SECONDS:
                heard = await self._confirm(tail)
            if page.last:
                self.progress.in_step_at = page.read_at

    def _next(self, position: int) -> "_Page":
        """Wait a little for facts beyond a position; it runs beside the event loop."""
        patience = 0.0 if self._aloft else NOTICES_SECONDS
        beyond = self._store.await_beyond(position, patience) > position
        read_at = self._landed_at = time.monotonic()
        facts = self._store.select_notifications(position, LIMIT, inclusive_of_start=False) if beyond else []
        return _Page(facts, read_at, last=len(facts) < LIMIT)

    async def _publish(self, page: _Page, tail: Tail) -> Tail:
        """Publish facts, a second flight while the first one lands; all have landed once no more wait."""
        waiting: Sequence[StoredNotification] = page.facts
        while waiting:
            self._refuse_to_buffer()
            batched = tail.batches and self._pace.batch_next(len(waiting))
            facts = boarding(waiting, self._pace.most(batched=batched))
            waiting = waiting[len(facts) :]
            flight = await self._runway.start(facts, tail, batched=batched)
            self._aloft.append(flight)
            tail = flight.hoped
            if len(self._aloft) == ALOFT_MAX:
                await self._land(self._aloft.popleft())
        while page.last and self._aloft:
            await self._land(self._aloft.popleft())
        return tail

    async def _land(self, flight: Flight) -> None:
        try:
            await flight.landed()
        finally:
            took, self._landed_at = time.monotonic() - self._landed_at, time.monotonic()
            self._pace.learn(len(flight.facts), took, batched=flight.batched)
        self._pause = SHORTEST_PAUSE
        self.progress.landed(len(flight.facts), flight.hoped.position)
        self._on_landed(Landed(flight.facts, took))

    async def _confirm(self, tail: Tail) -> float:
        """See whether the stream still holds what was put into it, though nothing is to be published."""
        if await tail_of(self._client, self._store) != tail:
            raise NotAccepted("the stream is no longer as it was left")
        return time.monotonic()

    def _refuse_to_buffer(self) -> None:
        """Publish nothing while the broker is away: the client would keep it for later."""
        if not self._client.is_connected:
            raise NotAccepted("the broker is away")


__all__ = ["Landed", "NotInStep", "Progress", "Relay"]
