"""Looks into a store, and tampers with it, behind the back of whoever uses it."""

import sqlite3
from contextlib import closing
from uuid import UUID

import psycopg

from adapters.compose import private_folder
from adapters.engine.store.database import Database
from adapters.engine.store.stored import Place


def tamper_with(place: Place, statement: str) -> None:
    """Change what nobody may change; `{events}` stands for the table of events."""
    if isinstance(place, Database):
        with psycopg.connect(place.url) as connection:
            connection.execute("SET session_replication_role = replica")  # no trigger says no
            connection.execute(statement.format(events="jalon.stored_events").encode())
    else:
        with closing(sqlite3.connect(place)) as file, file:
            file.execute(statement.format(events="stored_events"))


def count_rows(place: Place, table: str) -> int:
    """Count the rows of a table of keys."""
    asked = f"SELECT count(*) FROM {table}"
    if isinstance(place, Database):
        with psycopg.connect(place.url) as connection:
            ((count,),) = connection.execute(asked.replace("FROM ", "FROM jalon.").encode()).fetchall()
    else:
        with closing(sqlite3.connect(private_folder(place) / "keys.db")) as file:
            ((count,),) = file.execute(asked).fetchall()
    return count


def read_log_rows(place: Place) -> list[tuple[object, ...]]:
    """Return the rows of the log: position, stream, version, type, bytes."""
    asked = "SELECT notification_id, originator_id, originator_version, topic, state FROM "
    if isinstance(place, Database):
        with psycopg.connect(place.url) as connection:
            return connection.execute((asked + "jalon.stored_events ORDER BY 1").encode()).fetchall()
    with closing(sqlite3.connect(place)) as file:
        rows = file.execute(asked + "stored_events ORDER BY 1").fetchall()
    return [(position, UUID(stream), *rest) for position, stream, *rest in rows]


def store_address(place: Place) -> str:
    """Return how a store is named on a command line."""
    return place.url if isinstance(place, Database) else str(place)
