"""The statements on the tables of a SQLite file, and the unit of work that runs them in one transaction."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent, Tracking
from eventsourcing.sqlite import SQLiteProcessRecorder

from adapters.engine.store.recorder import UnitOfWork
from adapters.engine.store.stored import EventRow, StoredAnswer, StoredNotification, make_notification
from adapters.sqlite.sqlite_datastore import translated_errors

COLUMNS = "notification_id, originator_id, originator_version, topic, state"

SELECT_CHUNK = """
SELECT notification_id, topic, state FROM stored_events
WHERE notification_id > ? AND rtrim(topic, '0123456789') IN (SELECT value FROM json_each(?))
ORDER BY notification_id LIMIT ?
"""

SELECT_ANSWERS = """
SELECT command_id, principal, digest, first_position, last_position FROM answers
WHERE command_id IN ({})
"""

SELECT_ANSWERS_AFTER = """
SELECT command_id, principal, digest, first_position, last_position FROM answers
WHERE command_id > ? ORDER BY command_id LIMIT ?
"""

INSERT_ANSWER = "INSERT INTO answers VALUES (?, ?, ?, ?, ?)"

NO_LIMIT = -1
TO_THE_END = 2**63 - 1

_parse_stream_key = lru_cache(maxsize=8_192)(UUID)  # a log repeats the same streams


class EventStatements:
    """The statements on one table of events."""

    def __init__(self, table: str) -> None:
        self.head = f"SELECT coalesce(max(notification_id), 0) FROM {table}"
        self.log = (
            f"SELECT {COLUMNS} FROM {table} WHERE notification_id >= ? AND notification_id <= ? "
            "ORDER BY notification_id LIMIT ?"
        )
        self.log_of_topics = (
            f"SELECT {COLUMNS} FROM {table} WHERE notification_id >= ? AND notification_id <= ? "
            "AND topic IN (SELECT value FROM json_each(?)) ORDER BY notification_id LIMIT ?"
        )
        self.stream = (
            f"SELECT notification_id, originator_version, topic, state FROM {table} "
            "WHERE originator_id = ? AND notification_id <= ? AND originator_version > ? "
            "AND originator_version <= ? ORDER BY originator_version {} LIMIT ?"
        )
        self.states = (
            f"SELECT topic, state FROM {table} WHERE originator_id = ? AND notification_id <= ? "
            "ORDER BY originator_version"
        )
        self.insert = f"INSERT INTO {table} ({COLUMNS}) VALUES (?, ?, ?, ?, ?)"


class StreamPart(NamedTuple):
    """A part of a stream, up to a log head, in the terms of the library."""

    head: int = TO_THE_END
    gt: int | None = None
    lte: int | None = None
    desc: bool = False
    limit: int | None = None


def select_head(connection: sqlite3.Connection, events: EventStatements) -> int:
    """Return the log head, 0 before the first event."""
    ((position,),) = connection.execute(events.head)
    return position


def select_log(
    connection: sqlite3.Connection,
    events: EventStatements,
    positions: tuple[int, int],
    limit: int | None,
    topics: Sequence[str] = (),
) -> list[StoredNotification]:
    """Return the events at these positions, first to last, of these topics only if any are given."""
    bound = NO_LIMIT if limit is None else limit
    if topics:
        rows = connection.execute(events.log_of_topics, (*positions, json.dumps(list(topics)), bound))
    else:
        rows = connection.execute(events.log, (*positions, bound))
    return [
        make_notification((at, _parse_stream_key(of), version, topic, state))
        for at, of, version, topic, state in rows.fetchall()
    ]


def select_chunk(
    connection: sqlite3.Connection, after: int, limit: int, types: frozenset[str]
) -> list[EventRow]:
    """Return the events of these types, of any version, that follow a position."""
    return connection.execute(SELECT_CHUNK, (after, json.dumps(sorted(types)), limit)).fetchall()


def select_stream(
    connection: sqlite3.Connection, events: EventStatements, originator_id: UUID | str, part: StreamPart
) -> list[StoredNotification]:
    """Return a part of a stream, in its order or backwards."""
    stream_id = cast("UUID", originator_id)
    values = (
        stream_id.hex,
        part.head,
        -1 if part.gt is None else part.gt,
        TO_THE_END if part.lte is None else part.lte,
        NO_LIMIT if part.limit is None else part.limit,
    )
    rows = connection.execute(events.stream.format("DESC" if part.desc else "ASC"), values).fetchall()
    return [make_notification((at, stream_id, version, topic, state)) for at, version, topic, state in rows]


def select_states(
    connection: sqlite3.Connection, events: EventStatements, stream_id: UUID, head: int = TO_THE_END
) -> list[tuple[str, bytes]]:
    """Return topic and state of the events of a stream, up to a log head."""
    return connection.execute(events.states, (stream_id.hex, head)).fetchall()


def insert_events(
    connection: sqlite3.Connection, events: EventStatements, stored: Sequence[StoredEvent]
) -> Sequence[int]:
    """Insert events at the positions that they state, or else at the next ones; return the positions."""
    if stored and isinstance(stored[0], StoredNotification):
        notifications = cast("Sequence[StoredNotification]", stored)
        connection.executemany(
            events.insert,
            [(at, of.hex, version, topic, state) for at, of, version, topic, state in notifications],
        )
        return [notification[0] for notification in notifications]
    connection.executemany(
        events.insert,
        [
            (None, cast("UUID", one.originator_id).hex, one.originator_version, one.topic, one.state)
            for one in stored
        ],
    )
    ((last,),) = connection.execute("SELECT last_insert_rowid()").fetchall()
    return list(range(last - len(stored) + 1, last + 1))


def select_answers(connection: sqlite3.Connection, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
    """Return the answers to these commands."""
    ids = [command_id.hex for command_id in command_ids]
    statement = SELECT_ANSWERS.format(", ".join("?" * len(ids)))
    return {answer.command_id: answer for answer in map(_make_answer, connection.execute(statement, ids))}


def select_answers_after(connection: sqlite3.Connection, after: str, limit: int) -> list[StoredAnswer]:
    """Return the answers that follow a command id, in the order of the ids."""
    return [_make_answer(row) for row in connection.execute(SELECT_ANSWERS_AFTER, (after, limit))]


def insert_answers(connection: sqlite3.Connection, answers: Iterable[StoredAnswer]) -> None:
    """Insert answers."""
    connection.executemany(
        INSERT_ANSWER,
        [(one.command_id.hex, one.principal, one.digest, one.first, one.last) for one in answers],
    )


class SQLiteUnitOfWork(UnitOfWork):
    """Inserts and selects in one write transaction; no other writer can add to the log meanwhile."""

    def __init__(
        self,
        recorder: SQLiteProcessRecorder,
        connection: sqlite3.Connection,
        path: Path,
        events: EventStatements,
    ) -> None:
        self._recorder = recorder
        self._connection = connection
        self._path = path
        self._events = events
        self.inserted = False
        with translated_errors(path):
            self.head = select_head(connection, events)

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        answers: Sequence[StoredAnswer] = (),
        tracking: Tracking | None = None,
        **_: Any,
    ) -> Sequence[int]:
        """Insert events, with their answers and tracking; return their positions.

        After an exception the store keeps nothing of the unit of work.
        """
        assert self._connection.in_transaction, "the unit of work is over"
        self.inserted = False
        with translated_errors(self._path):
            positions = insert_events(self._connection, self._events, stored_events)
            if answers:
                insert_answers(self._connection, answers)
            if tracking is not None:
                self._recorder._insert_tracking(  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
                    cast("Any", self._connection.cursor()), tracking
                )
        self.inserted = True
        return positions

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredNotification]:
        """Return the events of a stream."""
        part = StreamPart(self.head, gt, lte, desc, limit)
        with translated_errors(self._path):
            return select_stream(self._connection, self._events, originator_id, part)

    def select_notifications(
        self,
        start: int | None,
        limit: int | None = None,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[StoredNotification]:
        """Return the events from one position to another."""
        first = (start or 0) + (not inclusive_of_start)
        last = self.head if stop is None else min(stop, self.head)
        with translated_errors(self._path):
            return select_log(self._connection, self._events, (first, last), limit, topics)

    def select_answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return the answers to these commands."""
        with translated_errors(self._path):
            return select_answers(self._connection, command_ids)

    def select_states(self, originator_id: UUID) -> list[tuple[str, bytes]]:
        """Return topic and state of the events of a stream."""
        with translated_errors(self._path):
            return select_states(self._connection, self._events, originator_id, self.head)


def _make_answer(row: tuple[str, str, bytes, int, int]) -> StoredAnswer:
    command, principal, digest, first, last = row
    return StoredAnswer(UUID(command), principal, digest, first, last)
