"""Follow the log: projections and a saga against the library's runners, with the same fold on both sides.

Ours reads the whole log, one page a transaction. The library reads the first thousands of events, one event
a transaction, as its documentation shows, with the `topics` that it needs. Nobody can then wait until it has
seen a position, as with ours; a second row, without a target, has it track every event instead. Neither side
sends the commands of the saga.
"""

import gc
import statistics
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from adapters.compose import Archive
from adapters.compose.followers import make_follower_log
from adapters.compose.opening import store_environment
from adapters.engine.follow.derived import Checkpoint, Derived, drop_generation
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.log_subscription import LogSubscription
from adapters.engine.follow.parking_decisions import ParkingDecisions
from adapters.engine.follow.rebuilding import ensure_checkpoint, rebuild_rows
from adapters.engine.follow.registry import SAGAS_BY_NAME, SUBSCRIPTIONS
from adapters.engine.follow.row_views import drop_views
from adapters.engine.follow.saga_follower import SagaFollower
from adapters.engine.store.database import Database
from adapters.engine.store.recorder import LIMIT
from adapters.engine.store.stored import StoredNotification
from adapters.postgres.connections import Connections
from adapters.postgres.postgres_derived_database import PostgresDerivedDatabase
from adapters.sqlite.sqlite_derived_database import SQLiteDerivedDatabase
from adapters.sqlite.sqlite_store import SQLiteStore
from bench.appending_postgres import SETTINGS
from bench.measure import Row
from bench.stock_following import Env, Events, run_projection, run_saga
from bench.town import generate_log
from sagas.saga import Saga
from tests.postgres import Server, server

MISSIONS = 3_050  # they have slightly more events than this:
EVENTS = 200_000
ROUNDS = 3


class ReaderComparison(NamedTuple):
    """A reader by name, how many events the library reads, and how many times faster ours must be."""

    reader: str
    theirs: int
    target: float


READERS = (  # the library's log grows from one to the next
    ReaderComparison("delivery", 2_000, 20),
    ReaderComparison("mission_sheet", 3_000, 60),
    ReaderComparison("audit_trail", 3_000, 25),
)


async def measure_rows(folder: Path) -> list[Row]:
    """Generate the log once; follow it on PostgreSQL with fsync on, then a copy of it on SQLite."""
    with server(SETTINGS, inside=folder) as running:
        database = Database(running.url(running.new_database()))
        private = folder / "following.private"
        generate_log(database, private, MISSIONS, EVENTS)
        for rest in ("VACUUM ANALYZE", "CHECKPOINT"):  # work that the inserts left to the server
            running.do(rest, database.name)
        with closing(Archive(store_environment(database), private)) as archive:
            found = _on_postgres(archive, database, running)
            with _copy_to_sqlite(archive, folder / "following.db") as copy:
                return [*found, *_on_sqlite(copy, folder)]


def _on_postgres(archive: Archive, database: Database, running: Server) -> list[Row]:
    connections = Connections(database)
    derived = Derived(PostgresDerivedDatabase(connections))
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": running.new_database(migrated=False),
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": str(running.port),
        "POSTGRES_USER": "postgres",
        "POSTGRES_PASSWORD": "none",
    }
    try:
        return _measure_readers("PostgreSQL", archive, derived, lambda _: env)
    finally:
        derived.database.close()
        connections.close()


def _on_sqlite(archive: Archive, folder: Path) -> list[Row]:
    derived = Derived(SQLiteDerivedDatabase(folder / "following.derived"))

    def make_env(name: str) -> Env:
        return {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "APPLICATION_RECORDER_TOPIC": "bench.stock_following:Polling",
            "SQLITE_DBNAME": str(folder / "facts.stock.db"),
            f"{name.upper()}_SQLITE_DBNAME": str(folder / f"{name}.stock.db"),
            f"{name.upper()}_APPLICATION_RECORDER_TOPIC": "",
        }

    try:
        return _measure_readers("SQLite", archive, derived, make_env)
    finally:
        derived.database.close()


def _measure_readers(where: str, archive: Archive, derived: Derived, env: Callable[[str], Env]) -> list[Row]:
    first = archive.store.select_notifications(1, max(compared.theirs for compared in READERS))
    gc.collect()
    gc.freeze()  # as in `compare_sides`
    found: list[Row] = []
    appended = 0
    with Events(env("facts")) as stock:
        for compared in READERS:
            stock.append_events(first[appended : compared.theirs])
            appended = compared.theirs
            found += _compare_reader(where, compared, archive, (derived, env, first))
    return found


def _compare_reader(
    where: str,
    compared: ReaderComparison,
    archive: Archive,
    between: tuple[Derived, Callable[[str], Env], list[StoredNotification]],
) -> list[Row]:
    """Compare with the library twice: with its topics alone, and tracking every event, as ours does."""
    derived, env, first = between
    reader, count, target = SUBSCRIPTIONS[compared.reader], compared.theirs, compared.target
    saga = SAGAS_BY_NAME.get(reader.name)
    events = [event for event in first[:count] if event.topic in reader.types]
    theirs = partial(run_saga, saga) if saga is not None else partial(run_projection, reader)
    ways = {"": (events[-1].id, tuple(reader.types)), ", theirs tracking every fact": (count, ())}
    rounds: list[list[float]] = []
    for number in range(ROUNDS):
        rates = [archive.store.head() / measure_follower(reader, archive, derived)]
        for way, (last, shown) in enumerate(ways.values()):
            name = f"{reader.name}_{number}_{way}"
            rates.append(count / theirs(env(name), name, last, shown))
        rounds.append(rates)
    ours, *others = (statistics.median(side) for side in zip(*rounds, strict=True))
    return [
        Row(
            name=f"{where}, follow the log, {reader.name}{way}",
            ours=ours,
            theirs=other,
            unit="facts/s",
            ratio=ours / other,
            target=target if where == "PostgreSQL" and not way else None,
        )
        for way, other in zip(ways, others, strict=True)
    ]


def measure_follower(reader: LogSubscription, archive: Archive, derived: Derived) -> float:
    """Run one reader from the beginning of the log to its end; return the seconds.

    A projection is rebuilt, a saga follows; both read every event, also those that they do not use.
    """
    log, saga = make_follower_log(archive), SAGAS_BY_NAME.get(reader.name)
    start = time.perf_counter()
    if saga is not None:
        checkpoint = _run_saga_follower(saga, reader, log, derived)
    else:
        checkpoint = rebuild_rows(reader, log, derived, lambda *_: None)
    seconds = time.perf_counter() - start
    assert checkpoint.position == archive.store.head()
    with derived.database.write_session() as session:
        session.execute("DELETE FROM owed")
        drop_views(session, reader)
        drop_generation(session, checkpoint)
    return seconds


def _run_saga_follower(
    saga: Saga[Any], reader: LogSubscription, log: FollowedLog, derived: Derived
) -> Checkpoint:
    parts = (
        ensure_checkpoint(derived, log, reader),
        log.filter_for(reader),
        derived,
        ParkingDecisions.from_log(log),
    )
    follower = SagaFollower(saga, *parts)
    while follower.follow_step():
        pass
    assert not follower.parked_keys
    return follower.checkpoint


@contextmanager
def _copy_to_sqlite(archive: Archive, path: Path) -> Generator[Archive]:
    """Yield a copy of the log in a SQLite file."""
    store = SQLiteStore.open(path, tenant=archive.tenant, clock=archive.store.clock)
    after = 0
    while page := archive.store.select_notifications(after, LIMIT, inclusive_of_start=False):
        with store.begin_unit_of_work() as unit:
            unit.insert_events(page)
        after = page[-1].id
    store.close()
    with closing(Archive(store_environment(path), path.with_name("following.private"))) as copy:
        yield copy
