"""Opens a store with the `eventsourcing` library: its environment names the module of the factory."""

from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.utils import Environment

from adapters.engine.store.database import Database
from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import ClockKind, Place, StoreMissing, StoreUnusable

if TYPE_CHECKING:
    from adapters.postgres.connections import Connections

APPLICATION = "jalon"


def store_environment(
    place: Place, *, tenant: str | None = None, clock: ClockKind | None = None
) -> dict[str, str]:
    """Return the environment with which the library opens a store.

    With a tenant and a clock a missing store is created; without them it must exist.
    """
    if isinstance(place, Database):
        connections_to(place)  # raises if the extra is missing
        env = {"PERSISTENCE_MODULE": "adapters.postgres.postgres_store", "POSTGRES_URL": place.url}
    else:
        env = {"PERSISTENCE_MODULE": "adapters.sqlite.sqlite_store", "SQLITE_DBNAME": str(place)}
    if tenant is None or clock is None:
        return env
    return env | {"CREATE_TABLE": "yes", "JALON_TENANT": tenant, "JALON_CLOCK": clock}


def open_store(place: Place, *, tenant: str, clock: ClockKind) -> Store:
    """Open a store; create it for this tenant and clock if it does not exist."""
    return _construct_recorder(store_environment(place, tenant=tenant, clock=clock))


def open_existing_store(place: Place) -> Store:
    """Open an existing store; raises `StoreUnusable` and creates nothing if there is none."""
    return _construct_recorder(store_environment(place))


def store_exists(place: Place) -> bool:
    """Return whether a store exists; raises `StoreUnusable` for a database that cannot hold one."""
    if not isinstance(place, Database):
        return place.exists()
    try:
        open_existing_store(place).close()
    except StoreMissing:
        return False
    return True


def connections_of(store: Store) -> "Connections":
    """Return the connections of a PostgreSQL store, for the other tables of its database."""
    from adapters.postgres.postgres_store import PostgresStore  # noqa: PLC0415 -- an extra

    assert isinstance(store, PostgresStore), "this store is not in a database"
    return store.connections


def connections_to(database: Database) -> "Connections":
    """Return the connections to a database; it connects on first use."""
    try:
        from adapters.postgres.connections import Connections  # noqa: PLC0415 -- an extra
    except ImportError as error:
        raise StoreUnusable(database, "PostgreSQL needs the extra jalon[postgres]") from error
    return Connections(database)


def _construct_recorder(env: dict[str, str]) -> Any:
    factory: InfrastructureFactory[Any] = InfrastructureFactory.construct(Environment(APPLICATION, env))
    return factory.application_recorder()
