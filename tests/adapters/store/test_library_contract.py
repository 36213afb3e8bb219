"""Our recorder passes the test cases of the library for recorders."""

import importlib
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import TestCase
from uuid import UUID

import eventsourcing.cryptography
import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.sqlite import SQLiteTrackingRecorder
from eventsourcing.utils import Environment

from adapters.sqlite.sqlite_store import ClockKind, SQLiteStore, SQLiteStoreFactory

# The library's tests name its cipher for a package that we do not use; it has the same for the one we do.
sys.modules.setdefault("eventsourcing.cipher", eventsourcing.cryptography)
library: Any = importlib.import_module("eventsourcing.tests.persistence")


class OnAFile(TestCase):
    """Makes a recorder on a file of its own."""

    recorder_class: type[SQLiteStore] = SQLiteStore

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.threads = set(threading.enumerate())
        self.path = Path(folder.name) / "events.db"

    def create_recorder(self) -> SQLiteStore:
        recorder = self.recorder_class.open(self.path, tenant="library", clock=ClockKind.REAL)
        self.addCleanup(recorder.close)
        self.addCleanup(self.let_readers_end)
        recorder.create_table()
        recorder.foreign_topics_allowed = True  # the events of these cases are the library's own
        return recorder

    def let_readers_end(self) -> None:
        """Wait for the threads that a test of the library leaves behind, still reading."""
        for thread in set(threading.enumerate()) - self.threads:
            thread.join()

    def test_performance(self) -> None:
        """Left out: it times and prints."""

    def test_concurrent_throughput(self) -> None:
        """Left out: it times and prints."""


class Unnumbered(SQLiteStore):
    """Returns no positions, as the library expects of a plain aggregate recorder."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)

    def select_events(self, *args: Any, **kwargs: Any) -> Any:
        found = super().select_events(*args, **kwargs)
        return [StoredEvent(one.originator_id, one.originator_version, one.topic, one.state) for one in found]


class TestItRecordsAggregates(OnAFile, library.AggregateRecorderTestCase):
    recorder_class = Unnumbered


class TestItRecordsApplications(OnAFile, library.ApplicationRecorderTestCase):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestItRecordsTracking(OnAFile, library.TrackingRecorderTestCase):
    pass


class TestItRecordsProcesses(OnAFile, library.ProcessRecorderTestCase):
    pass


class TestItDoesNotInterleavePositions(OnAFile, library.NonInterleavingNotificationIDsBaseCase):
    pass


class TestItsFactory(OnAFile, library.InfrastructureFactoryTestCase):
    def setUp(self) -> None:
        OnAFile.setUp(self)
        self.env = Environment(
            env={
                "PERSISTENCE_MODULE": "adapters.sqlite.sqlite_store",
                "SQLITE_DBNAME": str(self.path),
                "CREATE_TABLE": "yes",
            }
        )
        library.InfrastructureFactoryTestCase.setUp(self)

    def expected_factory_class(self) -> type[SQLiteStoreFactory]:
        return SQLiteStoreFactory

    def expected_aggregate_recorder_class(self) -> type[SQLiteStore]:
        return SQLiteStore

    expected_application_recorder_class = expected_aggregate_recorder_class
    expected_process_recorder_class = expected_aggregate_recorder_class

    def expected_tracking_recorder_class(self) -> type[SQLiteTrackingRecorder]:
        return SQLiteTrackingRecorder

    def tracking_recorder_subclass(self) -> type[SQLiteTrackingRecorder]:
        return JalonTrackingRecorder


class JalonTrackingRecorder(SQLiteTrackingRecorder):
    """Another tracking recorder, named to the factory by its topic."""


class TestPositions(OnAFile):
    def test_the_position_of_an_event_that_was_refused_or_deleted_is_not_given_again(self) -> None:
        recorder = self.create_recorder()
        assert recorder.insert_events([library_event(1), library_event(2)]) == [1, 2]
        with pytest.raises(IntegrityError):
            recorder.insert_events([library_event(3), library_event(2)])
        with recorder.datastore.transaction(commit=True) as cursor:
            cursor.execute("DELETE FROM stored_events WHERE notification_id = 2")
        assert recorder.insert_events([library_event(2)]) == [3]

    def test_a_subscription_that_waits_is_given_what_comes_and_ends_when_stopped(self) -> None:
        recorder = self.create_recorder()
        with recorder.subscribe(topics=["even"]) as subscription:
            recorder.insert_events([library_event(version) for version in range(1, 1_501)])
            seen = [next(subscription).originator_version for _ in range(750)]
            assert seen == list(range(2, 1_501, 2))
            recorder.insert_events([library_event(1_501), library_event(1_502)])
            assert next(subscription).originator_version == 1_502
            subscription.stop()
            assert list(subscription) == []


def library_event(version: int) -> StoredEvent:
    return StoredEvent(UUID(int=1), version, "odd" if version % 2 else "even", b"{}")
