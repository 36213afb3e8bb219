"""The database of a store as a datastore of the library, on our own connections."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from eventsourcing.persistence import ProgrammingError
from eventsourcing.postgres import PostgresDatastore
from psycopg.rows import dict_row, tuple_row

from adapters.engine.store.database import DatabaseFailed, DatabaseUnusable
from adapters.engine.store.stored import StoreFailed, StoreUnusable
from adapters.postgres.connections import Connections


@contextmanager
def translated_errors() -> Generator[None]:
    """Raise the errors of a database as those of a store."""
    try:
        yield
    except DatabaseUnusable as unusable:
        raise StoreUnusable(unusable.database, unusable.found) from unusable
    except DatabaseFailed as failed:
        raise StoreFailed(str(failed)) from failed


class PostgresStoreDatastore(PostgresDatastore):
    """The datastore of the library without its pool; a lost connection is replaced by a new one."""

    def __init__(self, connections: Connections) -> None:
        self.connections = connections
        self.schema = "jalon"
        self.originator_id_type = "uuid"
        self.single_row_tracking = True
        self.enable_db_functions = False
        self.lock_timeout = 0
        self.db_type_names = set[str]()

    def register_type_adapters(self) -> None:
        """Do nothing: events are sent as arrays of their columns."""

    @contextmanager
    def get_connection(self) -> Generator[Any]:
        """Lend a connection for the statements of the library: its tracking, its tables."""
        with translated_errors(), self.connections.lend() as connection:
            connection.row_factory = dict_row  # type: ignore[assignment]
            try:
                yield connection
            except psycopg.ProgrammingError as error:
                raise ProgrammingError(error) from error
            finally:
                connection.row_factory = tuple_row

    def close(self) -> None:
        """Close the idle connections; a lent one is closed when it comes back."""
        self.connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        """Do not close: the opener does."""
