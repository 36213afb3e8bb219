"""One unit of work on a PostgreSQL database: decided without a lock, checked by the server at the end."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, LiteralString, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import IntegrityError, StoredEvent, Tracking

from adapters.engine.store.recorder import UnitOfWork
from adapters.engine.store.stored import HeadMoved, StoredAnswer, StoredNotification, make_notification
from adapters.postgres import postgres_statements as statements
from adapters.postgres.arrays import pack_uuids
from adapters.postgres.connections import Connection, Row

HEAD_MOVED = "JL001"
ANSWERED_BEFORE = "answers_pkey"
SEND_THRESHOLD = 16
"""Answers that are sent at once, while the unit of work goes on; fewer wait for its end."""

SelectRows = Callable[..., list[Row]]
RecordTracking = Callable[[Connection, Tracking], None]


class PostgresUnitOfWork(UnitOfWork):
    """Inserts after a log head that was current when the unit of work began.

    A few commands are stored in one round trip at the end. Of many commands, the server stores the first
    while the dispatcher decides the last. Selects use another connection of the store.
    """

    def __init__(
        self,
        connection: Connection,
        head: int,
        *,
        optimistic: bool,
        select_rows: SelectRows,
        record_tracking: RecordTracking,
    ) -> None:
        self._connection = connection
        self._optimistic = optimistic
        self._select_from_store = select_rows
        self._record_tracking = record_tracking
        self._is_over = False
        self._events: list[StoredNotification] = []
        self._answers: list[StoredAnswer] = []
        self._sent_head = head  # the log head after all that was sent
        self._looked_up: set[int] = set()
        self._answered: set[int] = set()
        self.head = head

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
        assert not self._is_over, "the unit of work is over"
        if tracking is not None:
            self._record_tracking(self._connection, tracking)
        first = self._sent_head + len(self._events) + 1
        events = _number_events(stored_events, first)
        positions = [event[0] for event in events]
        if positions != list(range(first, first + len(events))):
            self._is_over = True
            raise IntegrityError(f"positions go from {first} on")
        self._add_answers(answers)
        self._events += events
        if len(self._answers) >= SEND_THRESHOLD:
            self._connection.send_call(statements.APPEND, self._take_arguments(()))
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
        """Return the events of a stream, up to the head."""
        values = (originator_id, self.head, -1 if gt is None else gt, lte, limit)
        return statements.make_notifications(
            self._select_rows(statements.stream_statement(desc=desc), *values)
        )

    def select_notifications(
        self,
        start: int | None,
        limit: int | None = None,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[StoredNotification]:
        """Return the events from one position to another, up to the head."""
        after = (start or 0) - inclusive_of_start
        last = self.head if stop is None else min(stop, self.head)
        if topics:
            rows = self._select_rows(statements.SELECT_LOG_OF_TOPICS, after, last, list(topics), limit)
        else:
            rows = self._select_rows(statements.SELECT_LOG, after, last, limit)
        return statements.make_notifications(rows)

    def select_states(self, originator_id: UUID) -> list[tuple[str, bytes]]:
        """Return topic and state of the events of a stream, up to the head."""
        return cast(
            "list[tuple[str, bytes]]", self._select_rows(statements.SELECT_STATES, originator_id, self.head)
        )

    def select_answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return the answers to these commands; an optimistic unit of work does not look and returns none.

        `commit` then checks that none of them was answered.
        """
        found: dict[UUID, StoredAnswer] = {}
        if not self._optimistic:
            found = statements.make_answers(
                self._select_rows(statements.SELECT_ANSWERS, pack_uuids(command_ids))
            )
        self._looked_up |= {id.int for id in command_ids} - {id.int for id in found}
        return found

    def commit(self) -> None:
        """Commit if log head and answers are as expected; else raise `HeadMoved` or `IntegrityError`."""
        if self._is_over:
            return
        self._is_over = True
        try:
            self._send_rest(self._looked_up - self._answered)
        except psycopg.Error as error:
            if error.sqlstate == HEAD_MOVED or error.diag.constraint_name == ANSWERED_BEFORE:
                raise HeadMoved from error
            if isinstance(error, psycopg.errors.UniqueViolation):
                raise IntegrityError(error) from error
            raise
        self.head = self._sent_head

    def _add_answers(self, answers: Sequence[StoredAnswer]) -> None:
        commands = {answer.command_id.int for answer in answers}
        if len(commands) < len(answers) or commands & self._answered:
            self._is_over = True
            raise IntegrityError("a command has one answer")
        self._answered |= commands
        self._answers += answers

    def _select_rows(self, statement: LiteralString, *values: object) -> list[Row]:
        self._connection.keep_alive()
        return self._select_from_store(statement, *values)

    def _send_rest(self, unanswered: set[int]) -> None:
        if self._connection.busy:
            if self._events or self._answers or unanswered:
                self._connection.send_call(statements.APPEND, self._take_arguments(unanswered))
            self._connection.commit_sent()
        else:
            self._connection.call_statement(statements.APPEND, self._take_arguments(unanswered))

    def _take_arguments(self, unanswered: Iterable[int]) -> list[bytes]:
        """Return the arguments of `jalon.append` for what is not sent yet; it then counts as sent."""
        arguments = statements.append_arguments(
            self._sent_head, self._events, self._answers, [UUID(int=id) for id in unanswered]
        )
        self._sent_head += len(self._events)
        self._events, self._answers = [], []
        return arguments


def _number_events(events: Sequence[StoredEvent], first: int) -> Sequence[StoredNotification]:
    """Return the events with their positions; the caller may have stated them."""
    if events and not isinstance(events[0], StoredNotification):
        return [
            make_notification((at, event.originator_id, event.originator_version, event.topic, event.state))
            for at, event in enumerate(events, first)
        ]
    return cast("Sequence[StoredNotification]", events)
