"""Connections to one database, opened again after the server was away."""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import generators
from psycopg.adapt import Transformer
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

from adapters.engine.store.database import Database, DatabaseAway, DatabaseFailed, DatabaseUnusable
from adapters.postgres.arrays import register_arrays

Row = tuple[Any, ...]

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 3.2)
"""Seconds to wait before each new try; a server that restarts is back within their sum."""

LARGE_ROW = b"SELECT repeat(' ', 1000000)"

PATIENCE = b"SET LOCAL idle_in_transaction_session_timeout = '10s'"
"""The server ends a transaction that is silent for so long: other writers wait for its locks."""

GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK, ExecStatus.TUPLES_CHUNK)

SHUTDOWNS = (psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown)
"""The errors of a server that is about to close a connection; the client does not see it closed yet."""

DEFAULTS: dict[str, Any] = {
    "connect_timeout": 10,
    "application_name": "jalon",
    "keepalives_idle": 5,  # a server that vanishes silently is noticed within 15 seconds
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": r"-c default_transaction_isolation=read\ committed",
}


class Call(NamedTuple):
    """A prepared statement: its name, its SQL, and the type ids of its arguments."""

    name: bytes
    statement: bytes
    argument_types: Sequence[int]


class Connection(psycopg.Connection[Row]):
    """A connection that also makes calls, which bypass the cursors of psycopg and cost little CPU."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._known_calls: set[bytes] = set()
        self._is_wide = False
        self._sent = 0

    def call_statement(self, call: Call, arguments: Sequence[bytes]) -> None:
        """Execute a call and wait for its end; arguments are binary. Raises the error of the server.

        Bypassing the cursors takes a third off an append, because libpq waits for the answer by itself.
        """
        self._prepare_call(call)
        _check_result(
            self.pgconn.exec_prepared(call.name, arguments, [Format.BINARY] * len(arguments), Format.BINARY)
        )

    def send_call(self, call: Call, arguments: Sequence[bytes]) -> None:
        """Send a call and return while the server works on it; `commit_sent` raises its error.

        All calls sent until then are one transaction; the server drops it if `commit_sent` is not called.
        """
        self._prepare_call(call)
        self._enter_pipeline()
        self.pgconn.send_query_prepared(call.name, arguments, [Format.BINARY] * len(arguments), Format.BINARY)
        self._add_sync()

    def commit_sent(self) -> None:
        """Commit the transaction with all calls sent; raises the first error of the server."""
        self._enter_pipeline()
        self._send_statement(b"COMMIT")
        self.wait(generators.send(self.pgconn))  # the bytes that the socket did not accept yet
        failed: PGresult | None = None
        while self._sent:
            for result in self.wait(generators.fetch_many(self.pgconn)):
                if result.status == ExecStatus.PIPELINE_SYNC:
                    self._sent -= 1
                elif result.status not in GOOD:
                    failed = failed or result
        self.pgconn.exit_pipeline_mode()
        if failed:
            raise error_from_result(failed)

    def begin_transaction(self) -> None:
        """Begin a transaction; the server ends it when we are silent for longer than `PATIENCE`."""
        _check_result(self.pgconn.exec_(b"BEGIN; " + PATIENCE))

    def keep_alive(self) -> None:
        """Send a trivial statement in an open transaction, so that `PATIENCE` does not end it."""
        if self._sent:
            self._send_statement(b"SELECT 1")
        elif self.busy:
            _check_result(self.pgconn.exec_(b"SELECT 1"))

    def stream_rows(self, call: Call, arguments: Sequence[bytes], chunk_size: int) -> Iterator[list[Row]]:
        """Return the rows of a call in chunks while the server works on the next ones.

        A smaller chunk is the last one; the connection is then free. Raises the error of the server.
        """
        self._prepare_call(call)
        self._widen_buffer()
        formats = [Format.BINARY] * len(arguments)
        self.pgconn.send_query_prepared(call.name, arguments, formats, Format.BINARY)
        self.pgconn.set_chunked_rows_mode(chunk_size)
        self.pgconn.flush()
        transformer, last = Transformer(self), list[Row]()
        while (result := self.pgconn.get_result()) is not None:
            _check_result(result)
            transformer.set_pgresult(result)
            rows = transformer.load_rows(0, result.ntuples, tuple)
            if len(rows) == chunk_size:
                yield rows
            elif rows:
                last = rows
        if last:
            yield last

    @property
    def busy(self) -> bool:
        """Whether a transaction is open, or an answer was not received yet."""
        return self.pgconn.transaction_status != TransactionStatus.IDLE

    def _widen_buffer(self) -> None:
        """Make libpq enlarge its input buffer once, which halves the time of a long answer."""
        if not self._is_wide:
            _check_result(self.pgconn.exec_(LARGE_ROW))
            self._is_wide = True

    def _enter_pipeline(self) -> None:
        """Enter the pipeline mode in a transaction; `BEGIN` is answered before anything else is sent."""
        if not self._sent:
            if not self.busy:
                self.begin_transaction()
            self.pgconn.enter_pipeline_mode()

    def _send_statement(self, statement: bytes) -> None:
        self.pgconn.send_query_params(statement, None)
        self._add_sync()

    def _add_sync(self) -> None:
        self.pgconn.pipeline_sync()
        self._sent += 1

    def _prepare_call(self, call: Call) -> None:
        if call.name not in self._known_calls:
            _check_result(self.pgconn.prepare(call.name, call.statement, call.argument_types))
            self._known_calls.add(call.name)


def connect(database: Database) -> Connection:
    """Connect once, in autocommit; raises `DatabaseAway` or `DatabaseUnusable`."""
    try:
        chosen: dict[str, Any] = {**DEFAULTS, **conninfo_to_dict(database.url)}
        address = make_conninfo(**chosen)
    except psycopg.ProgrammingError:
        raise DatabaseUnusable(database, "not the address of a database") from None
    try:
        connection = Connection.connect(address, autocommit=True)
    except psycopg.OperationalError as error:
        raise DatabaseAway(f"{database}: {first_line(error)}") from error
    register_arrays(connection)
    return connection


class Connections:
    """Connections to one database; each is lent to one caller, and a new one is made when none is idle."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._idle: list[Connection] = []
        self._closed = False
        self._lock = Lock()

    @contextmanager
    def lend(self) -> Generator[Connection]:
        """Lend a connection; raises `DatabaseFailed`, or `DatabaseAway` if it is lost.

        After a loss all idle connections are dropped too: the server probably closed them as well.
        """
        connection = self._take_connection()
        try:
            yield connection
        except psycopg.Error as error:
            message = f"{self.database}: {first_line(error)}"
            if isinstance(error, SHUTDOWNS):
                connection.close()
            if not connection.closed:
                raise DatabaseFailed(message) from error
            self._drop_idle()
            raise DatabaseAway(message) from error
        finally:
            self._give_back(connection)

    def select_rows(self, statement: LiteralString, arguments: Sequence[Any] = ()) -> list[Row]:
        """Select rows; wait for a server that restarts, a dozen seconds at most."""
        return self._execute_with_retries(statement, arguments).fetchall()

    def execute_idempotent(self, statement: LiteralString, arguments: Sequence[Any] = ()) -> None:
        """Execute a change that may be done twice: it is repeated after a lost connection."""
        self._execute_with_retries(statement, arguments)

    def close(self) -> None:
        """Close the idle connections; a lent one is closed when it comes back."""
        with self._lock:
            self._closed = True
        self._drop_idle()

    def _execute_with_retries(
        self, statement: LiteralString, arguments: Sequence[Any]
    ) -> psycopg.Cursor[Row]:
        for pause in PAUSES:
            with suppress(DatabaseAway):
                return self._execute_once(statement, arguments)
            time.sleep(pause)
        return self._execute_once(statement, arguments)

    def _execute_once(self, statement: LiteralString, arguments: Sequence[Any]) -> psycopg.Cursor[Row]:
        with self.lend() as connection:
            return connection.execute(statement, arguments, prepare=True, binary=True)

    def _take_connection(self) -> Connection:
        with self._lock:
            if self._closed:
                raise DatabaseFailed(f"{self.database}: closed")
            if self._idle:
                return self._idle.pop()
        return connect(self.database)

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            if not (self._closed or connection.closed or connection.busy):
                self._idle.append(connection)
                return
        connection.close()

    def _drop_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


def _check_result(result: PGresult) -> None:
    if result.status not in GOOD:
        raise error_from_result(result)


def first_line(error: psycopg.Error) -> str:
    """Return the first line of an error, which holds no statement, no value and no password."""
    return str(error).partition("\n")[0]
