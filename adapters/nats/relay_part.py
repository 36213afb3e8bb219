"""The relay as a part, on a connection of its own; it is the last to stop, once all is in the stream."""

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
from adapters.nats.connection import hang_up
from adapters.nats.relay import Landed, Progress, Relay
from adapters.nats.request_part import Connect

FLUSH_SECONDS = 5.0
STOPS_SECONDS = 1.0

_W3C = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("jalon")
_NANOSECONDS = 1_000_000_000


class _Traced(msgspec.Struct):
    traceparent: str | None = None


_TRACED = msgspec.json.Decoder(_Traced)


class Publishing:
    """Relays the log to the stream; `in_step` is set once the stream was seen to be a beginning of it."""

    name = "relay"

    def __init__(self, connect: Connect, store: Store, on_landed: Callable[[Landed], None]) -> None:
        self._connect = connect
        self._store = store
        self._on_landed = on_landed
        self._landed = asyncio.Event()
        self._relay: Relay | None = None
        self.in_step = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether the stream is in step with the log."""
        return self._relay is not None and self._relay.in_step.is_set()

    @property
    def progress(self) -> Progress:
        """How far the relay is."""
        return self._relay.progress if self._relay else Progress()

    async def run(self) -> None:
        """Relay until the connection is closed for good; cancelled, publish what there is first."""
        closed = asyncio.Event()
        client = await self._connect(closed.set)
        self._relay = Relay(self._store, client, self._note)
        relaying = asyncio.create_task(self._relay.run())
        try:
            heed_cancellation()
            await self._watch(self._relay, relaying)
        except asyncio.CancelledError:
            await self._flush(self._relay)
            raise
        finally:
            while not relaying.done():
                relaying.cancel()
                await asyncio.wait([relaying], timeout=STOPS_SECONDS)
            await hang_up(client)

    async def _watch(self, relay: Relay, relaying: asyncio.Task[None]) -> None:
        stepping = asyncio.create_task(relay.in_step.wait())
        try:
            await asyncio.wait([relaying, stepping], return_when=asyncio.FIRST_COMPLETED)
            if not relaying.done():
                self.in_step.set()
            await asyncio.shield(relaying)
        finally:
            stepping.cancel()

    async def _flush(self, relay: Relay) -> None:
        """Wait until everything is in the stream, but not for a broker that is away."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                head = await asyncio.to_thread(self._store.head)
                while relay.progress.position < head:
                    self._landed.clear()
                    await self._landed.wait()

    def _note(self, landed: Landed) -> None:
        self._landed.set()
        self._on_landed(landed)


def trace_publication(landed: Landed) -> None:
    """Add the publication of facts to the traces of their commands."""
    now = time.time_ns()
    for fact in landed.facts:
        if b'"traceparent":' not in fact.state:
            continue
        traceparent = _TRACED.decode(fact.state).traceparent
        span = _TRACER.start_span(
            "publish",
            context=_W3C.extract({TRACEPARENT: traceparent} if traceparent else {}),
            kind=SpanKind.PRODUCER,
            start_time=now - int(landed.seconds * _NANOSECONDS),
        )
        span.set_attributes({"jalon.position": fact.id, "jalon.type": fact.topic})
        span.end(now)
