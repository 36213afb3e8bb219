"""The SQLite file of a store as a datastore of the library; only writers wait for each other."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from eventsourcing.sqlite import SQLiteCursor, SQLiteDatastore

from adapters.sqlite.sqlite_file import connect, translated_errors
from adapters.sqlite.sqlite_readers import ReadConnections


class SQLiteStoreDatastore(SQLiteDatastore):
    """The datastore of the library without its pool.

    The pool limits its connections, gives up after seconds, and may close a connection during a select. Here
    each select gets a connection, and the write connection stays open.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.single_row_tracking = True
        self.originator_id_type = "uuid"
        self._readers = ReadConnections(path)
        self._write_lock = RLock()
        with translated_errors(path):
            self._writer = connect(path)

    @contextmanager
    def read(self) -> Generator[sqlite3.Connection]:
        """Lend a connection for one select."""
        with self._readers.lend() as connection:
            yield connection

    @contextmanager
    def write(self) -> Generator[sqlite3.Connection]:
        """Lend the write connection, in a new transaction; what is not committed is rolled back."""
        with self._write_lock:
            with translated_errors(self.path):
                self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            finally:
                with translated_errors(self.path):
                    self._writer.rollback()  # does nothing after a commit

    @contextmanager
    def transaction(self, *, commit: bool) -> Generator[SQLiteCursor]:
        """Lend a cursor for the statements of the library: its tracking, its tables."""
        with self.write() if commit else self.read() as connection, translated_errors(self.path):
            cursor = connection.cursor()
            cursor.row_factory = sqlite3.Row
            yield cursor  # type: ignore[misc]  # the datastore of the library lends the same
            if commit:
                connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file; a select that still runs closes its connection afterwards."""
        with self._write_lock:
            self._writer.close()
        self._readers.close()

    def __del__(self) -> None:
        """Do not close: the opener does."""
