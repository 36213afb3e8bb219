"""The connections to the SQLite file of a store, as a datastore of the library.

Selects have connections of their own, so only writers wait for each other.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock

from eventsourcing.persistence import IntegrityError
from eventsourcing.sqlite import SQLiteCursor, SQLiteDatastore

from adapters.engine.store.stored import StoreFailed, StoreUnusable

WAITS_SECONDS = 30
DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@contextmanager
def translated_errors(path: Path) -> Generator[None]:
    """Raise the errors of SQLite as those of a store: a conflict, a damaged file, or a failed store."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise IntegrityError(error) from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGE:
            raise StoreUnusable(path, f"a damaged file: {error}") from error
        raise StoreFailed(f"{path}: {error}") from error


def connect(path: Path) -> sqlite3.Connection:
    """Connect to a store in autocommit; a commit returns once its data is on the disk."""
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode=rw",
        uri=True,
        timeout=WAITS_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA synchronous = FULL")
    return connection


class ReadConnections:
    """Connections for selects only; each is lent to one caller, and a new one is made when none is idle."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._lock = Lock()

    @contextmanager
    def lend(self) -> Generator[sqlite3.Connection]:
        """Lend a connection for one select."""
        with translated_errors(self._path):
            connection = self._take_connection()
            try:
                yield connection
            finally:
                self._give_back(connection)

    def close(self) -> None:
        """Close the idle connections; a lent one is closed when it comes back."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    def _take_connection(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise StoreFailed(f"{self._path}: the store is closed")
            if self._idle:
                return self._idle.pop()
        connection = connect(self._path)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if self._closed:
                connection.close()
            else:
                self._idle.append(connection)


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
