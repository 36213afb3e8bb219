"""The derived tables in a schema of their own, in the database of the store."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from threading import Lock
from typing import Any

import psycopg

from adapters.engine.follow.derived_database import GenerationGone, Row
from adapters.engine.store.database import DatabaseAway, DatabaseFailed
from adapters.postgres.connections import Connection, Connections, connect

SEARCH_PATH = "SET LOCAL search_path = jalon_derived"
BEGIN = f"SET LOCAL synchronous_commit = off; {SEARCH_PATH}"
SNAPSHOT = f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; {SEARCH_PATH}"
LEAD_LOCK = 1_784_762_479  # an advisory lock of one key; neither the log nor a migration uses it
READER_ROLE = """
SELECT role::text FROM to_regrole(quote_ident(current_database() || '_reader')) AS role WHERE role IS NOT NULL
"""
COPY_THRESHOLD = 100  # rows; fewer are inserted one by one


class PostgresSession:
    """A transaction on one connection; an `unfinished` copy ends before the next statement."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.unfinished = ExitStack()

    def fetch_rows(self, statement: str, *values: Any) -> list[Row]:
        """Return the rows of a select; raises `GenerationGone` if a table was dropped meanwhile."""
        self.unfinished.close()
        try:
            return self._connection.execute(_to_placeholders(statement), values).fetchall()
        except psycopg.errors.UndefinedTable as gone:
            raise GenerationGone(statement) from gone

    def execute(self, statement: str, *values: Any) -> int:
        """Execute a change; return the number of changed rows."""
        self.unfinished.close()
        return self._connection.execute(_to_placeholders(statement), values or None).rowcount

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert rows whose keys are new; many rows are copied, and the copy may be unfinished on return."""
        few, many = _peek_rows(rows)
        if many is None:
            self._insert_few(table, columns, few, "")
        else:
            self._copy_many(table, columns, many)

    def upsert_rows(self, table: str, columns: Sequence[str], keyed_by: int, rows: Iterable[Row]) -> None:
        """Insert rows, or replace those of the same key; many rows go through a temporary table."""
        names, keys = ", ".join(columns), ", ".join(columns[:keyed_by])
        changes = ", ".join(f"{name} = excluded.{name}" for name in columns[keyed_by:])
        conflict = f"ON CONFLICT ({keys}) DO {f'UPDATE SET {changes}' if changes else 'NOTHING'}"
        few, many = _peek_rows(rows)
        if many is None:
            self._insert_few(table, columns, few, conflict)
            return
        temporary = f"put_{table}"
        self.execute(f"CREATE TEMP TABLE IF NOT EXISTS {temporary} (LIKE {table}) ON COMMIT DELETE ROWS")
        self._copy_many(temporary, columns, many)
        self.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {temporary} {conflict}")

    def _insert_few(self, table: str, columns: Sequence[str], rows: Sequence[Row], conflict: str) -> None:
        if not rows:
            return
        self.unfinished.close()
        into, values = f"{table} ({', '.join(columns)})", ", ".join(["%s"] * len(columns))
        with self._connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {into} VALUES ({values}) {conflict}".encode(), rows)

    def _copy_many(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        self.unfinished.close()
        cursor = self.unfinished.enter_context(self._connection.cursor())
        into = f"{table} ({', '.join(columns)})"
        copy = self.unfinished.enter_context(cursor.copy(f"COPY {into} FROM STDIN".encode()))
        for row in rows:
            copy.write_row(row)


def _peek_rows(rows: Iterable[Row]) -> tuple[list[Row], Iterator[Row] | None]:
    """Return the first rows, and an iterator of all rows if there are many."""
    iterator = iter(rows)
    few = list(islice(iterator, COPY_THRESHOLD))
    return few, chain(few, iterator) if len(few) == COPY_THRESHOLD else None


class PostgresDerivedDatabase:
    """The schema `jalon_derived`; it can be dropped, because everything in it is rebuilt from the log.

    Its commits do not wait for the disk, so a power failure may lose the last ones. That is safe: a
    checkpoint is committed with its rows, and following an event twice gives the same rows.
    """

    text_type = 'TEXT COLLATE "C"'
    is_server = True
    table_options = " WITH (toast_tuple_target = 8160)"  # compressing a long row takes longer than writing it

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._lead_connection: Connection | None = None
        self._lead_mutex = Lock()
        self._closed = False

    @contextmanager
    def write_session(self) -> Generator[PostgresSession]:
        """Change the tables in one transaction, committed if the block ends without an exception."""
        with self._connections.lend() as connection, connection.transaction():
            connection.execute(BEGIN)
            session = PostgresSession(connection)
            with session.unfinished:
                yield session

    @contextmanager
    def read_session(self) -> Generator[PostgresSession]:
        """Read the tables from one snapshot."""
        with self._connections.lend() as connection, connection.transaction():
            connection.execute(SNAPSHOT)
            yield PostgresSession(connection)

    def try_lead(self) -> bool:
        """Try to become the one process that follows the log; the lead is freed when the connection ends."""
        with self._lead_mutex:
            if self._closed:
                raise DatabaseFailed(f"{self._connections.database}: closed")
            try:
                if self._lead_connection is None:
                    self._lead_connection = self._acquire_lead()
                else:
                    self._lead_connection.execute("SELECT 1")
            except (DatabaseAway, psycopg.OperationalError):
                self._lead_connection = None
            return self._lead_connection is not None

    def json_field(self, name: str, *, whole: bool = False) -> str:
        """Return the SQL expression of a field of the JSON column `body`; `whole` casts it to `bigint`."""
        return f"(body::jsonb ->> '{name}'){'::bigint' if whole else ''}"

    def grant_views(self, session: PostgresSession, views: Sequence[str]) -> None:
        """Grant some views to the role that may read the log, if a migration has created it."""
        for (role,) in session.fetch_rows(READER_ROLE):
            session.execute(f"GRANT SELECT ON {', '.join(views)} TO {role}")

    def close(self) -> None:
        """Give up the lead; the connections belong to the store."""
        with self._lead_mutex:
            self._closed = True  # a thread that waits for the mutex must not acquire the lead any more
            if self._lead_connection is not None:
                self._lead_connection.close()
                self._lead_connection = None

    def _acquire_lead(self) -> Connection | None:
        connection = connect(self._connections.database)
        ((acquired,),) = connection.execute("SELECT pg_try_advisory_lock(%s)", [LEAD_LOCK]).fetchall()
        if acquired:
            return connection
        connection.close()
        return None


def _to_placeholders(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()
