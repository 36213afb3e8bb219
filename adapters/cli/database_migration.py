"""Bring a database to this version, and say which steps that took."""

from adapters.cli.cli_context import CliContext
from adapters.compose.opening import connections_to
from adapters.engine.store.database import Database
from adapters.engine.store.stored import StoreUnusable


def migrate_database(cli: CliContext) -> None:
    """Take the steps that are missing; a store in a file needs none."""
    database = cli.store
    if not isinstance(database, Database):
        raise StoreUnusable(database, "only a database is migrated")
    connections_to(database)  # says which extra is missing
    from adapters.postgres.migrations import migrate as take_steps

    for step in (steps := take_steps(database)):
        cli.terminal.out.print(
            cli.terminal.say("migrated", place=database, number=step.number, name=step.name)
        )
    if not steps:
        cli.terminal.out.print(cli.terminal.say("up_to_date", place=database))
