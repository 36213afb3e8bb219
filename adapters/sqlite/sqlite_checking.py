"""The faults that a SQLite store can have, each in one sentence for an operator."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

MISSING = """
SELECT max(notification_id) - count(*) AS missing, max(notification_id)
FROM stored_events HAVING missing > 0
"""

CUT = """
SELECT seq, (SELECT coalesce(max(notification_id), 0) FROM stored_events) AS head
FROM sqlite_sequence WHERE name = 'stored_events' AND seq > head
"""

BROKEN_STREAMS = """
SELECT originator_id, count(*), min(originator_version), max(originator_version)
FROM stored_events GROUP BY originator_id
HAVING min(originator_version) <> 1 OR max(originator_version) <> count(*)
"""

DISORDERED = """
SELECT DISTINCT originator_id FROM (
    SELECT originator_id, notification_id,
        lag(notification_id) OVER (PARTITION BY originator_id ORDER BY originator_version) AS before
    FROM stored_events
) WHERE notification_id < before
"""

EMPTY_ANSWERS = """
SELECT command_id, first_position, last_position FROM answers
WHERE last_position > (SELECT coalesce(max(notification_id), 0) FROM stored_events)
"""

CHECKS = {
    MISSING: "{0} of the positions 1 to {1} have no event",
    CUT: "position {0} was given, but the last event is at {1}",
    BROKEN_STREAMS: "stream {0} has {1} events, numbered {2} to {3}",
    DISORDERED: "stream {0} has a later version at an earlier position",
    EMPTY_ANSWERS: "command {0} was answered by the events {1} to {2}, which are not all there",
}
"""The checks of the tables, and the sentence for each row that they return."""


def find_faults(connection: sqlite3.Connection) -> list[str]:
    """Return a sentence for each fault, from one snapshot; the tables of a damaged file are not checked."""
    with _read_snapshot(connection):
        damage = [fault for (fault,) in connection.execute("PRAGMA integrity_check") if fault != "ok"]
        if damage:
            return [f"a damaged file: {fault}" for fault in damage]
        return [
            sentence.format(*row) for check, sentence in CHECKS.items() for row in connection.execute(check)
        ]


@contextmanager
def _read_snapshot(connection: sqlite3.Connection) -> Generator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()
