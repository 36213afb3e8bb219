"""Following the log: projections and a saga against the library's runners, the same fold on both sides.

Ours takes the whole log, a page a transaction; the library its first thousands, an event a transaction, as its
documentation shows, given the `topics` that it needs. It can then not be waited for, as ours can; a second
row, without a target, has it track every event instead. What the saga asks is kept and not sent, on both
sides.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
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
from bench.stock_following import Env, Events, live, project
from bench.town import made_up
from sagas.saga import Saga
from tests.postgres import Server, server

MISSIONS = 3_050  # with some more than so many facts:
EVENTS = 200_000
ROUNDS = 3


class Compared(NamedTuple):
    """A reader by name, how many events the library takes of its log, how many times faster ours must be."""

    reader: str
    theirs: int
    target: float


READERS = (  # the library's log grows from one to the next
    Compared("delivery", 2_000, 20),
    Compared("mission_sheet", 3_000, 60),
    Compared("audit_trail", 3_000, 25),
)


async def rows(folder: Path) -> list[Row]:
    """Make up the log once; follow it on PostgreSQL, fsync on, then a copy of it on SQLite."""
    with server(SETTINGS, inside=folder) as running:
        database = Database(running.url(running.new_database()))
        private = folder / "following.private"
        made_up(database, private, MISSIONS, EVENTS)
        for rest in ("VACUUM ANALYZE", "CHECKPOINT"):  # what the making left to the server to do
            running.do(rest, database.name)
        with closing(Archive(store_environment(database), private)) as archive:
            found = _on_postgres(archive, database, running)
            with _copied(archive, folder / "following.db") as copy:
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
        return _rows("PostgreSQL", archive, derived, lambda _: env)
    finally:
        derived.database.close()
        connections.close()


def _on_sqlite(archive: Archive, folder: Path) -> list[Row]:
    derived = Derived(SQLiteDerivedDatabase(folder / "following.derived"))

    def env(name: str) -> Env:
        return {
            "PERSISTENCE_MODULE": "eventsourcing.sqlite",
            "APPLICATION_RECORDER_TOPIC": "bench.stock_following:Polling",
            "SQLITE_DBNAME": str(folder / "facts.stock.db"),
            f"{name.upper()}_SQLITE_DBNAME": str(folder / f"{name}.stock.db"),
            f"{name.upper()}_APPLICATION_RECORDER_TOPIC": "",
        }

    try:
        return _rows("SQLite", archive, derived, env)
    finally:
        derived.database.close()


def _rows(where: str, archive: Archive, derived: Derived, env: Callable[[str], Env]) -> list[Row]:
    first = archive.store.select_notifications(1, max(compared.theirs for compared in READERS))
    gc.collect()
    gc.freeze()  # as in `compare`
    found: list[Row] = []
    stated = 0
    with Events(env("facts")) as stock:
        for compared in READERS:
            stock.state(first[stated : compared.theirs])
            stated = compared.theirs
            found += _compared(where, compared, archive, (derived, env, first))
    return found


def _compared(
    where: str,
    compared: Compared,
    archive: Archive,
    between: tuple[Derived, Callable[[str], Env], list[StoredNotification]],
) -> list[Row]:
    """Compare with the library twice: shown its topics alone, and tracking every event, as ours does."""
    derived, env, first = between
    reader, count, target = SUBSCRIPTIONS[compared.reader], compared.theirs, compared.target
    saga = SAGAS_BY_NAME.get(reader.name)
    events = [event for event in first[:count] if event.topic in reader.types]
    theirs = partial(live, saga) if saga is not None else partial(project, reader)
    ways = {"": (events[-1].id, tuple(reader.types)), ", theirs tracking every fact": (count, ())}
    rounds: list[list[float]] = []
    for rank in range(ROUNDS):
        paces = [archive.store.head() / follow(reader, archive, derived)]
        for way, (last, shown) in enumerate(ways.values()):
            name = f"{reader.name}_{rank}_{way}"
            paces.append(count / theirs(env(name), name, last, shown))
        rounds.append(paces)
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


def follow(reader: LogSubscription, archive: Archive, derived: Derived) -> float:
    """Take one reader from the beginning of the log to its end; return the seconds it took.

    A projection is rebuilt, a saga follows; each then knows the whole log, whatever it needed of it.
    """
    log, saga = make_follower_log(archive), SAGAS_BY_NAME.get(reader.name)
    start = time.perf_counter()
    if saga is not None:
        stand = _followed(saga, reader, log, derived)
    else:
        stand = rebuild_rows(reader, log, derived, lambda *_: None)
    seconds = time.perf_counter() - start
    assert stand.position == archive.store.head()
    with derived.database.write_session() as session:
        session.tell("DELETE FROM owed")
        drop_views(session, reader)
        drop_generation(session, stand)
    return seconds


def _followed(saga: Saga[Any], reader: LogSubscription, log: FollowedLog, derived: Derived) -> Checkpoint:
    means = (ensure_checkpoint(derived, log, reader), log.only(reader), derived, ParkingDecisions.from_log(log))
    follower = SagaFollower(saga, *means)
    while follower.step():
        pass
    assert not follower.parked
    return follower.stand


@contextmanager
def _copied(archive: Archive, path: Path) -> Iterator[Archive]:
    """Lend a copy of the log in a SQLite file."""
    store = SQLiteStore.open(path, tenant=archive.tenant, clock=archive.store.clock)
    after = 0
    while page := archive.store.select_notifications(after, LIMIT, inclusive_of_start=False):
        with store.begin_unit_of_work() as unit:
            unit.insert_events(page)
        after = page[-1].id
    store.close()
    with closing(Archive(store_environment(path), path.with_name("following.private"))) as copy:
        yield copy
