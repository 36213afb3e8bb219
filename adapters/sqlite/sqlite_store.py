"""The store in one SQLite file: a recorder of the library, with one writer at a time.

`PERSISTENCE_MODULE=adapters.sqlite.sqlite_store` opens it for any application that uses the library.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Condition
from typing import Any, Self
from uuid import UUID

import eventsourcing.sqlite
from eventsourcing.sqlite import SQLiteTrackingRecorder

from adapters.engine.store import store_factory
from adapters.engine.store.recorder import LIMIT, Store
from adapters.engine.store.stored import (
    ClockKind,
    EventRow,
    StoredAnswer,
    StoredNotification,
    StoreFailed,
    StoreUnusable,
)
from adapters.sqlite import sqlite_statements as statements
from adapters.sqlite.sqlite_checking import find_faults
from adapters.sqlite.sqlite_datastore import SQLiteStoreDatastore, translated_errors
from adapters.sqlite.sqlite_file import EVENTS_COLUMNS, check_store_file, make_store
from adapters.sqlite.sqlite_statements import SQLiteUnitOfWork

POLL_SECONDS = 0.02  # SQLite does not notify other processes


class SQLiteStore(Store, eventsourcing.sqlite.SQLiteProcessRecorder):
    """The log of one tenant under one clock; closing it lets SQLite remove its log file."""

    datastore: SQLiteStoreDatastore

    def __init__(self, datastore: SQLiteStoreDatastore, *, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self.path = datastore.path
        self._statements = statements.EventStatements(events_table_name)
        self._appended = Condition()
        self.tenant, self.clock = self._select_owner()

    @classmethod
    def open(cls, path: Path, *, tenant: str, clock: ClockKind) -> Self:
        """Open the store; create it for this tenant and clock if there is none."""
        path = path.resolve()
        if not path.exists() or (path.is_file() and not path.stat().st_size):
            make_store(path, tenant, clock)
        return cls.open_existing(path)

    @classmethod
    def open_existing(cls, path: Path) -> Self:
        """Open an existing store; raises `StoreUnusable`, and changes nothing, if there is none."""
        path = path.resolve()
        check_store_file(path)
        datastore = SQLiteStoreDatastore(path)
        try:
            return cls(datastore)
        except (StoreUnusable, StoreFailed):
            datastore.close()
            raise

    def construct_create_table_statements(self) -> list[str]:
        """Return the statements that create missing tables."""
        _, *tracking = super().construct_create_table_statements()
        return [f"CREATE TABLE IF NOT EXISTS {self.events_table_name} {EVENTS_COLUMNS}", *tracking]

    @contextmanager
    def begin_unit_of_work(self) -> Generator[SQLiteUnitOfWork]:
        """Begin a unit of work with the write lock; commit if the block ends without an exception."""
        with self.datastore.write() as connection:
            unit = SQLiteUnitOfWork(self, connection, self.path, self._statements)
            yield unit
            if unit.inserted:
                with translated_errors(self.path):
                    connection.execute("COMMIT")
                with self._appended:
                    self._appended.notify_all()

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
        part = statements.StreamPart(statements.TO_THE_END, gt, lte, desc, limit)
        with self.datastore.read() as connection:
            return statements.select_stream(connection, self._statements, originator_id, part)

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
        first = (start or 0) + (not inclusive_of_start)
        last = statements.TO_THE_END if stop is None else stop
        with self.datastore.read() as connection:
            return statements.select_log(connection, self._statements, (first, last), limit, topics)

    def head(self) -> int:
        """Return the log head, 0 before the first event."""
        with self.datastore.read() as connection:
            return statements.select_head(connection, self._statements)

    def select_chunks(self, after: int, limit: int, types: frozenset[str]) -> Iterator[list[EventRow]]:
        """Read the events of some types to the end of the log, `limit` at a time."""
        while chunk := self._select_chunk(after, limit, types):
            yield chunk
            after, *_ = chunk[-1]

    def select_answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return the answers to these commands."""
        with self.datastore.read() as connection:
            return statements.select_answers(connection, command_ids)

    def select_states(self, originator_id: UUID) -> list[tuple[str, bytes]]:
        """Return topic and state of the events of a stream."""
        with self.datastore.read() as connection:
            return statements.select_states(connection, self._statements, originator_id)

    def read_answers(self) -> Iterator[StoredAnswer]:
        """Read all answers by command id; one that is added meanwhile may be missing."""
        after = ""
        while answers := self._select_answers_after(after):
            yield from answers
            after = answers[-1].command_id.hex

    def await_beyond(self, position: int, seconds: float) -> int:
        """Wait until the log goes beyond a position, at most `seconds`; return the log head.

        A commit of this store wakes the caller at once, one of another process within 20 ms.
        """
        deadline = time.monotonic() + seconds
        while (head := self.head()) <= position and (left := deadline - time.monotonic()) > 0:
            with self._appended:
                self._appended.wait(min(left, POLL_SECONDS))
        return head

    def check(self) -> list[str]:
        """Return the faults of the store, a sentence each."""
        try:
            with self.datastore.read() as connection:
                return find_faults(connection)
        except StoreUnusable as unusable:
            return [unusable.found]

    def unsafe_settings(self) -> list[str]:
        """Return none: every connection sets `synchronous` itself, and no outside setting changes that."""
        return []

    def close(self) -> None:
        """Close the store; a select that still runs closes its connection afterwards."""
        self.datastore.close()

    def _select_chunk(self, after: int, limit: int, types: frozenset[str]) -> list[EventRow]:
        with self.datastore.read() as connection:
            return statements.select_chunk(connection, after, limit, types)

    def _select_answers_after(self, after: str) -> list[StoredAnswer]:
        with self.datastore.read() as connection:
            return statements.select_answers_after(connection, after, LIMIT)

    def _select_owner(self) -> tuple[str, ClockKind]:
        with self.datastore.read() as connection:
            found = connection.execute("SELECT tenant, clock FROM store").fetchall()
        match found:
            case [(str(tenant), clock)] if clock in set(ClockKind):
                return tenant, ClockKind(clock)
            case _:
                raise StoreUnusable(self.path, "a damaged file: it does not say whose store it is")


class SQLiteStoreFactory(
    store_factory.StoreFactory[SQLiteTrackingRecorder], eventsourcing.sqlite.SQLiteFactory
):
    """Opens the store at `SQLITE_DBNAME` for an application of the library."""

    aggregate_recorder_class = SQLiteStore
    application_recorder_class = SQLiteStore
    process_recorder_class = SQLiteStore

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        name = self.env.get(self.SQLITE_DBNAME)
        if not name:
            raise OSError(f"no file in the environment: {self.SQLITE_DBNAME} missing")
        path = Path(name)
        if self.env_create_table():
            SQLiteStore.open(path, tenant=self.tenant, clock=self.clock).close()
        check_store_file(path.resolve())
        self.datastore = SQLiteStoreDatastore(path.resolve())

    def open_recorder(self, recorder_class: type[SQLiteStore]) -> SQLiteStore:
        """Open the store as a recorder of this class."""
        return recorder_class(self.datastore)
