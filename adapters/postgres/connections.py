"""Connections to one database, found again when the server went away and came back."""

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
from adapters.postgres.arrays import know_arrays

Row = tuple[Any, ...]

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 3.2)
"""How long to wait, in seconds, before each new try: a server that restarts is back within these."""

LARGE = b"SELECT repeat(' ', 1000000)"

PATIENCE = b"SET LOCAL idle_in_transaction_session_timeout = '10s'"
"""How long others wait for who began a transaction and does not come back."""

GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK, ExecStatus.TUPLES_CHUNK)

FAREWELLS = (psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown)
"""What a server says before it cuts a connection off, which is then not yet noticed."""

DEFAULTS: dict[str, Any] = {
    "connect_timeout": 10,
    "application_name": "jalon",
    "keepalives_idle": 5,  # a server that vanished without a word is noticed within a quarter of a minute
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": r"-c default_transaction_isolation=read\ committed",
}


class Call(NamedTuple):
    """A statement of ours: its name as prepared, its words, and the types of what it takes."""

    name: bytes
    words: bytes
    takes: Sequence[int]


class Connection(psycopg.Connection[Row]):
    """One connection; besides statements, it makes calls that cost a round trip and next to nothing here."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._known_calls: set[bytes] = set()
        self._is_wide = False
        self._sent = 0

    def call(self, call: Call, told: Sequence[bytes]) -> None:
        """Call with values as the server reads them (binary); raises what the server says.

        The way past the cursors takes a third off an append: libpq waits for the answer by itself.
        """
        self._prepare(call)
        _understood(self.pgconn.exec_prepared(call.name, told, [Format.BINARY] * len(told), Format.BINARY))

    def send(self, call: Call, told: Sequence[bytes]) -> None:
        """Make a call and go on while the server is at work on it; `settle` says how it ended.

        All that is sent until then is one transaction; of one that is never settled nothing is kept.
        """
        self._prepare(call)
        self._go_on()
        self.pgconn.send_query_prepared(call.name, told, [Format.BINARY] * len(told), Format.BINARY)
        self._synchronise()

    def settle(self) -> None:
        """Keep what was sent, and what the transaction held before; raises what the server said first."""
        self._go_on()
        self._send(b"COMMIT")
        self.wait(generators.send(self.pgconn))  # what the socket did not take yet
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

    def begin(self) -> None:
        """Begin a transaction; nobody waits for its locks longer than `PATIENCE` once we are silent."""
        _understood(self.pgconn.exec_(b"BEGIN; " + PATIENCE))

    def stay(self) -> None:
        """Say that we are still there, if a transaction was begun: others wait for it no longer than so."""
        if self._sent:
            self._send(b"SELECT 1")
        elif self.busy:
            _understood(self.pgconn.exec_(b"SELECT 1"))

    def answer(self, call: Call, told: Sequence[bytes], at_once: int) -> Iterator[list[Row]]:
        """Return the rows of an answer, so many at once, while the server is at work on the next ones.

        Whoever took fewer took the last, and the connection is free; raises what the server says.
        """
        self._prepare(call)
        self._widen()
        formats = [Format.BINARY] * len(told)
        self.pgconn.send_query_prepared(call.name, told, formats, Format.BINARY)
        self.pgconn.set_chunked_rows_mode(at_once)
        self.pgconn.flush()
        reading, last = Transformer(self), list[Row]()
        while (result := self.pgconn.get_result()) is not None:
            _understood(result)
            reading.set_pgresult(result)
            rows = reading.load_rows(0, result.ntuples, tuple)
            if len(rows) == at_once:
                yield rows
            elif rows:
                last = rows
        if last:
            yield last

    @property
    def busy(self) -> bool:
        """Whether something was sent whose answer nobody received, or a transaction begun and not ended."""
        return self.pgconn.transaction_status != TransactionStatus.IDLE

    def _widen(self) -> None:
        """Take from the socket as much at once as our largest message was: half the time of a long answer."""
        if not self._is_wide:
            _understood(self.pgconn.exec_(LARGE))
            self._is_wide = True

    def _go_on(self) -> None:
        """From here on send without waiting, in a transaction; that it began is known before anything is."""
        if not self._sent:
            if not self.busy:
                self.begin()
            self.pgconn.enter_pipeline_mode()

    def _send(self, words: bytes) -> None:
        self.pgconn.send_query_params(words, None)
        self._synchronise()

    def _synchronise(self) -> None:
        self.pgconn.pipeline_sync()
        self._sent += 1

    def _prepare(self, call: Call) -> None:
        if call.name not in self._known_calls:
            _understood(self.pgconn.prepare(call.name, call.words, call.takes))
            self._known_calls.add(call.name)


def connect(database: Database) -> Connection:
    """Connect once, in autocommit; `DatabaseAway` when nobody lets us in."""
    try:
        chosen: dict[str, Any] = {**DEFAULTS, **conninfo_to_dict(database.url)}
        address = make_conninfo(**chosen)
    except psycopg.ProgrammingError:
        raise DatabaseUnusable(database, "not the address of a database") from None
    try:
        connection = Connection.connect(address, autocommit=True)
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
            if isinstance(error, FAREWELLS):
                connection.close()
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
        for pause in PAUSES:
            with suppress(DatabaseAway):
                return self._once(statement, told)
            time.sleep(pause)
        return self._once(statement, told)

    def _once(self, statement: LiteralString, told: Sequence[Any]) -> psycopg.Cursor[Row]:
        with self.lend() as connection:
            return connection.execute(statement, told, prepare=True, binary=True)

    def _take(self) -> Connection:
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


def _understood(result: PGresult) -> None:
    if result.status not in GOOD:
        raise error_from_result(result)


def first_line(error: psycopg.Error) -> str:
    """Return what the server said first: no statement, no value, no password."""
    return str(error).partition("\n")[0]
