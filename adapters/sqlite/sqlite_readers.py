"""The connections that select from a store while another one writes."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from adapters.engine.store.stored import StoreFailed
from adapters.sqlite.sqlite_file import connect, translated_errors


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
