"""The commands about a store itself, for whoever runs it."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.app import AsJson, Lang, Store, app


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
