"""Readers of the log written with the eventsourcing library, as its documentation shows.

Its log holds our events, one for one. Its projection folds with our functions and stores rows and tracking in
one transaction. Its saga stores its progress, and the commands that it owes, in an aggregate. With `topics`
they receive only those; without, they track every event, as our readers do.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from threading import Event
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.application import AggregateNotFoundError, Application, ProcessingEvent
from eventsourcing.domain import Aggregate, DomainEvent, event
from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import (
    BaseProjectionRunner,
    EventSourcedProjection,
    EventSourcedProjectionRunner,
    Projection,
    ProjectionRunner,
)
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteTrackingRecorder
from psycopg.sql import SQL, Identifier

from adapters.engine.follow.log_subscription import LogSubscription, RowCodec, subscription_of_saga
from adapters.engine.follow.outbox import build_outbox_commands
from adapters.engine.store.codec import Codec
from adapters.engine.store.stored import StoredNotification
from domain.aggregates import EVENT_TYPES
from domain.record import Recorded
from sagas.saga import Saga

CODEC = Codec(EVENT_TYPES.values())
SPACE = UUID("4f6e2a4e-6a3d-4b0e-9c39-2f4a8f5d0a11")
AT = datetime(2026, 1, 5, tzinfo=UTC)
POLLED = 500  # as many as the library's own subscription reads at once

TABLE = "CREATE TABLE IF NOT EXISTS {} (key TEXT, place TEXT, body TEXT NOT NULL, PRIMARY KEY (key, place))"
GET = "SELECT body FROM {} WHERE key = ? AND place = ?"
LAST = "SELECT max(place) AS place FROM {} WHERE key = ?"
PUT = "INSERT INTO {} VALUES (?, ?, ?) ON CONFLICT (key, place) DO UPDATE SET body = excluded.body"
DELETE = "DELETE FROM {} WHERE key = ? AND place = ?"

Env = dict[str, str]


class StoredCloudEvent(DomainEvent):
    """One of our events, as its CloudEvent."""

    body: str


KINDS: dict[str, Any] = {
    stored: type(kind.__name__, (StoredCloudEvent,), {"TOPIC": stored})
    for stored, kind in EVENT_TYPES.items()
}
"""A class of the library for each stored type, which is its topic."""


def decode_event(stored: Any) -> Recorded[Any]:
    """Return our event from an event of the library."""
    return CODEC.decode(stored.TOPIC, stored.body.encode())


class Events(Application[UUID]):
    """The log."""

    def append_events(self, events: Iterable[StoredNotification]) -> None:
        """Append events, in their sequence."""
        self.save(
            *(
                KINDS[event.topic](
                    originator_id=event.originator_id,
                    originator_version=event.originator_version,
                    timestamp=AT,
                    body=event.state.decode(),
                )
                for event in events
            )
        )


class Polling(SQLiteApplicationRecorder):
    """A recorder that polls, because the library's recorder has no subscription on SQLite."""

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Follow the log."""
        return PollingSubscription(self, gt, topics)


class PollingSubscription(Subscription[SQLiteApplicationRecorder]):
    """Reads the next events when it has returned all that it read."""

    def __init__(self, recorder: SQLiteApplicationRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._pending: list[Notification] = []

    def __next__(self) -> Notification:
        while not self._pending:
            if self._has_been_stopped:
                raise StopIteration
            self._pending = list(
                self._recorder.select_notifications(
                    (self._last_notification_id or 0) + 1, POLLED, topics=self._topics
                )
            )[::-1]
            if not self._pending:
                time.sleep(0.01)
        found = self._pending.pop()
        self._last_notification_id = found.id
        return found


class RowsOfKey(Mapping[str, Any]):
    """The rows of one key; each is fetched on demand, because our functions read only a few of them."""

    def __init__(self, fetch: Callable[[str], Any], last: Callable[[], str | None]) -> None:
        self._fetch = fetch
        self._last = last

    def get(self, place: str, default: Any = None) -> Any:
        """Return the row of a place."""
        row = self._fetch(place)
        return default if row is None else row

    __getitem__ = get

    def __reversed__(self) -> Iterator[str]:
        """Yield the last place; projections whose rows only grow need it."""
        last = self._last()
        return iter(()) if last is None else iter((last,))

    def __iter__(self) -> Any:
        raise TypeError("rows are read by place")

    __len__ = __iter__


class RowTables:
    """The rows of a projection, with the position up to which it has read the log."""

    MARK = "?"
    datastore: Any
    _insert_tracking: Any
    table = "rows"

    def fold_event(
        self, reader: LogSubscription, codec: RowCodec, event: Recorded[Any], tracking: Tracking
    ) -> None:
        """Fold one event, in one transaction with its position."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            for key in reader.keys(event):
                rows = RowsOfKey(
                    lambda place, key=key: self._fetch_row(cursor, codec, key, place),
                    lambda key=key: self._fetch_last(cursor, key),
                )
                for place, row in reader.evolve(key, rows, event).items():
                    self._store_row(cursor, key, place, None if row is None else codec.encode_row(row))

    def _fetch_row(self, cursor: Any, codec: RowCodec, key: str, place: str) -> Any:
        cursor.execute(self._format_sql(GET), (key, place))
        row = cursor.fetchone()
        return None if row is None else codec.decode_row(row["body"])

    def _fetch_last(self, cursor: Any, key: str) -> str | None:
        cursor.execute(self._format_sql(LAST), (key,))
        return cursor.fetchone()["place"]

    def _store_row(self, cursor: Any, key: str, place: str, body: str | None) -> None:
        if body is None:
            cursor.execute(self._format_sql(DELETE), (key, place))
        else:
            cursor.execute(self._format_sql(PUT), (key, place, body))

    def _format_sql(self, statement: str) -> str:
        return statement.format(self.table).replace("?", self.MARK)


class PostgresRowTables(RowTables, PostgresTrackingRecorder):
    """On PostgreSQL."""

    MARK = "%s"

    def __init__(self, datastore: Any, **kwargs: Any) -> None:
        super().__init__(datastore, **kwargs)
        self.table = f"{self.tracking_table_name}_rows"
        self.sql_create_statements.append(SQL(TABLE).format(Identifier(self.table)))


class SQLiteRowTables(RowTables, SQLiteTrackingRecorder):
    """On SQLite."""

    def construct_create_table_statements(self) -> list[str]:
        """Create the table of the rows as well."""
        return [*super().construct_create_table_statements(), TABLE.format(self.table)]


class Lap:
    """Measures the time from the first event of a reader to the last, whose position is known beforehand."""

    def __init__(self, last: int) -> None:
        self._last = last
        self._began = 0.0
        self._seconds = 0.0
        self._over = Event()

    def note_begin(self) -> None:
        """Note the first event."""
        self._began = self._began or time.perf_counter()

    def note_tracked(self, tracking: Tracking) -> None:
        """Note that an event was tracked."""
        if tracking.notification_id >= self._last:
            self._seconds = time.perf_counter() - self._began
            self._over.set()

    def measure_seconds(self, runner: BaseProjectionRunner[Any]) -> float:
        """Wait until the last event is tracked; return the seconds."""
        with runner:
            while not self._over.wait(0.5):
                runner.run_forever(0)  # raises the exception of the runner, if there is one
        return self._seconds


def run_projection(
    reader: LogSubscription, env: Env, name: str, last: int, shown_topics: tuple[str, ...]
) -> float:
    """Run a projection up to a position with the library's projection runner; return the seconds."""
    lap, codec = Lap(last), RowCodec(reader.row)
    view = PostgresRowTables if env["PERSISTENCE_MODULE"].endswith("postgres") else SQLiteRowTables

    class Following(Projection[Any]):
        topics = shown_topics

        def process_event(self, domain_event: Any, tracking: Tracking) -> None:
            lap.note_begin()
            if domain_event.TOPIC in reader.types:
                self.view.fold_event(reader, codec, decode_event(domain_event), tracking)
            else:
                self.view.insert_tracking(tracking)
            lap.note_tracked(tracking)

    Following.name = name
    runner: Any = ProjectionRunner
    return lap.measure_seconds(
        runner(application_class=Events, projection_class=Following, view_class=view, env=env)
    )


class SagaAggregate(Aggregate):
    """The progress of a saga under one key, and the commands that it owes."""

    @event("Begun")
    def __init__(self, of: str) -> None:
        self.of = of
        self.progress = ""
        self.owed: dict[str, Any] = {}

    @staticmethod
    def create_id(of: str) -> UUID:
        """Return the id of a saga under a key."""
        return uuid5(SPACE, of)

    @event("Moved")
    def move(self, progress: str, owed: dict[str, Any], cancelled: list[str]) -> None:
        self.progress = progress
        self.owed = {**{id: row for id, row in self.owed.items() if id not in cancelled}, **owed}


class SagaProjection(EventSourcedProjection[UUID]):
    """Runs a saga; subclasses set the saga, its reader and the lap that measures the time."""

    saga: Saga[Any]
    reader: LogSubscription
    codec: RowCodec
    lap: Lap

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Process one event, in one transaction with its position."""
        self.lap.note_begin()
        super().process_event(domain_event, tracking)
        self.lap.note_tracked(tracking)

    def policy(self, domain_event: Any, processing_event: ProcessingEvent[UUID]) -> None:
        """Advance the saga under each key that the event concerns."""
        if domain_event.TOPIC in self.reader.types:
            event = decode_event(domain_event)
            for key in self.reader.keys(event):
                processing_event.collect_events(self._advance_saga(key, event))

    def _advance_saga(self, key: str, event: Recorded[Any]) -> SagaAggregate:
        saga, aggregate = self.saga, self._load_saga(f"{self.saga.name}/{key}")
        before = self.codec.decode_row(aggregate.progress) if aggregate.progress else saga.initial
        progress = saga.evolve(before, event)
        rows = build_outbox_commands(saga.name, key, saga.due(key, progress))
        owed = {str(id): list(one.row) for id, one in rows.items() if str(id) not in aggregate.owed}
        cancelled = [id for id in aggregate.owed if UUID(id) not in rows]
        aggregate.move(self.codec.encode_row(progress), owed, cancelled)
        return aggregate

    def _load_saga(self, of: str) -> SagaAggregate:
        try:
            return self.repository.get(SagaAggregate.create_id(of))
        except AggregateNotFoundError:
            return SagaAggregate(of)


def run_saga(saga: Saga[Any], env: Env, name: str, last: int, shown_topics: tuple[str, ...]) -> float:
    """Run a saga up to a position with the library's event-sourced projection runner; return the seconds."""
    lap = Lap(last)
    parts = {
        "saga": saga,
        "reader": subscription_of_saga(saga),
        "codec": RowCodec(saga.progress_type),
        "lap": lap,
    }
    projection: Any = type(
        "SagaProjection", (SagaProjection,), {"name": name, "topics": shown_topics, **parts}
    )
    runner: Any = EventSourcedProjectionRunner
    return lap.measure_seconds(runner(application_class=Events, projection_class=projection, env=env))
