"""What can be asked of the tables of a store, on whichever connection."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from uuid import UUID

from adapters.engine.store.stored import StoredAnswer, StoredFact, ToldFact

HEAD = "SELECT coalesce(max(notification_id), 0) FROM stored_events"

AFTER = """
SELECT notification_id, originator_id, originator_version, topic, state FROM stored_events
WHERE notification_id > ? AND notification_id <= ? ORDER BY notification_id LIMIT ?
"""

OF_TYPES = """
SELECT notification_id, topic, state FROM stored_events
WHERE notification_id > ? AND rtrim(topic, '0123456789') IN (SELECT value FROM json_each(?))
ORDER BY notification_id LIMIT ?
"""

STREAM = """
SELECT notification_id, originator_id, originator_version, topic, state FROM stored_events
WHERE originator_id = ? ORDER BY originator_version
"""

TOLD = """
SELECT topic, state FROM stored_events
WHERE originator_id = ? AND notification_id <= ? ORDER BY originator_version
"""

ANSWERS = """
SELECT command_id, principal, digest, first_position, last_position FROM answers
WHERE command_id IN ({})
"""

ANSWERED = """
SELECT command_id, principal, digest, first_position, last_position FROM answers
WHERE command_id > ? ORDER BY command_id LIMIT ?
"""

ADD_FACT = "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)"
ADD_ANSWER = "INSERT INTO answers VALUES (?, ?, ?, ?, ?)"

NO_LIMIT = -1
TO_THE_END = 2**63 - 1

_id = lru_cache(maxsize=8_192)(UUID)  # a log names the same streams again and again


def head(connection: sqlite3.Connection) -> int:
    """Return the position of the last fact, 0 before any."""
    ((position,),) = connection.execute(HEAD)
    return position


def after(
    connection: sqlite3.Connection, position: int, limit: int | None, head: int = TO_THE_END
) -> list[StoredFact]:
    """Return the facts that follow a position, up to the head, in the order of the log."""
    return _facts(connection.execute(AFTER, (position, head, NO_LIMIT if limit is None else limit)))


def of_types(
    connection: sqlite3.Connection, position: int, limit: int, only: frozenset[str]
) -> list[ToldFact]:
    """Return the facts of these types, whatever their version, that follow a position."""
    return connection.execute(OF_TYPES, (position, json.dumps(sorted(only)), limit)).fetchall()


def stream(connection: sqlite3.Connection, stream_id: UUID) -> list[StoredFact]:
    """Return all facts of a stream, in its order."""
    return _facts(connection.execute(STREAM, (stream_id.hex,)))


def told(connection: sqlite3.Connection, stream_id: UUID, head: int = TO_THE_END) -> list[tuple[str, bytes]]:
    """Return the types and bytes of a stream's facts, up to the head: all that its state is folded from."""
    return connection.execute(TOLD, (stream_id.hex, head)).fetchall()


def answers(connection: sqlite3.Connection, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
    """Return what was answered to those of these commands that were answered."""
    asked = [command_id.hex for command_id in command_ids]
    statement = ANSWERS.format(", ".join("?" * len(asked)))
    return {answer.command_id: answer for answer in map(_answer, connection.execute(statement, asked))}


def answered(connection: sqlite3.Connection, after: str, limit: int) -> list[StoredAnswer]:
    """Return the answers that follow a command id, in the order of the ids."""
    return [_answer(row) for row in connection.execute(ANSWERED, (after, limit))]


def add(
    connection: sqlite3.Connection, facts: Sequence[StoredFact], answered: Sequence[StoredAnswer]
) -> None:
    """Add facts at the positions they name, and the answers that they are."""
    connection.executemany(
        ADD_FACT, [(one.position, one.stream_id.hex, one.version, one.type, one.body) for one in facts]
    )
    connection.executemany(
        ADD_ANSWER,
        [(one.command_id.hex, one.principal, one.digest, one.first, one.last) for one in answered],
    )


def _answer(row: tuple[str, str, bytes, int, int]) -> StoredAnswer:
    command, principal, digest, first, last = row
    return StoredAnswer(UUID(command), principal, digest, first, last)


def _facts(rows: Iterable[tuple[int, str, int, str, bytes]]) -> list[StoredFact]:
    return [StoredFact(at, _id(of), version, type, body) for at, of, version, type, body in rows]
