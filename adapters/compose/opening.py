"""Open the store at a place, through the library: its environment names the module of the right factory."""

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
    """Return the environment in which the library opens a store.

    With a tenant and a clock a missing store is made; without them it must exist.
    """
    if isinstance(place, Database):
        connections_to(place)  # raises if the extra is missing
        chosen = {"PERSISTENCE_MODULE": "adapters.postgres.postgres_store", "POSTGRES_URL": place.url}
    else:
        chosen = {"PERSISTENCE_MODULE": "adapters.sqlite.sqlite_store", "SQLITE_DBNAME": str(place)}
    if tenant is None or clock is None:
        return chosen
    return chosen | {"CREATE_TABLE": "yes", "JALON_TENANT": tenant, "JALON_CLOCK": clock}


def open_store(place: Place, *, tenant: str, clock: ClockKind) -> Store:
    """Open the store; make it for this tenant and clock if there is none."""
    return _construct(store_environment(place, tenant=tenant, clock=clock))


def open_existing_store(place: Place) -> Store:
    """Open the store that is there; raises `StoreUnusable`, and changes nothing, if there is none."""
    return _construct(store_environment(place))


def store_exists(place: Place) -> bool:
    """Whether a store was made here; raises `StoreUnusable` for a database that cannot hold one."""
    if not isinstance(place, Database):
        return place.exists()
    try:
        open_existing_store(place).close()
    except StoreMissing:
        return False
    return True


def connections_of(store: Store) -> "Connections":
    """Return the connections of a store in a database, for the other tables of the database."""
    from adapters.postgres.postgres_store import PostgresStore  # noqa: PLC0415 -- an extra

    assert isinstance(store, PostgresStore), "this store is in no database"
    return store.connections


def connections_to(database: Database) -> "Connections":
    """Return connections to a database; none is made yet."""
    try:
        from adapters.postgres.connections import Connections  # noqa: PLC0415 -- an extra
    except ImportError as error:
        raise StoreUnusable(database, "PostgreSQL needs the extra jalon[postgres]") from error
    return Connections(database)


def _construct(env: dict[str, str]) -> Any:
    factory: InfrastructureFactory[Any] = InfrastructureFactory.construct(Environment(APPLICATION, env))
    return factory.application_recorder()
