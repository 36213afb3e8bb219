"""One unit of work on a SQLite file: it holds the only write transaction."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent, Tracking
from eventsourcing.sqlite import SQLiteProcessRecorder

from adapters.engine.store.recorder import UnitOfWork
from adapters.engine.store.stored import StoredAnswer, StoredNotification
from adapters.sqlite import sqlite_statements as statements
from adapters.sqlite.sqlite_file import translated_errors


class SQLiteUnitOfWork(UnitOfWork):
    """Inserts and selects in one write transaction; no other writer can add to the log meanwhile."""

    def __init__(
        self,
        recorder: SQLiteProcessRecorder,
        connection: sqlite3.Connection,
        path: Path,
        events: statements.EventStatements,
    ) -> None:
        self._recorder = recorder
        self._connection = connection
        self._path = path
        self._events = events
        self.inserted = False
        with translated_errors(path):
            self.head = statements.select_head(connection, events)

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
            positions = statements.insert_events(self._connection, self._events, stored_events)
            if answers:
                statements.insert_answers(self._connection, answers)
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
        part = statements.StreamPart(self.head, gt, lte, desc, limit)
        with translated_errors(self._path):
            return statements.select_stream(self._connection, self._events, originator_id, part)

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
            return statements.select_log(self._connection, self._events, (first, last), limit, topics)

    def select_answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return the answers to these commands."""
        with translated_errors(self._path):
            return statements.select_answers(self._connection, command_ids)

    def select_states(self, originator_id: UUID) -> list[tuple[str, bytes]]:
        """Return topic and state of the events of a stream."""
        with translated_errors(self._path):
            return statements.select_states(self._connection, self._events, originator_id, self.head)
