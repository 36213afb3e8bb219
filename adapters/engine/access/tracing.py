"""Spans from a command to the publication of its facts; without an SDK they are carried on, not recorded.

No span holds what a command said, nor the text of an exception: that may be a person's.
"""

import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager

import msgspec
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from adapters.engine.access.header_names import TRACEPARENT
from adapters.engine.store.stored import StoredFact

_W3C = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("jalon")
_NANOSECONDS = 1_000_000_000


class _Traced(msgspec.Struct):
    traceparent: str | None = None


_TRACED = msgspec.json.Decoder(_Traced)


@contextmanager
def asked_by(headers: Mapping[str, str], name: str) -> Generator[Span]:
    """Open the span of a request, as a part of the sender's trace where it named one."""
    with _TRACER.start_as_current_span(
        name,
        context=_context(headers.get(TRACEPARENT)),
        kind=SpanKind.SERVER,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        yield span


def traceparent() -> str | None:
    """Return the trace that is going on, to be carried further."""
    carrier: dict[str, str] = {}
    _W3C.inject(carrier)
    return carrier.get(TRACEPARENT)


def published(facts: Iterable[StoredFact], seconds: float) -> None:
    """Add the publication of facts to the traces of their commands."""
    now = time.time_ns()
    for fact in facts:
        if b'"traceparent":' not in fact.body:
            continue
        context = _context(_TRACED.decode(fact.body).traceparent)
        began = now - int(seconds * _NANOSECONDS)
        span = _TRACER.start_span("publish", context=context, kind=SpanKind.PRODUCER, start_time=began)
        span.set_attributes({"jalon.position": fact.position, "jalon.type": fact.type})
        span.end(now)


def _context(traceparent: str | None) -> Context:
    return _W3C.extract({TRACEPARENT: traceparent} if traceparent else {})
