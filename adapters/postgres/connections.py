"""Connections to one database, found again when the server went away and came back."""

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, LiteralString

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from adapters.postgres.arrays import know_arrays
from adapters.postgres.database import Database, DatabaseAway, DatabaseFailed, DatabaseUnusable

Connection = psycopg.Connection[tuple[Any, ...]]
Row = tuple[Any, ...]

PAUSES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 3.2)
"""How long to wait, in seconds, before each try: a server that restarts is back within these."""

DEFAULTS: dict[str, Any] = {
    "connect_timeout": 10,
    "application_name": "jalon",
    "keepalives_idle": 5,  # a server that vanished without a word is noticed within a quarter of a minute
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": r"-c default_transaction_isolation=read\ committed",
}


def connect(database: Database) -> Connection:
    """Connect once, in autocommit; `DatabaseAway` when nobody lets us in."""
    try:
        chosen: dict[str, Any] = {**DEFAULTS, **conninfo_to_dict(database.url)}
        address = make_conninfo(**chosen)
    except psycopg.ProgrammingError:
        raise DatabaseUnusable(database, "not the address of a database") from None
    try:
        connection = psycopg.connect(address, autocommit=True)
    except psycopg.OperationalError as error:
        raise DatabaseAway(f"{database}: {first_line(error)}") from error
    know_arrays(connection)
    return connection


class Connections:
    """Connections to one database, each lent to one user at a time and made when none is idle."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._idle: list[Connection] = []
        self._closed = False
        self._lock = Lock()

    @contextmanager
    def lend(self) -> Generator[Connection]:
        """Lend a connection; if it is lost, neither it nor its idle sisters are lent again."""
        connection = self._take()
        try:
            yield connection
        except psycopg.Error as error:
            said = f"{self.database}: {first_line(error)}"
            if not connection.closed:
                raise DatabaseFailed(said) from error
            self._drop_idle()
            raise DatabaseAway(said) from error
        finally:
            self._give_back(connection)

    def ask(self, question: LiteralString, asked: Sequence[Any] = ()) -> list[Row]:
        """Read; a server that restarts is waited for, a dozen seconds at most."""
        return self._patiently(question, asked).fetchall()

    def do(self, statement: LiteralString, told: Sequence[Any] = ()) -> None:
        """Change something that is the same when done twice: on a lost connection, it is."""
        self._patiently(statement, told)

    def close(self) -> None:
        """Close what is idle; what is lent is closed when it comes back, never under its user."""
        with self._lock:
            self._closed = True
        self._drop_idle()

    def _patiently(self, statement: LiteralString, told: Sequence[Any]) -> psycopg.Cursor[Row]:
        away = DatabaseAway()
        for pause in PAUSES:
            time.sleep(pause)
            try:
                with self.lend() as connection:
                    return connection.execute(statement, told, prepare=True, binary=True)
            except DatabaseAway as lost:
                away = lost
        raise away

    def _take(self) -> Connection:
        with self._lock:
            if self._closed:
                raise DatabaseFailed(f"{self.database}: closed")
            if self._idle:
                return self._idle.pop()
        return connect(self.database)

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            if not (self._closed or connection.closed):
                self._idle.append(connection)
                return
        connection.close()

    def _drop_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


def first_line(error: psycopg.Error) -> str:
    """Return what the server said first: no statement, no value, no password."""
    return str(error).partition("\n")[0]
