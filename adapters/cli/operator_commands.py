"""The commands about a store itself, for operators."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.app import JsonOption, LangOption, MissionArgument, StoreOption, app
from adapters.engine.store.stored import ClockKind

HEALTH_PORT, BROKER_PORT = 9464, 4222
MISSIONS_MAX, SEED_MAX = 20_000, 999  # beyond these, two seeds could make the same company

FollowerArgument = Annotated[
    str, typer.Argument(metavar="READER", help="A projection or a saga, by its name.")
]
KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="The key, as `jalon parked list` shows it.")]
ReasonOption = Annotated[str, typer.Option(help="The reason; it is recorded with the event.")]


@app.command()
def serve(
    context: typer.Context,
    clock: Annotated[
        ClockKind, typer.Option(help="The clock of a new store; an existing store keeps its own.")
    ] = ClockKind.REAL,
    port: Annotated[
        int, typer.Option(help="Where /metrics and /health answer, on the loopback; 0 takes a free one.")
    ] = HEALTH_PORT,
    broker_port: Annotated[
        int, typer.Option(help="Where the bundled broker listens, when there is no $NATS_URL; 0 is any.")
    ] = BROKER_PORT,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Answer commands and queries over NATS and publish events, until a signal stops it."""
    from adapters.cli import cli_context, server_run
    from adapters.compose.server import ListenPorts

    with cli_context.open_context(context, store, lang) as cli:
        server_run.run_server(cli, clock, ListenPorts(health=port, broker=broker_port))


@app.command()
def doctor(
    context: typer.Context,
    stream: Annotated[
        bool, typer.Option("--stream", help="Compare the stream with the log instead.")
    ] = False,
    json: JsonOption = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Check a store: its file, its positions, its keys, or its stream; exit 3 if something is wrong."""
    from adapters.cli import backup_recovery, cli_context, store_check

    with cli_context.open_context(context, store, lang) as cli:
        if stream:
            backup_recovery.show_stream_comparison(cli, json=json)
        else:
            store_check.check_store(cli, json=json)


@app.command()
def backup(
    context: typer.Context,
    to: Annotated[Path, typer.Argument(metavar="FILE|FOLDER", help="Where the backup goes.")] = Path(),
    json: JsonOption = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Back a store up into one file while it is in use; the file holds no master key and no broker key."""
    from adapters.cli import backup_recovery, cli_context

    with cli_context.open_context(context, store, lang) as cli:
        backup_recovery.backup_store(cli, to, json=json)


@app.command()
def restore(
    context: typer.Context,
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="A file that `jalon backup` made.")],
    master_key: Annotated[
        Path | None, typer.Option(help="Its master key, if it is not in its place yet.")
    ] = None,
    json: JsonOption = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Add the events of a backup to a store, made if there is none; nothing is overwritten."""
    from adapters.cli import backup_recovery, cli_context

    with cli_context.open_context(context, store, lang) as cli:
        backup_recovery.restore_store(cli, backup, master_key, json=json)


@app.command()
def recover(
    context: typer.Context,
    from_stream: Annotated[
        bool, typer.Option("--from-stream", help="Add the published events to the log.")
    ] = False,
    json: JsonOption = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Add the events that only the stream has, after an older copy was restored; stop the service first."""
    from adapters.cli import backup_recovery, cli_context

    with cli_context.open_context(context, store, lang) as cli:
        backup_recovery.recover_from_stream(cli, from_stream=from_stream, json=json)


@app.command()
def contracts(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; made if it is not there.")],
    release: Annotated[
        bool, typer.Option("--release", help="Later versions must be compatible with this one.")
    ] = False,
    lang: LangOption = None,
) -> None:
    """Write the schemas and the AsyncAPI document of the wire; exit 1 if they break a release."""
    from adapters.cli import cli_context, contracts_writing

    with cli_context.open_context(context, None, lang) as cli:
        contracts_writing.write_contracts(cli.terminal, folder, release=release)


@app.command()
def migrate(context: typer.Context, store: StoreOption = None, lang: LangOption = None) -> None:
    """Migrate a database to this version, as its owner; a second run changes nothing."""
    from adapters.cli import cli_context, database_migration

    with cli_context.open_context(context, store, lang) as cli:
        database_migration.migrate_database(cli)


@app.command()
def generate(
    context: typer.Context,
    missions: Annotated[
        int,
        typer.Argument(
            metavar="N", min=1, max=MISSIONS_MAX, help="How many missions; each has some 65 events."
        ),
    ],
    seed: Annotated[int, typer.Option(min=0, max=SEED_MAX, help="Another seed makes other missions.")] = 0,
    json: JsonOption = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Generate missions in a simulated store, made if there is none; the same seed adds nothing twice."""
    from adapters.cli import cli_context, mission_generation

    with cli_context.open_context(context, store, lang) as cli:
        mission_generation.generate_missions(cli, missions, seed, json=json)


projections_app = typer.Typer(no_args_is_help=True, help="The rows of projections and sagas.")
app.add_typer(projections_app, name="projections")


@projections_app.command()
def status(
    context: typer.Context, json: JsonOption = False, store: StoreOption = None, lang: LangOption = None
) -> None:
    """Show the checkpoint of every projection and every saga."""
    from adapters.cli import cli_context, follower_admin

    with cli_context.open_context(context, store, lang) as cli:
        follower_admin.print_status(cli, json=json)


@projections_app.command()
def rebuild(
    context: typer.Context, reader: FollowerArgument, store: StoreOption = None, lang: LangOption = None
) -> None:
    """Rebuild the rows of a projection or a saga beside the live ones, then switch to them."""
    from adapters.cli import cli_context, follower_admin

    with cli_context.open_context(context, store, lang) as cli:
        follower_admin.rebuild_follower(cli, reader)


@projections_app.command()
def verify(
    context: typer.Context,
    reader: Annotated[str | None, typer.Argument(metavar="[READER]", help="Otherwise all of them.")] = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Compare rows, byte by byte, with a full replay of the log; exit 1 if they differ."""
    from adapters.cli import cli_context, follower_admin

    with cli_context.open_context(context, store, lang) as cli:
        follower_admin.verify_rows(cli, reader)


@app.command()
def sagas(
    context: typer.Context,
    mission: MissionArgument,
    json: JsonOption = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """List what the sagas of a mission wait for: of whom, because of which event, until when."""
    from adapters.cli import cli_context, saga_waits

    with cli_context.open_context(context, store, lang) as cli:
        saga_waits.list_waits(cli, mission, json=json)


parked_app = typer.Typer(
    no_args_is_help=True, help="Keys whose event a projection or a saga could not handle."
)
app.add_typer(parked_app, name="parked")


@parked_app.command(name="list")
def list_parked(
    context: typer.Context, json: JsonOption = False, store: StoreOption = None, lang: LangOption = None
) -> None:
    """List the parked keys."""
    from adapters.cli import cli_context, parked_keys

    with cli_context.open_context(context, store, lang) as cli:
        parked_keys.list_parked(cli, json=json)


@parked_app.command()
def show(
    context: typer.Context,
    reader: FollowerArgument,
    key: KeyArgument,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Write the event that parked a key and the events that wait behind it, as they are stored."""
    from adapters.cli import cli_context, parked_keys

    with cli_context.open_context(context, store, lang) as cli:
        parked_keys.show_parked(cli, reader, key)


@parked_app.command()
def retry(
    context: typer.Context,
    reader: FollowerArgument,
    key: KeyArgument,
    reason: ReasonOption,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Have a parked key read again, from the event that parked it."""
    from adapters.cli import cli_context, parked_keys

    with cli_context.open_context(context, store, lang) as cli:
        parked_keys.decide_parked(cli, "RetryLine", reader, key, reason)


@parked_app.command()
def skip(
    context: typer.Context,
    reader: FollowerArgument,
    key: KeyArgument,
    reason: ReasonOption,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Have a parked key continue without the event that parked it, in every replay."""
    from adapters.cli import cli_context, parked_keys

    with cli_context.open_context(context, store, lang) as cli:
        parked_keys.decide_parked(cli, "SkipLine", reader, key, reason)
