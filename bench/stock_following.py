"""Readers of the log written with the eventsourcing library, as its documentation shows.

Its log holds our events, one event an event. Its projection folds with our functions, rows and tracking in one
transaction; its saga keeps progress, and what it owes, in an aggregate. Given `topics` they are shown those
alone; without, they track every event, as ours know their position at every one.
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


class Stated(DomainEvent):
    """One of our facts: its CloudEvent."""

    body: str


KINDS: dict[str, Any] = {
    stored: type(kind.__name__, (Stated,), {"TOPIC": stored}) for stored, kind in EVENT_TYPES.items()
}
"""A class of the library for each stored type, which is its topic."""


def recorded(stated: Any) -> Recorded[Any]:
    """Return the event of an event."""
    return CODEC.decode(stated.TOPIC, stated.body.encode())


class Events(Application[UUID]):
    """The log."""

    def state(self, events: Iterable[StoredNotification]) -> None:
        """Add events in their order."""
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
    """The library's recorder has no subscription on SQLite: this one asks again."""

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Follow the log."""
        return PollingSubscription(self, gt, topics)


class PollingSubscription(Subscription[SQLiteApplicationRecorder]):
    """Reads on when it has given all that it read."""

    def __init__(self, recorder: SQLiteApplicationRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._left: list[Notification] = []

    def __next__(self) -> Notification:
        while not self._left:
            if self._has_been_stopped:
                raise StopIteration
            self._left = list(
                self._recorder.select_notifications(
                    (self._last_notification_id or 0) + 1, POLLED, topics=self._topics
                )
            )[::-1]
            if not self._left:
                time.sleep(0.01)
        found = self._left.pop()
        self._last_notification_id = found.id
        return found


class Seen(Mapping[str, Any]):
    """The rows of one key, each fetched when it is asked for: our functions look at no more of them."""

    def __init__(self, fetch: Callable[[str], Any], last: Callable[[], str | None]) -> None:
        self._fetch = fetch
        self._last = last

    def get(self, place: str, default: Any = None) -> Any:
        """Return the row of a place."""
        row = self._fetch(place)
        return default if row is None else row

    __getitem__ = get

    def __reversed__(self) -> Iterator[str]:
        """Return the last place; of pages that only grow it is asked."""
        last = self._last()
        return iter(()) if last is None else iter((last,))

    def __iter__(self) -> Any:
        raise TypeError("asked by place")

    __len__ = __iter__


class Pages:
    """The rows of a projection, beside the position up to which they know the log."""

    MARK = "?"
    datastore: Any
    _insert_tracking: Any
    table = "rows"

    def take(
        self, reader: LogSubscription, codec: RowCodec, event: Recorded[Any], tracking: Tracking
    ) -> None:
        """Fold one event, in one transaction with its position."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            for key in reader.keys(event):
                seen = Seen(
                    lambda place, key=key: self._row(cursor, codec, key, place),
                    lambda key=key: self._last(cursor, key),
                )
                for place, row in reader.evolve(key, seen, event).items():
                    self._put(cursor, key, place, None if row is None else codec.text(row))

    def _row(self, cursor: Any, codec: RowCodec, key: str, place: str) -> Any:
        cursor.execute(self._written(GET), (key, place))
        row = cursor.fetchone()
        return None if row is None else codec.row(row["body"])

    def _last(self, cursor: Any, key: str) -> str | None:
        cursor.execute(self._written(LAST), (key,))
        return cursor.fetchone()["place"]

    def _put(self, cursor: Any, key: str, place: str, body: str | None) -> None:
        if body is None:
            cursor.execute(self._written(DELETE), (key, place))
        else:
            cursor.execute(self._written(PUT), (key, place, body))

    def _written(self, statement: str) -> str:
        return statement.format(self.table).replace("?", self.MARK)


class PostgresPages(Pages, PostgresTrackingRecorder):
    """On PostgreSQL."""

    MARK = "%s"

    def __init__(self, datastore: Any, **kwargs: Any) -> None:
        super().__init__(datastore, **kwargs)
        self.table = f"{self.tracking_table_name}_rows"
        self.sql_create_statements.append(SQL(TABLE).format(Identifier(self.table)))


class SQLitePages(Pages, SQLiteTrackingRecorder):
    """On SQLite."""

    def construct_create_table_statements(self) -> list[str]:
        """Make the table of the rows as well."""
        return [*super().construct_create_table_statements(), TABLE.format(self.table)]


class Lap:
    """When a reader took the first event and when the last, which is known beforehand."""

    def __init__(self, last: int) -> None:
        self._last = last
        self._began = 0.0
        self._seconds = 0.0
        self._over = Event()

    def begins(self) -> None:
        """Note the first event."""
        self._began = self._began or time.perf_counter()

    def took(self, tracking: Tracking) -> None:
        """Note that an event was taken."""
        if tracking.notification_id >= self._last:
            self._seconds = time.perf_counter() - self._began
            self._over.set()

    def seconds(self, runner: BaseProjectionRunner[Any]) -> float:
        """Return how long it took, once it is over."""
        with runner:
            while not self._over.wait(0.5):
                runner.run_forever(0)  # raises what went wrong, if anything did
        return self._seconds


def project(reader: LogSubscription, env: Env, name: str, last: int, shown: tuple[str, ...]) -> float:
    """Have the library's projection runner read the log up to a position; return the seconds it took."""
    lap, codec = Lap(last), RowCodec(reader.row)
    view = PostgresPages if env["PERSISTENCE_MODULE"].endswith("postgres") else SQLitePages

    class Following(Projection[Any]):
        topics = shown

        def process_event(self, domain_event: Any, tracking: Tracking) -> None:
            lap.begins()
            if domain_event.TOPIC in reader.types:
                self.view.take(reader, codec, recorded(domain_event), tracking)
            else:
                self.view.insert_tracking(tracking)
            lap.took(tracking)

    Following.name = name
    runner: Any = ProjectionRunner
    return lap.seconds(runner(application_class=Events, projection_class=Following, view_class=view, env=env))


class SagaAggregate(Aggregate):
    """How far a saga has come under one key, and what it owes."""

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
        self.owed = {**{id: one for id, one in self.owed.items() if id not in cancelled}, **owed}


class Telling(EventSourcedProjection[UUID]):
    """A saga: what the library's own subclasses of it read, and how long it takes."""

    saga: Saga[Any]
    reader: LogSubscription
    codec: RowCodec
    lap: Lap

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Take one event, in one transaction with its position."""
        self.lap.begins()
        super().process_event(domain_event, tracking)
        self.lap.took(tracking)

    def policy(self, domain_event: Any, processing_event: ProcessingEvent[UUID]) -> None:
        """Move the sagas that the event is about."""
        if domain_event.TOPIC in self.reader.types:
            event = recorded(domain_event)
            for key in self.reader.keys(event):
                processing_event.collect_events(self._moved(key, event))

    def _moved(self, key: str, event: Recorded[Any]) -> SagaAggregate:
        saga, aggregate = self.saga, self._saga(f"{self.saga.name}/{key}")
        before = self.codec.row(aggregate.progress) if aggregate.progress else saga.initial
        progress = saga.evolve(before, event)
        rows = build_outbox_commands(saga.name, key, saga.due(key, progress))
        owed = {str(id): list(one.row) for id, one in rows.items() if str(id) not in aggregate.owed}
        aggregate.move(self.codec.text(progress), owed, [id for id in aggregate.owed if UUID(id) not in rows])
        return aggregate

    def _saga(self, of: str) -> SagaAggregate:
        try:
            return self.repository.get(SagaAggregate.create_id(of))
        except AggregateNotFoundError:
            return SagaAggregate(of)


def live(saga: Saga[Any], env: Env, name: str, last: int, shown: tuple[str, ...]) -> float:
    """Have the library's event-sourced projection runner live a saga up to a position; nothing is sent."""
    means = {
        "saga": saga,
        "reader": subscription_of_saga(saga),
        "codec": RowCodec(saga.progress_type),
        "lap": Lap(last),
    }
    telling: Any = type("Telling", (Telling,), {"name": name, "topics": shown, **means})
    runner: Any = EventSourcedProjectionRunner
    return means["lap"].seconds(runner(application_class=Events, projection_class=telling, env=env))
