"""Opens whatever store is at a place; a database only where its driver is installed."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.engine.store.database import Database
from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import ClockKind, Place, StoreFailed, StoreMissing, StoreUnusable
from adapters.sqlite.sqlite_store import SQLiteStore

if TYPE_CHECKING:
    from adapters.postgres.connections import Connections


def open_store(place: Place, *, tenant: str, clock: ClockKind) -> Store:
    """Open the store, made for this tenant and clock if there is none; an existing one says its own."""
    if not isinstance(place, Database):
        return SQLiteStore.open(place, tenant=tenant, clock=clock)
    with _closed_in_vain(connections_to(place)) as connections:
        from adapters.postgres.postgres_store import PostgresStore  # noqa: PLC0415 -- an extra

        return PostgresStore.open(connections, tenant=tenant, clock=clock)


def existing_store(place: Place) -> Store:
    """Open the store that is there; `StoreUnusable` when there is none, and nothing is made."""
    if not isinstance(place, Database):
        return SQLiteStore.existing(place)
    with _closed_in_vain(connections_to(place)) as connections:
        from adapters.postgres.postgres_store import PostgresStore  # noqa: PLC0415 -- an extra

        return PostgresStore.existing(connections)


def is_there(place: Place) -> bool:
    """Whether a store was made here; `StoreUnusable` for a database that cannot hold one."""
    if not isinstance(place, Database):
        return place.exists()
    try:
        existing_store(place).close()
    except StoreMissing:
        return False
    return True


def connections_of(store: Store) -> "Connections":
    """Return the connections of a store in a database, for what else is kept there."""
    from adapters.postgres.postgres_store import PostgresStore  # noqa: PLC0415 -- an extra

    assert isinstance(store, PostgresStore), "this store is in no database"
    return store.connections


def connections_to(database: Database) -> "Connections":
    """Return connections to a database, none of them made yet."""
    try:
        from adapters.postgres.connections import Connections  # noqa: PLC0415 -- an extra
    except ImportError as error:
        raise StoreUnusable(database, "PostgreSQL needs the extra jalon[postgres]") from error
    return Connections(database)


@contextmanager
def _closed_in_vain(connections: "Connections") -> Generator["Connections"]:
    """Close the connections when no store comes of them."""
    try:
        yield connections
    except (StoreUnusable, StoreFailed):
        connections.close()
        raise
