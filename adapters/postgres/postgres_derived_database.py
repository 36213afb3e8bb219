"""The derived tables in a schema of their own, in the database of the store."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from threading import Lock
from typing import Any

import psycopg

from adapters.engine.follow.derived_database import Gone, Row
from adapters.engine.store.database import DatabaseAway, DatabaseFailed
from adapters.postgres.connections import Connection, Connections, connect

HERE = "SET LOCAL search_path = jalon_derived"
BEGIN = f"SET LOCAL synchronous_commit = off; {HERE}"
SNAPSHOT = f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; {HERE}"
LEAD = 1_784_762_479  # an advisory lock of one key, which neither a turn nor a migration takes
READER = """
SELECT role::text FROM to_regrole(quote_ident(current_database() || '_reader')) AS role WHERE role IS NOT NULL
"""
COPIED_FROM = 100  # rows; fewer are put one by one


class PostgresSession:
    """A transaction on one connection; what the server is `at_work` on ends before anything else is told."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.at_work = ExitStack()

    def ask(self, statement: str, *values: Any) -> list[Row]:
        """Return the rows of a question; `Gone` when a table was dropped meanwhile."""
        self.at_work.close()
        try:
            return self._connection.execute(_written(statement), values).fetchall()
        except psycopg.errors.UndefinedTable as gone:
            raise Gone(statement) from gone

    def tell(self, statement: str, *values: Any) -> int:
        """Change something; return how many rows it changed."""
        self.at_work.close()
        return self._connection.execute(_written(statement), values or None).rowcount

    def add(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Put rows where nothing stands; many are copied, and the server may still be at work on them."""
        few, many = _few(rows)
        if many is None:
            self._insert(table, columns, few, "")
        else:
            self._copy(table, columns, many)

    def put(self, table: str, columns: Sequence[str], keyed_by: int, rows: Iterable[Row]) -> None:
        """Put rows in their place, whatever stood there; many are copied aside first."""
        names, keys = ", ".join(columns), ", ".join(columns[:keyed_by])
        changes = ", ".join(f"{name} = excluded.{name}" for name in columns[keyed_by:])
        conflict = f"ON CONFLICT ({keys}) DO {f'UPDATE SET {changes}' if changes else 'NOTHING'}"
        few, many = _few(rows)
        if many is None:
            self._insert(table, columns, few, conflict)
            return
        aside = f"put_{table}"
        self.tell(f"CREATE TEMP TABLE IF NOT EXISTS {aside} (LIKE {table}) ON COMMIT DELETE ROWS")
        self._copy(aside, columns, many)
        self.tell(f"INSERT INTO {table} ({names}) SELECT {names} FROM {aside} {conflict}")

    def _insert(self, table: str, columns: Sequence[str], rows: Sequence[Row], conflict: str) -> None:
        if not rows:
            return
        self.at_work.close()
        into, values = f"{table} ({', '.join(columns)})", ", ".join(["%s"] * len(columns))
        with self._connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {into} VALUES ({values}) {conflict}".encode(), rows)

    def _copy(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        self.at_work.close()
        cursor = self.at_work.enter_context(self._connection.cursor())
        into = f"{table} ({', '.join(columns)})"
        copy = self.at_work.enter_context(cursor.copy(f"COPY {into} FROM STDIN".encode()))
        for row in rows:
            copy.write_row(row)


def _few(rows: Iterable[Row]) -> tuple[list[Row], Iterator[Row] | None]:
    """Return the first rows, and all of them when there are many."""
    going_on = iter(rows)
    few = list(islice(going_on, COPIED_FROM))
    return few, chain(few, going_on) if len(few) == COPIED_FROM else None


class PostgresDatabase:
    """The schema `jalon_derived`; it can be thrown away, for everything in it is made from the log again.

    Its commits do not wait for the disk: should the last ones be lost with the power, positions go with
    their rows, and what is followed twice gives the same rows.
    """

    text = 'TEXT COLLATE "C"'
    serves = True
    as_is = " WITH (toast_tuple_target = 8160)"  # to compress a long row takes longer than to write it

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._leading: Connection | None = None
        self._leads = Lock()
        self._closed = False

    @contextmanager
    def writing(self) -> Generator[PostgresSession]:
        """Change the tables in one transaction, kept when the block ends well."""
        with self._connections.lend() as connection, connection.transaction():
            connection.execute(BEGIN)
            session = PostgresSession(connection)
            with session.at_work:
                yield session

    @contextmanager
    def reading(self) -> Generator[PostgresSession]:
        """Read the tables as they stand at one instant."""
        with self._connections.lend() as connection, connection.transaction():
            connection.execute(SNAPSHOT)
            yield PostgresSession(connection)

    def lead(self) -> bool:
        """Try to be the one process that follows the log; the server frees the lead with the connection."""
        with self._leads:
            if self._closed:
                raise DatabaseFailed(f"{self._connections.database}: closed")
            try:
                if self._leading is None:
                    self._leading = self._taken_lead()
                else:
                    self._leading.execute("SELECT 1")
            except (DatabaseAway, psycopg.OperationalError):
                self._leading = None
            return self._leading is not None

    def field(self, name: str, *, whole: bool = False) -> str:
        """Return the expression of a field of the JSON column `body`."""
        return f"(body::jsonb ->> '{name}'){'::bigint' if whole else ''}"

    def show(self, session: PostgresSession, views: Sequence[str]) -> None:
        """Let those who may read the log read some views, where a migration has named them."""
        for (reader,) in session.ask(READER):
            session.tell(f"GRANT SELECT ON {', '.join(views)} TO {reader}")

    def close(self) -> None:
        """Let go of the lead; the connections are the store's."""
        with self._leads:
            self._closed = True  # a thread on its way to the lead does not get it any more
            if self._leading is not None:
                self._leading.close()
                self._leading = None

    def _taken_lead(self) -> Connection | None:
        connection = connect(self._connections.database)
        ((taken,),) = connection.execute("SELECT pg_try_advisory_lock(%s)", [LEAD]).fetchall()
        if taken:
            return connection
        connection.close()
        return None


def _written(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()
