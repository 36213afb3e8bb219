"""One transaction on the database of what is derived; the same statements on every database."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any, Protocol, TypeVar

from adapters.engine.store.database import DatabaseFailed
from adapters.engine.store.stored import StoreFailed

T = TypeVar("T")

Row = tuple[Any, ...]


class GenerationGone(Exception):
    """A table was dropped while it was asked: another generation has taken its place."""


OUTAGES = (DatabaseFailed, StoreFailed, GenerationGone)
"""What is the fault of neither an event nor of the code that folds it."""


class Session(Protocol):
    """Asks and tells in one transaction; `?` stands for a value."""

    def fetch_rows(self, statement: str, *values: Any) -> list[Row]:
        """Return the rows of a question."""
        ...

    def execute(self, statement: str, *values: Any) -> int:
        """Change something; return how many rows it changed."""
        ...

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Put rows, if any, where nothing stands; a server may still be at work on it when this returns."""
        ...

    def upsert_rows(self, table: str, columns: Sequence[str], keyed_by: int, rows: Iterable[Row]) -> None:
        """Put rows, if any, in their place, whatever stood there; `keyed_by` columns, the first, name it."""
        ...


class DerivedDatabase(Protocol):
    """Where derived tables lie: another file on SQLite, a schema of its own on PostgreSQL.

    `text` is the type of a text that is ordered by its bytes, whatever the language of the machine; `as_is`
    ends the making of a table whose rows are stored as they are, uncompressed. One that `serves` is at work
    by itself while its user goes on.
    """

    text_type: str
    table_options: str
    is_server: bool

    def write_session(self) -> AbstractContextManager[Session]:
        """Change the tables in one transaction, kept when the block ends well."""
        ...

    def read_session(self) -> AbstractContextManager[Session]:
        """Read the tables as they stand at one instant."""
        ...

    def try_lead(self) -> bool:
        """Try to be the one process that follows the log for these tables; stay so until `close`.

        Raises what a closed database raises.
        """
        ...

    def json_field(self, name: str, *, whole: bool = False) -> str:
        """Return the expression of a field of the JSON column `body`, a whole number or a text."""
        ...

    def grant_views(self, session: Any, views: Sequence[str]) -> None:
        """Let those who may read the log read some views."""
        ...

    def close(self) -> None:
        """Let go of the database, and of the lead."""
        ...


def split_chunks(all_: Iterable[T], size: int) -> Iterator[list[T]]:
    """Return rows, keys, whatever they are, in lists of at most so many."""
    iterator = iter(all_)
    while chunk := list(islice(iterator, size)):
        yield chunk
