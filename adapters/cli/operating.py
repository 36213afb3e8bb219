"""The commands about a store itself, for whoever runs it."""

import typer

from adapters.cli.app import AsJson, Lang, Store, app


@app.command()
def doctor(context: typer.Context, json: AsJson = False, store: Store = None, lang: Lang = None) -> None:
    """Check a store: its file, its order, its keys; exit 3 when something is wrong."""
    from adapters.cli import desk, doctor

    with desk.at_desk(context, store, lang) as asked:
        doctor.doctor(asked, json=json)


@app.command()
def migrate(context: typer.Context, store: Store = None, lang: Lang = None) -> None:
    """Bring a database to this version, as its owner; a second time changes nothing."""
    from adapters.cli import desk, migrating

    with desk.at_desk(context, store, lang) as asked:
        migrating.migrate(asked)
