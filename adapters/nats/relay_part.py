"""The relay as a part of the service, on its own connection; it stops last, once all is published."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

import msgspec
from opentelemetry import trace
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from adapters.engine.access.header_names import TRACEPARENT
from adapters.engine.cancellation import heed_cancellation
from adapters.engine.store.recorder import Store
from adapters.nats.connection import close_connection
from adapters.nats.relay import AcceptedBatch, Relay, RelayProgress
from adapters.nats.request_part import Connect

FLUSH_SECONDS = 5.0
STOP_SECONDS = 1.0

_W3C = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("jalon")
_NANOSECONDS = 1_000_000_000


class _Traced(msgspec.Struct):
    traceparent: str | None = None


_TRACED = msgspec.json.Decoder(_Traced)


class RelayPart:
    """Relays the log to the stream; `in_step` is set once the stream is known to begin the log."""

    name = "relay"

    def __init__(self, connect: Connect, store: Store, on_accepted: Callable[[AcceptedBatch], None]) -> None:
        self._connect = connect
        self._store = store
        self._on_accepted = on_accepted
        self._accepted = asyncio.Event()
        self._relay: Relay | None = None
        self.in_step = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether the stream is in step with the log."""
        return self._relay is not None and self._relay.in_step.is_set()

    @property
    def progress(self) -> RelayProgress:
        """How far the relay is."""
        return self._relay.progress if self._relay else RelayProgress()

    async def run(self) -> None:
        """Relay until the connection is closed for good; when cancelled, publish the whole log first."""
        closed = asyncio.Event()
        client = await self._connect(closed.set)
        self._relay = Relay(self._store, client, self._note_accepted)
        relaying = asyncio.create_task(self._relay.run())
        try:
            heed_cancellation()
            await self._watch_relay(self._relay, relaying)
        except asyncio.CancelledError:
            await self._flush_log(self._relay)
            raise
        finally:
            while not relaying.done():
                relaying.cancel()
                await asyncio.wait([relaying], timeout=STOP_SECONDS)
            await close_connection(client)

    async def _watch_relay(self, relay: Relay, relaying: asyncio.Task[None]) -> None:
        in_step = asyncio.create_task(relay.in_step.wait())
        try:
            await asyncio.wait([relaying, in_step], return_when=asyncio.FIRST_COMPLETED)
            if not relaying.done():
                self.in_step.set()
            await asyncio.shield(relaying)
        finally:
            in_step.cancel()

    async def _flush_log(self, relay: Relay) -> None:
        """Wait until the whole log is in the stream, but at most 5 seconds: the broker may be away."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                head = await asyncio.to_thread(self._store.head)
                while relay.progress.position < head:
                    self._accepted.clear()
                    await self._accepted.wait()

    def _note_accepted(self, batch: AcceptedBatch) -> None:
        self._accepted.set()
        self._on_accepted(batch)


def trace_publication(batch: AcceptedBatch) -> None:
    """Add a span for the publication of each event to the trace of its command."""
    now = time.time_ns()
    for event in batch.events:
        # Most events have no trace: searching the bytes is cheaper than decoding them.
        if b'"traceparent":' not in event.state:
            continue
        traceparent = _TRACED.decode(event.state).traceparent
        span = _TRACER.start_span(
            "publish",
            context=_W3C.extract({TRACEPARENT: traceparent} if traceparent else {}),
            kind=SpanKind.PRODUCER,
            start_time=now - int(batch.seconds * _NANOSECONDS),
        )
        span.set_attributes({"jalon.position": event.id, "jalon.type": event.topic})
        span.end(now)
