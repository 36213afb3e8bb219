"""Serving a store until told to stop: commands and queries are answered, facts are published."""

import asyncio
import signal
import sys
from contextlib import suppress

import structlog
import typer

from adapters.cli.cli_context import Desk, unusable_because
from adapters.cli.exit_codes import UNUSABLE
from adapters.compose import Settings
from adapters.compose.server import HOST, Ports, Server, open_server
from adapters.engine.store.stored import ClockKind, StoreUnusable
from adapters.files.principal_register import RegisterDamaged
from adapters.nats.connection import CredentialUnusable, ignoring_sigpipe
from adapters.nats.embedded_broker import CannotServe
from adapters.nats.relay import NotInStep
from adapters.service.log_output import log_to
from adapters.service.supervisor import GaveUp

log = structlog.get_logger("jalon.serve")


def serve(desk: Desk, clock: ClockKind, ports: Ports) -> None:
    """Serve; exit 3 when a part cannot be kept at work."""
    log_to(sys.stderr)
    place = open_server(desk.store, clock=clock, ports=ports, settings=Settings.read())
    with ignoring_sigpipe(), place as server:
        try:
            asyncio.run(_until_told(server))
        except GaveUp as end:
            desk.voice.fail([_why(desk, end)])
            raise typer.Exit(UNUSABLE) from None


async def _until_told(server: Server) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stop.set)
    saying = asyncio.create_task(_say_where(server))
    try:
        await server.supervisor.run(stop)
    finally:
        saying.cancel()
        with suppress(asyncio.CancelledError):
            await saying
    log.info("stopped", position=server.archive.store.head())


async def _say_where(server: Server) -> None:
    """Say where to connect, once everything is at work."""
    url = await server.broker.url()
    await server.answering.listening.wait()
    log.info(
        "serving",
        tenant=server.archive.tenant,
        clock=server.archive.store.clock,
        broker=url,
        credentials=str(server.credentials),
        health=f"http://{HOST}:{server.health.port}/health",
    )


def _why(desk: Desk, end: GaveUp) -> str:
    match end.__cause__:
        case NotInStep() | CannotServe() as found:
            return found.sentence(desk.voice.language)
        case StoreUnusable() | CredentialUnusable() | RegisterDamaged() as found:
            return unusable_because(found, desk)
        case _:
            return str(end)
