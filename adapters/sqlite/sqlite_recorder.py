"""The recorder of the `eventsourcing` library over the same tables, for the parts of it that we use."""

import json
from collections import deque
from collections.abc import Sequence
from threading import Event as Signal

from eventsourcing.persistence import Notification, Subscription
from eventsourcing.sqlite import SQLiteDatastore, SQLiteFactory, SQLiteProcessRecorder

from adapters.sqlite.sqlite_file import FACTS

PAGE = 500
POLL_SECONDS = 0.05
NO_END = 2**63 - 1


class JalonRecorder(SQLiteProcessRecorder):
    """Keeps events as the library promises, at positions that are never given twice."""

    def __init__(self, datastore: SQLiteDatastore, *, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        columns = "originator_id, originator_version, topic, state"
        self.insert_events_statement = f"INSERT INTO {events_table_name} ({columns}) VALUES (?, ?, ?, ?)"
        self.select_notifications_statement = (
            f"SELECT notification_id, {columns} FROM {events_table_name} "
            "WHERE notification_id BETWEEN :first AND :last "
            "AND (:topics = '[]' OR topic IN (SELECT value FROM json_each(:topics))) "
            "ORDER BY notification_id LIMIT :limit"
        )

    def construct_create_table_statements(self) -> list[str]:
        """Return the statements that make the tables where they are missing."""
        _, *tracking = super().construct_create_table_statements()
        return [f"CREATE TABLE IF NOT EXISTS {self.events_table_name} {FACTS}", *tracking]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return the events from one position to another, in the order of the log."""
        asked = {
            "first": (start or 0) if inclusive_of_start else (start or 0) + 1,
            "last": NO_END if stop is None else stop,
            "topics": json.dumps(list(topics)),
            "limit": limit,
        }
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(self.select_notifications_statement, asked)
            rows = cursor.fetchall()
        return [
            Notification(self.convert_originator_id(of), version, topic, state, id=position)
            for position, of, version, topic, state in rows
        ]

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "PollingSubscription":
        """Follow the log; a new event is seen within a twentieth of a second."""
        return PollingSubscription(self, gt, topics)


class PollingSubscription(Subscription[JalonRecorder]):
    """Follows the log by asking for more again and again: SQLite tells nobody that there is more."""

    def __init__(self, recorder: JalonRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._page: deque[Notification] = deque()
        self._stopped = Signal()

    def stop(self) -> None:
        """End the subscription, at once even if it waits."""
        super().stop()
        self._stopped.set()

    def __next__(self) -> Notification:
        while not self._page and not self._stopped.is_set():
            self._page.extend(self._more())
            if not self._page:
                self._stopped.wait(POLL_SECONDS)
        if self._stopped.is_set():
            raise StopIteration
        return self._page.popleft()

    def _more(self) -> Sequence[Notification]:
        seen = self._recorder.max_notification_id()
        more = self._recorder.select_notifications(
            self._last_notification_id, PAGE, seen, self._topics, inclusive_of_start=False
        )
        self._last_notification_id = more[-1].id if len(more) == PAGE else seen
        return more


class JalonFactory(SQLiteFactory):
    """Gives the library our recorder wherever it wants one for events."""

    aggregate_recorder_class = JalonRecorder
    application_recorder_class = JalonRecorder
    process_recorder_class = JalonRecorder
