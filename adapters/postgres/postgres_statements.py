"""What is asked of the tables of a database, and what is told them."""

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString
from uuid import UUID

from adapters.engine.store.stored import StoredAnswer, StoredFact
from adapters.postgres.arrays import LONG, Blobs, Longs, Texts, Uuids, blobs, long, longs, texts, uuids
from adapters.postgres.connections import Call

HEAD: LiteralString = "SELECT coalesce(max(notification_id), 0) FROM jalon.stored_events"

AFTER: LiteralString = """
SELECT notification_id, originator_id, originator_version, topic, state FROM jalon.stored_events
WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id LIMIT %s
"""

OF_TYPES = Call(
    b"jalon.of_types",
    b"""
SELECT notification_id, topic, state FROM jalon.stored_events
WHERE notification_id > $1 AND rtrim(topic, '0123456789') = ANY ($2) ORDER BY notification_id
""",
    [LONG, Texts.array],
)

STREAM: LiteralString = """
SELECT notification_id, originator_id, originator_version, topic, state FROM jalon.stored_events
WHERE originator_id = %s ORDER BY originator_version
"""

TOLD: LiteralString = """
SELECT topic, state FROM jalon.stored_events
WHERE originator_id = %s AND notification_id <= %s ORDER BY originator_version
"""

ANSWERS: LiteralString = """
SELECT command_id, principal, digest, first_position, last_position FROM jalon.answers
WHERE command_id = ANY (%s)
"""

ANSWERED: LiteralString = """
SELECT command_id, principal, digest, first_position, last_position FROM jalon.answers
WHERE command_id > %s ORDER BY command_id LIMIT %s
"""

APPEND = Call(
    b"jalon.append",
    b"SELECT jalon.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    [
        *(LONG, Uuids.array, Longs.array, Texts.array, Blobs.array),
        *(Uuids.array, Texts.array, Blobs.array, Longs.array, Longs.array),
        Uuids.array,
    ],
)

WHOSE: LiteralString = "SELECT tenant, clock FROM jalon.store"

TO_THE_END = 2**63 - 1


def facts(rows: Iterable[tuple[Any, ...]]) -> list[StoredFact]:
    """Read facts."""
    return [StoredFact(*row) for row in rows]


def answers(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, StoredAnswer]:
    """Read answers, by their commands."""
    return {row[0]: StoredAnswer(*row) for row in rows}


def appended(
    head: int,
    facts: Sequence[StoredFact],
    answers: Sequence[StoredAnswer],
    unanswered: Sequence[UUID],
) -> list[bytes]:
    """Return what `jalon.append` takes."""
    return [
        long(head),
        uuids([fact.stream_id for fact in facts]),
        longs([fact.version for fact in facts]),
        texts([fact.type for fact in facts]),
        blobs([fact.body for fact in facts]),
        uuids([answer.command_id for answer in answers]),
        texts([answer.principal for answer in answers]),
        blobs([answer.digest for answer in answers]),
        longs([answer.first for answer in answers]),
        longs([answer.last for answer in answers]),
        uuids(unanswered),
    ]
