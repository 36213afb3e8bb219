"""The commands about a store itself, for whoever runs it."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.app import AsJson, Lang, Store, app
from adapters.store.stored import ClockKind

HEALTH_PORT, BROKER_PORT = 9464, 4222


@app.command()
def serve(
    context: typer.Context,
    clock: Annotated[
        ClockKind, typer.Option(help="The clock of a store that is made; one that exists keeps its own.")
    ] = ClockKind.REAL,
    port: Annotated[
        int, typer.Option(help="Where /metrics and /health answer, on the loopback; 0 takes a free one.")
    ] = HEALTH_PORT,
    broker_port: Annotated[
        int, typer.Option(help="Where the bundled broker listens, when there is no $NATS_URL; 0 is any.")
    ] = BROKER_PORT,
    store: Store = None,
    lang: Lang = None,
) -> None:
    """Answer commands and queries over NATS, and publish facts, until told to stop."""
    from adapters.cli import desk, serving
    from adapters.compose.server import Ports

    with desk.at_desk(context, store, lang) as asked:
        serving.serve(asked, clock, Ports(health=port, broker=broker_port))


@app.command()
def doctor(context: typer.Context, json: AsJson = False, store: Store = None, lang: Lang = None) -> None:
    """Check a store: its file, its order, its keys; exit 3 when something is wrong."""
    from adapters.cli import desk, doctor

    with desk.at_desk(context, store, lang) as asked:
        doctor.doctor(asked, json=json)


@app.command()
def contracts(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; made if it is not there.")],
    release: Annotated[
        bool, typer.Option("--release", help="Later versions must be compatible with this one.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Write the schemas and the AsyncAPI document of the wire; exit 1 if they break what was released."""
    from adapters.cli import contracts, desk

    with desk.at_desk(context, None, lang) as asked:
        contracts.contracts(asked.voice, folder, release=release)


@app.command()
def migrate(context: typer.Context, store: Store = None, lang: Lang = None) -> None:
    """Bring a database to this version, as its owner; a second time changes nothing."""
    from adapters.cli import desk, migrating

    with desk.at_desk(context, store, lang) as asked:
        migrating.migrate(asked)
