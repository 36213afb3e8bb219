"""The store in a PostgreSQL database: a recorder of the library whose writers decide without a lock.

A unit of work is optimistic: it assumes that the log head did not move and that no command was answered. At
its end `jalon.append` checks both and stores everything, or nothing (`HeadMoved`): in one call, or, for many
commands, in several calls of one transaction. Other writers wait from the first call on.

`PERSISTENCE_MODULE=adapters.postgres.postgres_store` opens it for any application that uses the library.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Any, LiteralString, Self, cast
from urllib.parse import quote
from uuid import UUID

import eventsourcing.postgres
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from psycopg.rows import dict_row

from adapters.engine.store import store_factory
from adapters.engine.store.database import Database, DatabaseAway
from adapters.engine.store.recorder import LIMIT, Store
from adapters.engine.store.stored import (
    ClockKind,
    EventRow,
    StoredAnswer,
    StoredNotification,
    StoreFailed,
    StoreMissing,
)
from adapters.postgres import postgres_statements as statements
from adapters.postgres.arrays import pack_bigint, pack_texts, pack_uuids
from adapters.postgres.connections import Connection, Connections, Row
from adapters.postgres.migrations import check_schema
from adapters.postgres.postgres_checking import UNSAFE, find_faults
from adapters.postgres.postgres_datastore import PostgresStoreDatastore, translated_errors
from adapters.postgres.postgres_unit import PostgresUnitOfWork

LOST_RACES_MAX = 3
LOST_ANSWERS_MAX = 8
HEARTBEAT_SECONDS = 1.0  # the longest wait for an event whose NOTIFY is lost


class PostgresStore(Store, eventsourcing.postgres.PostgresProcessRecorder):
    """The log of one tenant under one clock, in a database of its own."""

    def __init__(
        self,
        datastore: PostgresStoreDatastore,
        *,
        events_table_name: str = "stored_events",
        tracking_table_name: str = "notification_tracking",
    ) -> None:
        super().__init__(
            datastore, events_table_name=events_table_name, tracking_table_name=tracking_table_name
        )
        self.sql_create_statements = self.sql_create_statements[-1:]  # `jalon migrate` makes the log
        self.connections = datastore.connections
        self._write_lock = RLock()
        self._known_head: int | None = None
        self._lost_races = 0
        owner = self.select_rows(statements.SELECT_OWNER)
        if not owner:
            raise StoreMissing(self.connections.database, "no store at path")
        ((self.tenant, clock),) = owner
        self.clock = ClockKind(clock)

    @classmethod
    def open(cls, connections: Connections, *, tenant: str, clock: ClockKind) -> Self:
        """Open the store; create it for this tenant and clock if there is none."""
        with translated_errors(), connections.lend() as connection:
            check_schema(connections.database, connection)
            if not connection.execute(statements.SELECT_OWNER).fetchall():
                connection.execute("SELECT jalon.begin_store(%s, %s)", [tenant, clock])
        return cls(PostgresStoreDatastore(connections))

    @classmethod
    def open_existing(cls, connections: Connections) -> Self:
        """Open an existing store; raises `StoreUnusable`, and changes nothing, if there is none."""
        with translated_errors(), connections.lend() as connection:
            check_schema(connections.database, connection)
        return cls(PostgresStoreDatastore(connections))

    @contextmanager
    def begin_unit_of_work(self) -> Generator[PostgresUnitOfWork]:
        """Begin a unit of work; those of one store object run one after the other, other stores do not wait.

        After three lost races in a row the store takes the lock first: otherwise short units of work of other
        writers could overtake a long one for ever.
        """
        with self._write_lock:
            assumed, self._known_head = self._known_head, None
            head = self.head() if assumed is None else assumed
            exclusive, self._lost_races = self._lost_races >= LOST_RACES_MAX, self._lost_races + 1
            with translated_errors(), self.connections.lend() as connection:
                unit = PostgresUnitOfWork(
                    connection,
                    _lock_log(connection) if exclusive else head,
                    optimistic=assumed is not None,
                    select_rows=self.select_rows,
                    record_tracking=self._record_tracking,
                )
                yield unit
                unit.commit()
                self._known_head, self._lost_races = unit.head, 0

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredNotification]:
        """Return the events of a stream, in its order."""
        values = (originator_id, statements.TO_THE_END, -1 if gt is None else gt, lte, limit)
        return statements.make_notifications(
            self.select_rows(statements.stream_statement(desc=desc), *values)
        )

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[StoredNotification]:
        """Return the events from one position on, at most `limit`."""
        after, last = (start or 0) - inclusive_of_start, statements.TO_THE_END if stop is None else stop
        if topics:
            rows = self.select_rows(statements.SELECT_LOG_OF_TOPICS, after, last, list(topics), limit)
        else:
            rows = self.select_rows(statements.SELECT_LOG, after, last, limit)
        return statements.make_notifications(rows)

    def head(self) -> int:
        """Return the log head, 0 before the first event."""
        ((position,),) = self.select_rows(statements.SELECT_HEAD)
        return position

    def select_chunks(self, after: int, limit: int, types: frozenset[str]) -> Iterator[list[EventRow]]:
        """Read the events of some types to the end of the log; the server prepares the next chunk ahead."""
        packed = pack_texts(sorted(types))
        lost = 0
        while lost < LOST_ANSWERS_MAX:
            self.head()  # waits for a server that restarts, as every select does
            lost += 1
            with translated_errors(), suppress(DatabaseAway), self.connections.lend() as connection:
                for chunk in connection.stream_rows(
                    statements.SELECT_OF_TYPES, [pack_bigint(after), packed], limit
                ):
                    after, *_ = chunk[-1]
                    lost = 0
                    yield cast("list[EventRow]", chunk)
                return
        raise StoreFailed(f"{self.connections.database}: {lost} answers on end were lost before they began")

    def select_answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return the answers to these commands."""
        return statements.make_answers(self.select_rows(statements.SELECT_ANSWERS, pack_uuids(command_ids)))

    def select_states(self, originator_id: UUID) -> list[tuple[str, bytes]]:
        """Return topic and state of the events of a stream."""
        rows = self.select_rows(statements.SELECT_STATES, originator_id, statements.TO_THE_END)
        return cast("list[tuple[str, bytes]]", rows)

    def read_answers(self) -> Iterator[StoredAnswer]:
        """Read all answers by command id; one that is added meanwhile may be missing."""
        after = UUID(int=0)
        while answers := statements.make_answers(
            self.select_rows(statements.SELECT_ANSWERS_AFTER, after, LIMIT)
        ):
            yield from answers.values()
            after = next(reversed(answers))

    def await_beyond(self, position: int, seconds: float) -> int:
        """Wait until the log goes beyond a position, at most `seconds`; return the log head.

        A commit wakes the caller. If its NOTIFY is lost, the store checks the head again within a second.
        """
        deadline = time.monotonic() + seconds
        while (head := self.head()) <= position and (left := deadline - time.monotonic()) > 0:
            with translated_errors():
                self._await_commit(position, min(left, HEARTBEAT_SECONDS))
        return head

    def check(self) -> list[str]:
        """Return the faults of the store, a sentence each."""
        with translated_errors(), self.connections.lend() as connection:
            return find_faults(connection)

    def unsafe_settings(self) -> list[str]:
        """Return the settings, of the server or of a login, that let a commit not wait for the disk."""
        return [setting for (setting,) in self.select_rows(UNSAFE)]

    def close(self) -> None:
        """Close the store; a lent connection is closed when it comes back."""
        self.connections.close()

    def select_rows(self, statement: LiteralString, *values: object) -> list[Row]:
        """Select rows; waits up to a dozen seconds for a server that restarts."""
        with translated_errors():
            return self.connections.select_rows(statement, values)

    def _await_commit(self, position: int, seconds: float) -> None:
        """Return at the next commit, after so many seconds, or when the connection is lost."""
        try:
            with self.connections.lend() as connection:
                connection.execute("LISTEN jalon")
                ((head,),) = connection.execute(statements.SELECT_HEAD, prepare=True).fetchall()
                if head <= position:
                    list(connection.notifies(timeout=seconds, stop_after=1))
                connection.execute("UNLISTEN *")
        except DatabaseAway:
            return

    def _record_tracking(self, connection: Connection, tracking: Tracking) -> None:
        """Record tracking in the transaction of a unit of work, before its events are sent."""
        if not connection.busy:
            connection.begin_transaction()
        with translated_errors(), connection.cursor(row_factory=dict_row) as cursor:
            self._insert_tracking(cast("Any", cursor), tracking)


class PostgresStoreFactory(
    store_factory.StoreFactory[PostgresTrackingRecorder], eventsourcing.postgres.PostgresFactory
):
    """Opens the store of the database `POSTGRES_URL`, or of the `POSTGRES_*` variables of the library."""

    POSTGRES_URL = "POSTGRES_URL"

    process_recorder_class = PostgresStore

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self.datastore = PostgresStoreDatastore(Connections(Database(self._find_address())))

    def open_recorder(self, recorder_class: type[PostgresStore]) -> PostgresStore:
        """Open the store as a recorder of this class."""
        connections = self.datastore.connections
        with translated_errors(), connections.lend() as connection:
            check_schema(connections.database, connection)
        if self.env_create_table():
            PostgresStore.open(connections, tenant=self.tenant, clock=self.clock)
        tracking = f"{self.env.name.lower() or 'notification'}_tracking"
        return recorder_class(self.datastore, tracking_table_name=tracking)

    def _find_address(self) -> str:
        url = self.env.get(self.POSTGRES_URL)
        if url:
            return url
        names = (self.POSTGRES_DBNAME, self.POSTGRES_HOST, self.POSTGRES_USER)
        missing = [name for name in names if not self.env.get(name)]
        if missing:
            raise OSError(f"no address of a database in the environment: {', '.join(missing)} missing")
        name, host, user = (quote(self.env[name], safe="") for name in names)
        password = quote(self.env.get(self.POSTGRES_PASSWORD, ""), safe="")
        port = self.env.get(self.POSTGRES_PORT) or "5432"
        return f"postgresql://{user}:{password}@{host}:{port}/{name}"


def _lock_log(connection: Connection) -> int:
    """Take the lock of the log until the transaction ends, and return the log head."""
    connection.begin_transaction()
    connection.execute("SELECT jalon.take_turn()")
    ((head,),) = connection.execute(statements.SELECT_HEAD).fetchall()
    return head
