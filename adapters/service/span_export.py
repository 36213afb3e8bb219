"""Exports spans if the OpenTelemetry SDK is installed (extra `otel`); its variables name the endpoint."""

import structlog
from opentelemetry import trace

log = structlog.get_logger("jalon.serve")


def send_spans() -> None:
    """Send the spans of this process by OTLP over HTTP."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        log.warning("no spans are sent: install the extra `otel`")
        return
    provider = TracerProvider(resource=Resource.create({"service.name": "jalon"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
