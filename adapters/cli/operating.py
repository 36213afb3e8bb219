"""The commands about a store itself, for whoever runs it."""

import typer

from adapters.cli.app import AsJson, Lang, Store, app


@app.command()
def doctor(context: typer.Context, json: AsJson = False, store: Store = None, lang: Lang = None) -> None:
    """Check a store: its file, its order, its keys; exit 3 when something is wrong."""
    from adapters.cli import desk, doctor

    with desk.at_desk(context, store, lang) as asked:
        doctor.doctor(asked, json=json)
