"""Migrate a database to this version, and print the steps."""

from adapters.cli.cli_context import CliContext
from adapters.compose.opening import connections_to
from adapters.engine.store.database import Database
from adapters.engine.store.stored import StoreUnusable


def migrate_database(cli: CliContext) -> None:
    """Run the missing migrations; a store in a file raises `StoreUnusable`, it has none."""
    database = cli.store
    if not isinstance(database, Database):
        raise StoreUnusable(database, "only a database is migrated")
    connections_to(database)  # raises when the extra for PostgreSQL is not installed
    from adapters.postgres.migrations import migrate as take_steps

    for step in (steps := take_steps(database)):
        cli.terminal.out.print(
            cli.terminal.translate("migrated", place=database, number=step.number, name=step.name)
        )
    if not steps:
        cli.terminal.out.print(cli.terminal.translate("up_to_date", place=database))
