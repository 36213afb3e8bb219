"""The statements on the tables of a database."""

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString
from uuid import UUID

from adapters.engine.store.stored import StoredAnswer, StoredNotification, make_notification
from adapters.postgres.arrays import (
    BIGINT,
    Bigints,
    Blobs,
    Texts,
    Uuids,
    pack_bigint,
    pack_bigints,
    pack_blobs,
    pack_texts,
    pack_uuids,
)
from adapters.postgres.connections import Call

SELECT_HEAD: LiteralString = "SELECT coalesce(max(notification_id), 0) FROM jalon.stored_events"

SELECT_LOG: LiteralString = """
SELECT notification_id, originator_id, originator_version, topic, state FROM jalon.stored_events
WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id LIMIT %s
"""

SELECT_LOG_OF_TOPICS: LiteralString = """
SELECT notification_id, originator_id, originator_version, topic, state FROM jalon.stored_events
WHERE notification_id > %s AND notification_id <= %s AND topic = ANY (%s) ORDER BY notification_id LIMIT %s
"""

_SELECT_STREAM: LiteralString = """
SELECT notification_id, originator_id, originator_version, topic, state FROM jalon.stored_events
WHERE originator_id = %s AND notification_id <= %s AND originator_version > %s
AND originator_version <= coalesce(%s, 9223372036854775807) ORDER BY originator_version {} LIMIT %s
"""


def stream_statement(*, desc: bool) -> LiteralString:
    """Return the statement that selects a part of a stream, in its order or backwards."""
    return _SELECT_STREAM.format("DESC" if desc else "ASC")


SELECT_OF_TYPES = Call(
    b"jalon.of_types",
    b"""
SELECT notification_id, topic, state FROM jalon.stored_events
WHERE notification_id > $1 AND rtrim(topic, '0123456789') = ANY ($2) ORDER BY notification_id
""",
    [BIGINT, Texts.array],
)

SELECT_STATES: LiteralString = """
SELECT topic, state FROM jalon.stored_events
WHERE originator_id = %s AND notification_id <= %s ORDER BY originator_version
"""

SELECT_ANSWERS: LiteralString = """
SELECT command_id, principal, digest, first_position, last_position FROM jalon.answers
WHERE command_id = ANY (%s)
"""

SELECT_ANSWERS_AFTER: LiteralString = """
SELECT command_id, principal, digest, first_position, last_position FROM jalon.answers
WHERE command_id > %s ORDER BY command_id LIMIT %s
"""

APPEND = Call(
    b"jalon.append",
    b"SELECT jalon.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    [
        *(BIGINT, Uuids.array, Bigints.array, Texts.array, Blobs.array),
        *(Uuids.array, Texts.array, Blobs.array, Bigints.array, Bigints.array),
        Uuids.array,
    ],
)

SELECT_OWNER: LiteralString = "SELECT tenant, clock FROM jalon.store"

TO_THE_END = 2**63 - 1


def make_notifications(rows: Iterable[tuple[Any, ...]]) -> list[StoredNotification]:
    """Return the notifications of these rows."""
    return list(map(make_notification, rows))


def make_answers(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, StoredAnswer]:
    """Return the answers of these rows, by command id."""
    return {row[0]: StoredAnswer(*row) for row in rows}


def append_arguments(
    head: int,
    events: Sequence[StoredNotification],
    answers: Sequence[StoredAnswer],
    unanswered: Sequence[UUID],
) -> list[bytes]:
    """Return the arguments of `jalon.append`."""
    return [
        pack_bigint(head),
        pack_uuids([event.originator_id for event in events]),
        pack_bigints([event.originator_version for event in events]),
        pack_texts([event.topic for event in events]),
        pack_blobs([event.state for event in events]),
        pack_uuids([answer.command_id for answer in answers]),
        pack_texts([answer.principal for answer in answers]),
        pack_blobs([answer.digest for answer in answers]),
        pack_bigints([answer.first for answer in answers]),
        pack_bigints([answer.last for answer in answers]),
        pack_uuids(unanswered),
    ]
