"""The derived tables in a SQLite file of their own, so that a rebuild never blocks a command."""

import fcntl
import os
import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock
from typing import Any

from adapters.engine.follow.derived_database import Row
from adapters.engine.store.stored import StoreFailed
from adapters.sqlite.sqlite_datastore import WAITS_SECONDS, ReadConnections, translated_errors

CACHE_KILOBYTES = 16_384
CHECKPOINT_PAGES = 32_768
"""One batch of events touches hundreds of keys, each on its own pages in every table: all of them fit."""


class SQLiteSession:
    """A transaction on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fetch_rows(self, statement: str, *values: Any) -> list[Row]:
        """Return the rows of a select."""
        return self._connection.execute(statement, values).fetchall()

    def execute(self, statement: str, *values: Any) -> int:
        """Execute a change; return the number of changed rows."""
        return self._connection.execute(statement, values).rowcount

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert rows whose keys are new."""
        values = ", ".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})", rows)

    def upsert_rows(self, table: str, columns: Sequence[str], keyed_by: int, rows: Iterable[Row]) -> None:
        """Insert rows, or replace those of the same key."""
        keys, rest = ", ".join(columns[:keyed_by]), columns[keyed_by:]
        values = ", ".join("?" * len(columns))
        changes = ", ".join(f"{name} = excluded.{name}" for name in rest)
        self._connection.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"
            f" ON CONFLICT ({keys}) DO {f'UPDATE SET {changes}' if rest else 'NOTHING'}",
            rows,
        )


class SQLiteDerivedDatabase:
    """A file that can be deleted: everything in it is rebuilt from the log.

    A power failure may lose the last commits (`synchronous = NORMAL`). That is safe: a checkpoint is
    committed with its rows, and following an event twice gives the same rows.
    """

    text_type = "TEXT"
    table_options = ""
    is_server = False

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._write_mutex = RLock()
        self._lead_handle: int | None = None
        self._lead_mutex = Lock()
        self._closed = False
        with translated_errors(self._path):
            self._writer = sqlite3.connect(
                self._path, timeout=WAITS_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._writer.execute("PRAGMA journal_mode = WAL")
            self._writer.execute("PRAGMA synchronous = NORMAL")
            self._writer.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
            self._writer.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        self._read_connections = ReadConnections(self._path)

    @contextmanager
    def write_session(self) -> Generator[SQLiteSession]:
        """Change the tables in one transaction, committed if the block ends without an exception."""
        with self._write_mutex, translated_errors(self._path):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield SQLiteSession(self._writer)
                self._writer.execute("COMMIT")
            finally:
                self._writer.rollback()  # does nothing after a commit

    @contextmanager
    def read_session(self) -> Generator[SQLiteSession]:
        """Read the tables from one snapshot."""
        with self._read_connections.lend() as connection:
            connection.execute("BEGIN")
            try:
                yield SQLiteSession(connection)
            finally:
                connection.rollback()

    def try_lead(self) -> bool:
        """Try to become the one process that follows the log; the lead is freed when the process ends."""
        with self._lead_mutex:
            if self._closed:
                raise StoreFailed(f"{self._path}: closed")
            if self._lead_handle is None:
                self._lead_handle = self._acquire_lead()
            return self._lead_handle is not None

    def json_field(self, name: str, *, whole: bool = False) -> str:
        """Return the SQL expression of a field of the JSON column `body`, typed by its JSON value."""
        del whole
        return f"json_extract(body, '$.{name}')"

    def grant_views(self, session: Any, views: Sequence[str]) -> None:
        """Do nothing: a reader of the file may read its views."""

    def close(self) -> None:
        """Close the file and give up the lead."""
        with self._write_mutex:
            self._writer.close()
        self._read_connections.close()
        with self._lead_mutex:
            self._closed = True  # a thread that waits for the mutex must not acquire the lead any more
            if self._lead_handle is not None:
                os.close(self._lead_handle)
                self._lead_handle = None

    def _acquire_lead(self) -> int | None:
        handle = os.open(f"{self._path}.lead", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        return handle
