"""The faults that a PostgreSQL store can have, each in one sentence for an operator."""

from adapters.postgres.connections import Connection

MISSING = """
SELECT max(notification_id) - count(*), max(notification_id)
FROM jalon.stored_events HAVING max(notification_id) > count(*)
"""

BROKEN_STREAMS = """
SELECT originator_id, count(*), min(originator_version), max(originator_version)
FROM jalon.stored_events GROUP BY originator_id
HAVING min(originator_version) <> 1 OR max(originator_version) <> count(*)
"""

DISORDERED = """
SELECT DISTINCT originator_id FROM (
    SELECT originator_id, notification_id,
        lag(notification_id) OVER (PARTITION BY originator_id ORDER BY originator_version) AS before
    FROM jalon.stored_events
) AS following WHERE notification_id < before
"""

EMPTY_ANSWERS = """
SELECT command_id, first_position, last_position FROM jalon.answers
WHERE last_position > (SELECT coalesce(max(notification_id), 0) FROM jalon.stored_events)
"""

UNSAFE = """
SELECT name || '=' || setting FROM pg_settings
WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'
UNION ALL
SELECT DISTINCT 'synchronous_commit=off (' || rolname || ')'
FROM pg_db_role_setting JOIN pg_roles ON pg_roles.oid = setrole, unnest(setconfig) AS said
WHERE said IN ('synchronous_commit=off', 'synchronous_commit=false',
               'synchronous_commit=no', 'synchronous_commit=0')
AND (setdatabase = 0 OR setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()))
AND pg_has_role(setrole, to_regrole(quote_ident(current_database() || '_writer'))::oid, 'MEMBER')
ORDER BY 1
"""

CHECKS = {
    MISSING: "{0} of the positions 1 to {1} have no event",
    BROKEN_STREAMS: "stream {0} has {1} events, numbered {2} to {3}",
    DISORDERED: "stream {0} has a later version at an earlier position",
    EMPTY_ANSWERS: "command {0} was answered by the events {1} to {2}, which are not all there",
}
"""The checks of the tables, and the sentence for each row that they return."""


def find_faults(connection: Connection) -> list[str]:
    """Return a sentence for each fault, from one snapshot."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return [
            sentence.format(*row)
            for check, sentence in CHECKS.items()
            for row in connection.execute(check.encode()).fetchall()
        ]
