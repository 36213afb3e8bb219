"""The recorder of the `eventsourcing` library over the same tables, for the parts of it that we use.

It writes as the owner of the tables, not as a service does: the library inserts by itself.
"""

from collections.abc import Sequence

from eventsourcing.persistence import ApplicationRecorder, Subscription
from eventsourcing.postgres import (
    PostgresDatastore,
    PostgresFactory,
    PostgresProcessRecorder,
    PostgresSubscription,
)
from psycopg.sql import SQL, Composed, Identifier

from adapters.postgres.postgres_store import HEARTBEAT_SECONDS

TABLE = """
CREATE TABLE IF NOT EXISTS {schema}.{table} (
    notification_id bigint PRIMARY KEY,
    originator_id {id_type} NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    UNIQUE (originator_id, originator_version)
)
"""

INSERT = """
INSERT INTO {schema}.{table} (notification_id, originator_id, originator_version, topic, state)
SELECT place + (SELECT coalesce(max(notification_id), 0) FROM {schema}.{table}), id, version, topic, state
FROM unnest(%s::{schema}.{event}[]) WITH ORDINALITY AS event (id, version, topic, state, place)
ORDER BY place RETURNING notification_id
"""

TAKE_TURN = "SELECT pg_advisory_xact_lock(1784762478, 1)"
"""The turn of `jalon.append`: whoever appends, the order of the log is the order of commits."""


class JalonPostgresRecorder(PostgresProcessRecorder):
    """Keeps events as the library promises, at positions without a gap."""

    def __init__(
        self,
        datastore: PostgresDatastore,
        *,
        events_table_name: str = "stored_events",
        tracking_table_name: str = "notification_tracking",
    ) -> None:
        super().__init__(
            datastore, events_table_name=events_table_name, tracking_table_name=tracking_table_name
        )
        names = {
            "schema": Identifier(datastore.schema),
            "table": Identifier(events_table_name),
            "event": Identifier(self.stored_event_type_name),
            "id_type": Identifier(datastore.originator_id_type),
        }
        index = self.create_table_statement_index
        self.sql_create_statements[index] = SQL(TABLE).format(**names)
        self.sql_create_statements = [made for made in self.sql_create_statements if not _superfluous(made)]
        self.insert_events_statement = SQL(INSERT).format(**names)
        self.lock_table_statements = [self.lock_table_statements[0], SQL(TAKE_TURN)]
        self.channel_name = "jalon"

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Follow the log; an event whose notification was lost is seen a second later."""
        return HeartbeatSubscription(self, gt, topics)


class HeartbeatSubscription(PostgresSubscription):
    """Looks again when nothing was heard for a while: what was committed before we listened counts too."""

    def _loop_on_pull(self) -> None:
        try:
            while not self._has_been_stopped:
                self._pull()
                self._has_been_notified.wait(HEARTBEAT_SECONDS)
        except BaseException as error:  # the library's: the reader's thread raises it
            if self._thread_error is None:
                self._thread_error = error
            self.stop()


class JalonPostgresFactory(PostgresFactory):
    """Gives the library our recorder wherever it wants one for events."""

    aggregate_recorder_class = JalonPostgresRecorder
    application_recorder_class = JalonPostgresRecorder
    process_recorder_class = JalonPostgresRecorder


def _superfluous(made: Composed) -> bool:
    """Whether a statement makes an index that the key is, or the function that forgets the lock."""
    return made.as_string().startswith(("CREATE UNIQUE INDEX", "CREATE OR REPLACE FUNCTION"))
