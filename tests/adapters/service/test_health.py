"""Health, readiness and metrics of the service by HTTP, and its spans."""

import asyncio
import json
import socket
from typing import Any
from uuid import uuid4

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.adapters.service.conftest import Ask
from tests.adapters.service.served import (
    ACME,
    JEANNE,
    MISSION,
    Asking,
    Served,
    fetch_path,
    until,
    wait_until_settled,
)

MINE = {"mission": str(MISSION)}


def test_a_running_service_is_alive_and_ready(runner: asyncio.Runner, served: Served) -> None:
    assert runner.run(fetch_path(served, "/health/live")) == (200, '{"live":true}')
    for path in ("/health", "/health/ready"):
        status, body = runner.run(fetch_path(served, path))
        assert (status, json.loads(body)["ready"]) == (200, True)
    parts = json.loads(body)["parts"]
    assert set(parts) == {"health", "broker", "dispatcher", "relay", "readers", "wire"}
    runner.run(wait_until_settled(served))


def test_requests_refusals_and_lags_are_counted(runner: asyncio.Runner, ask: Ask, served: Served) -> None:
    rule = ask(ACME, lambda caller: caller.command("verify-mission", MINE))["refusal"]["rule"]
    ask(ACME, lambda caller: caller.command("verify-missions", MINE))
    ask(ACME, lambda caller: caller.query("missions"))
    metrics = runner.run(fetch_path(served, "/metrics"))[1]
    for line in (
        'jalon_requests_total{kind="command",outcome="refused",what="verify-mission"} 1.0',
        'jalon_requests_total{kind="command",outcome="malformed",what="unknown"} 1.0',
        'jalon_requests_total{kind="query",outcome="found",what="missions"} 1.0',
        f'jalon_refusals_total{{rule="{rule}"}} 1.0',
        'jalon_request_seconds_count{kind="command"} 2.0',
        f"jalon_log_position {float(served.head)}",
        "jalon_stream_lag_facts 0.0",
        "jalon_stream_lag_seconds 0.0",
        "jalon_waiting 0.0",
        "jalon_parked_lines 0.0",
    ):
        assert line in metrics.splitlines()


def test_a_peer_that_hangs_up_or_never_ends_does_no_harm(runner: asyncio.Runner, served: Served) -> None:
    async def send_garbage() -> None:
        port = served.server.health.port
        for body in (b"", b"GET /metrics HTTP/1.1\r\n\r\n", b"\x00" * 100_000, b"GET /" + b"x" * 2**20):
            with socket.create_connection(("127.0.0.1", port)) as peer:
                peer.setblocking(False)
                await asyncio.wait_for(_send_bytes(peer, body), 5)
        assert (await fetch_path(served, "/health/live"))[0] == 200

    runner.run(send_garbage())


async def _send_bytes(peer: socket.socket, body: bytes) -> None:
    try:
        await asyncio.get_running_loop().sock_sendall(peer, body)
    except (ConnectionResetError, BrokenPipeError):
        return


def test_the_trace_of_the_client_goes_from_the_command_to_the_publication_of_its_events(
    runner: asyncio.Runner, ask: Ask, served: Served
) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    traceparent = f"00-{uuid4().hex}-00f067aa0ba902b7-01"
    answer = ask(JEANNE, lambda caller: caller.command("give-consent", MINE, traceparent=traceparent))
    (placed,) = answer["facts"]

    def list_spans() -> list[Any]:
        found = exporter.get_finished_spans()
        return [span for span in found if f"{span.context.trace_id:032x}" == traceparent[3:35]]

    async def has_both_spans() -> bool:
        return {span.name for span in list_spans()} == {"command give-consent", "publish"}

    runner.run(until(has_both_spans))
    command, publication = sorted(list_spans(), key=lambda span: span.name)
    assert f"{command.parent.span_id:016x}" == traceparent[36:52]
    assert publication.parent.span_id == command.context.span_id
    assert placed["fact"]["traceparent"] == f"{traceparent[:36]}{command.context.span_id:016x}-01"
    assert dict(command.attributes) == {"jalon.outcome": "accepted", "jalon.position": placed["position"]}
    assert publication.attributes["jalon.position"] == placed["position"]


def test_an_invalid_trace_is_not_passed_on(ask: Ask) -> None:
    async def send_invalid_trace(caller: Asking) -> dict[str, Any]:
        return await caller.command("verify-mission", MINE, traceparent="00-Jeanne Aubry")

    (placed,) = ask(ACME, send_invalid_trace)["facts"]
    assert "Aubry" not in json.dumps(placed)
