"""The commands about the broker and the principals that may connect to it."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from adapters.cli.app import JsonOption, LangOption, StoreOption, app
from adapters.cli.option_choices import AdmittedRole
from domain.language import Audience, Role

principal_app = typer.Typer(no_args_is_help=True, help="The principals that may connect to the broker.")
app.add_typer(principal_app, name="principal")

IdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="An opaque id, not a name: letters, digits, _ and -.")
]


@app.command("nats-config")
def nats_config(  # noqa: PLR0913, PLR0917 -- one parameter an option
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the configuration is written.")],
    host: Annotated[str, typer.Option(help="Where the broker listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 4222,
    monitor: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Where the broker answers /healthz.")
    ] = None,
    data: Annotated[  # a path on the broker's machine: typer must not check it on this one
        Path | None, typer.Option(readable=False, help="Where the broker keeps its data; otherwise DIR/data.")
    ] = None,
    mounted_at: Annotated[
        Path | None,
        typer.Option(readable=False, help="Where the broker finds DIR, if elsewhere: in a container."),
    ] = None,
    tls_for: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="Make a certificate for this name, for development; repeatable."),
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(help="The broker's certificate and its chain, as the broker sees it.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its key, as the broker sees it.")] = None,
    max_bytes: Annotated[
        int | None, typer.Option(min=1_000_000, help="How much the stream may hold; otherwise 8 GiB.")
    ] = None,
    replicas: Annotated[
        int | None, typer.Option(min=1, max=5, help="How many copies the stream has: 3 in a cluster.")
    ] = None,
    json: JsonOption = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Write the configuration of a nats-server: trusted keys, TLS, limits; it holds no secret."""
    from adapters.cli import broker_configuration, cli_context

    options = broker_configuration.BrokerOptions(
        folder=folder,
        host=host,
        port=port,
        monitor=monitor,
        data=data,
        mounted_at=mounted_at or folder.absolute(),
        tls_for=tls_for or [],
        tls_cert=tls_cert,
        tls_key=tls_key,
        max_bytes=max_bytes,
        replicas=replicas,
    )
    with cli_context.open_context(context, store, lang) as cli:
        broker_configuration.write_configuration(cli, options, json=json)


@principal_app.command("add")
def add_principal(  # noqa: PLR0913, PLR0917 -- one parameter an option
    context: typer.Context,
    role: Annotated[AdmittedRole, typer.Argument(metavar="ROLE", help=", ".join(AdmittedRole))],
    id_: IdArgument,
    represents: Annotated[
        UUID | None, typer.Option(help="The client company or consultant, of these two roles.")
    ] = None,
    umbrella_role: Annotated[
        Role | None, typer.Option(help="What a user of the umbrella company is there for.")
    ] = None,
    audience: Annotated[
        list[Audience] | None, typer.Option(help="What a subscriber reads; otherwise everything. Repeatable.")
    ] = None,
    expires: Annotated[
        str | None, typer.Option(metavar="T", help="Until when: a date in Paris, or an instant.")
    ] = None,
    json: JsonOption = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Let a principal connect: write its credential, make its consumer; again, renew the credential."""
    from adapters.cli import cli_context, principal_admin

    typed = principal_admin.TypedPrincipal(
        role=role,
        id=id_,
        represents=represents,
        umbrella_role=umbrella_role,
        audiences=frozenset(audience or ()),
        expires=expires,
    )
    with cli_context.open_context(context, store, lang) as cli:
        principal_admin.add_principal(cli, typed, json=json)


@principal_app.command("list")
def list_principals(
    context: typer.Context, json: JsonOption = False, store: StoreOption = None, lang: LangOption = None
) -> None:
    """List the principals, those that may no longer connect included."""
    from adapters.cli import cli_context, principal_admin

    with cli_context.open_context(context, store, lang) as cli:
        principal_admin.list_principals(cli, json=json)


@principal_app.command("revoke")
def revoke_principal(
    context: typer.Context,
    role: Annotated[AdmittedRole, typer.Argument(metavar="ROLE", help=", ".join(AdmittedRole))],
    id_: IdArgument,
    json: JsonOption = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Cut a principal off at once: revoke its credential and delete its consumer."""
    from adapters.cli import cli_context, principal_admin

    with cli_context.open_context(context, store, lang) as cli:
        principal_admin.revoke_principal(cli, role, id_, json=json)
