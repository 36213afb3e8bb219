"""What can be wrong with a store in a database, each in one sentence that an operator understands."""

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

QUESTIONS = {
    MISSING: "{0} of the positions 1 to {1} have no fact",
    BROKEN_STREAMS: "stream {0} has {1} facts, numbered {2} to {3}",
    DISORDERED: "stream {0} has a later version at an earlier position",
    EMPTY_ANSWERS: "command {0} was answered by the facts {1} to {2}, which are not all there",
}
"""What is asked of the tables, and what each row of the answer says."""


def faults(connection: Connection) -> list[str]:
    """Return a sentence for each fault, all seen at one instant."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return [
            sentence.format(*row)
            for question, sentence in QUESTIONS.items()
            for row in connection.execute(question.encode()).fetchall()
        ]
