"""The port of the derived tables: sessions and statements that are the same on every database."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any, Protocol, TypeVar

from adapters.engine.store.database import DatabaseFailed
from adapters.engine.store.stored import StoreFailed

T = TypeVar("T")

Row = tuple[Any, ...]


class GenerationGone(Exception):
    """A table was dropped during a read: another generation has replaced it."""


OUTAGES = (DatabaseFailed, StoreFailed, GenerationGone)
"""Failures of the database: they do not park a key."""


class Session(Protocol):
    """Reads and writes in one transaction; `?` in a statement is a placeholder for a value."""

    def fetch_rows(self, statement: str, *values: Any) -> list[Row]:
        """Return the rows of a select."""
        ...

    def execute(self, statement: str, *values: Any) -> int:
        """Run a statement; return the number of rows it changed."""
        ...

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert rows at free places; a server may still be working on them when this returns."""
        ...

    def upsert_rows(self, table: str, columns: Sequence[str], keyed_by: int, rows: Iterable[Row]) -> None:
        """Insert or replace rows; the first `keyed_by` columns are the primary key."""
        ...


class DerivedDatabase(Protocol):
    """The database of the derived tables: a file of its own on SQLite, a schema of its own on PostgreSQL.

    `text_type` is a text type that sorts by bytes, whatever the locale of the machine. `table_options` ends a
    CREATE TABLE; it may turn off the compression of rows.
    `is_server`: the database works in parallel with its client.
    """

    text_type: str
    table_options: str
    is_server: bool

    def write_session(self) -> AbstractContextManager[Session]:
        """Write in one transaction; commit at the end of the block, roll back on an exception."""
        ...

    def read_session(self) -> AbstractContextManager[Session]:
        """Read one snapshot of the tables."""
        ...

    def try_lead(self) -> bool:
        """Try to become the one process that writes these tables, until `close`; return whether it leads.

        Raises the error of a closed database.
        """
        ...

    def json_field(self, name: str, *, whole: bool = False) -> str:
        """Return the SQL expression of a field of the JSON column `body`, as an integer or a text."""
        ...

    def grant_views(self, session: Any, views: Sequence[str]) -> None:
        """Grant these views to the database users that may read the log."""
        ...

    def close(self) -> None:
        """Close the database, and give up the lead."""
        ...


def split_chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
