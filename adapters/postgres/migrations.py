"""Create and update the tables (`jalon migrate`); it may be repeated, and run several times at once.

The missing files of `schema/` are applied in the order of their numbers, in one transaction. Two roles
without login, `<database>_writer` and `<database>_reader`, get the rights that a service and a reader need;
grant one of them to a login.
"""

from importlib.resources import files
from typing import LiteralString, NamedTuple

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from adapters.engine.store.database import Database, DatabaseFailed, DatabaseUnusable
from adapters.postgres.connections import Connection, connect, first_line

MIGRATION_LOCK = 1_784_762_478  # an advisory lock of one key; the lock of the log has two

CREATE_MIGRATION_TABLE = """
CREATE SCHEMA IF NOT EXISTS jalon;
CREATE TABLE IF NOT EXISTS jalon.migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
"""

READ: tuple[LiteralString, ...] = (
    "GRANT USAGE ON SCHEMA jalon TO {role}",
    "GRANT SELECT ON jalon.migration, jalon.store, jalon.stored_events, jalon.answers TO {role}",
    "GRANT USAGE ON SCHEMA jalon_derived TO {role}",
    "GRANT SELECT ON jalon.master, jalon.data_key, jalon.destruction, jalon.vault, jalon.document TO {role}",
)
WRITE: tuple[LiteralString, ...] = (
    "GRANT EXECUTE ON FUNCTION jalon.take_turn, jalon.append, jalon.begin_store TO {role}",
    "GRANT EXECUTE ON FUNCTION jalon.destroy_key, jalon.withdraw TO {role}",
    "GRANT UPDATE (erased_up_to) ON jalon.destruction TO {role}",
    "GRANT INSERT ON jalon.master, jalon.data_key, jalon.vault, jalon.document TO {role}",
    "GRANT UPDATE (sealed) ON jalon.document TO {role}",
    "GRANT CREATE ON SCHEMA jalon_derived TO {role}",
)
"""The rights of each role. A writer may also read; it adds events by the function `jalon.append` only."""


class Migration(NamedTuple):
    """One step from a schema version to the next."""

    number: int
    name: str
    statements: str


def list_migrations() -> list[Migration]:
    """Return the migrations of this version, in their order."""
    found = [file for file in files("adapters.postgres").joinpath("schema").iterdir() if file.is_file()]
    steps = [
        Migration(int(file.name[:4]), file.name[5:].removesuffix(".sql"), file.read_text(encoding="utf-8"))
        for file in found
        if file.name.endswith(".sql")
    ]
    return sorted(steps)


def migrate(database: Database) -> list[Migration]:
    """Bring a database to this version, with its roles and rights; return the migrations applied.

    Raises `DatabaseUnusable` and `DatabaseFailed`.
    """
    connection = connect(database)
    try:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATION_LOCK])
            steps = _apply_missing(database, connection)
            connection.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA jalon FROM PUBLIC")
            for role, grants in _list_roles(connection).items():
                _grant_rights(connection, role, grants)
        return steps
    except psycopg.Error as error:
        raise DatabaseFailed(f"{database}: {first_line(error)}") from error
    finally:
        connection.close()


def check_schema(database: Database, connection: Connection) -> None:
    """Raise `DatabaseUnusable` unless the schema is of this version; nothing is changed."""
    found, newest = _read_version(connection), list_migrations()[-1].number
    if found is None:
        raise DatabaseUnusable(database, "no Jalon store: run jalon migrate")
    if found > newest:
        raise DatabaseUnusable(database, f"a Jalon store of newer schema version {found}")
    if found < newest:
        raise DatabaseUnusable(
            database, f"a Jalon store of older schema: run jalon migrate (version {found})"
        )


def _read_version(connection: Connection) -> int | None:
    """Return the number of the last migration applied, none before the first."""
    try:
        ((number,),) = connection.execute("SELECT max(number) FROM jalon.migration").fetchall()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        return None
    return number


def _apply_missing(database: Database, connection: Connection) -> list[Migration]:
    _refuse_foreign(database, connection)
    connection.execute(CREATE_MIGRATION_TABLE)
    ((found,),) = connection.execute("SELECT coalesce(max(number), 0) FROM jalon.migration").fetchall()
    steps = list_migrations()
    if found > steps[-1].number:
        raise DatabaseUnusable(database, f"a Jalon store of newer schema version {found}")
    missing = [step for step in steps if step.number > found]
    for step in missing:
        connection.execute(step.statements.encode())
        connection.execute("INSERT INTO jalon.migration VALUES (%s, %s)", [step.number, step.name])
    return missing


def _refuse_foreign(database: Database, connection: Connection) -> None:
    """Refuse a schema `jalon` that another program made."""
    ((foreign,),) = connection.execute(
        "SELECT to_regclass('jalon.migration') IS NULL"
        " AND EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('jalon'))"
    ).fetchall()
    if foreign:
        raise DatabaseUnusable(database, "another program's schema jalon")


def _list_roles(connection: Connection) -> dict[str, tuple[LiteralString, ...]]:
    ((name,),) = connection.execute("SELECT current_database()").fetchall()
    return {f"{name}_reader": READ, f"{name}_writer": (*READ, *WRITE)}


def _grant_rights(connection: Connection, role: str, grants: tuple[LiteralString, ...]) -> None:
    """Create the role if it is missing, and grant its rights; other rights of the role stay."""
    create_role = "DO $$ BEGIN IF to_regrole({name}) IS NULL THEN CREATE ROLE {role} NOLOGIN; END IF; END $$"
    quoted = SQL("quote_ident({})").format(Literal(role))
    connection.execute(SQL(create_role).format(name=quoted, role=Identifier(role)))
    for grant in grants:
        connection.execute(SQL(grant).format(role=Identifier(role)))
