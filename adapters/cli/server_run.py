"""Serve a store until a signal stops it: answer commands and queries, publish events."""

import asyncio
import signal
import sys
from contextlib import suppress

import structlog
import typer

from adapters.cli.cli_context import CliContext, explain_error
from adapters.cli.exit_codes import UNUSABLE
from adapters.compose import Settings
from adapters.compose.server import HOST, ListenPorts, Server, open_server
from adapters.engine.store.stored import ClockKind, StoreUnusable
from adapters.files.principal_register import RegisterDamaged
from adapters.nats.connection import CredentialUnusable, ignore_sigpipe
from adapters.nats.embedded_broker import CannotServe
from adapters.nats.relay import NotInStep
from adapters.service.log_output import configure_logging
from adapters.service.supervisor import PartGaveUp

log = structlog.get_logger("jalon.serve")


def run_server(cli: CliContext, clock: ClockKind, ports: ListenPorts) -> None:
    """Serve; exit with 3 when a part of the service keeps failing."""
    configure_logging(sys.stderr)
    opening = open_server(cli.store, clock=clock, ports=ports, settings=Settings.from_environment())
    with ignore_sigpipe(), opening as server:
        try:
            asyncio.run(_run_until_stopped(server))
        except PartGaveUp as end:
            cli.terminal.print_errors([_explain_stop(cli, end)])
            raise typer.Exit(UNUSABLE) from None


async def _run_until_stopped(server: Server) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    announcement = asyncio.create_task(_log_addresses(server))
    try:
        await server.supervisor.run(stop)
    finally:
        announcement.cancel()
        with suppress(asyncio.CancelledError):
            await announcement
    log.info("stopped", position=server.archive.store.head())


async def _log_addresses(server: Server) -> None:
    """Log the addresses once every part of the service is ready."""
    url = await server.broker.wait_for_url()
    await server.requests.listening.wait()
    log.info(
        "serving",
        tenant=server.archive.tenant,
        clock=server.archive.store.clock,
        broker=url,
        credentials=str(server.credentials),
        health=f"http://{HOST}:{server.health.port}/health",
    )


def _explain_stop(cli: CliContext, end: PartGaveUp) -> str:
    match end.__cause__:
        case NotInStep() | CannotServe() as found:
            return found.sentence(cli.terminal.language)
        case StoreUnusable() | CredentialUnusable() | RegisterDamaged() as found:
            return explain_error(found, cli)
        case _:
            return str(end)
