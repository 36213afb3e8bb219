"""Our recorder on PostgreSQL keeps every promise that the library's own test cases know of."""

import threading
from collections.abc import Sequence
from contextlib import closing
from typing import Any
from unittest import TestCase
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.utils import Environment

from adapters.compose.opening import open_store
from adapters.engine.store.database import Database
from adapters.engine.store.recorder import LIMIT
from adapters.engine.store.stored import ClockKind, StoredNotification
from adapters.postgres.connections import Connections
from adapters.postgres.postgres_store import PostgresStore, PostgresStoreFactory
from tests.adapters.store.test_library_contract import library, library_event
from tests.adapters.store.test_unit_of_work import append, event, retry_unit
from tests.postgres import Server

LIBRARY_S_OWN = "DROP TABLE IF EXISTS jalon.notification_tracking, jalon.testcase_events, jalon.snapshots"


class InADatabase(TestCase):
    """Makes a recorder on the tables of a database."""

    recorder_class: type[PostgresStore] = PostgresStore

    @pytest.fixture(autouse=True)
    def _on_tables(self, postgres: Server, database: Database) -> None:
        self.database, self.server = database, postgres
        postgres.do(LIBRARY_S_OWN, database.name)

    def create_recorder(self) -> PostgresStore:
        recorder = self.recorder_class.open(
            Connections(self.database), tenant="library", clock=ClockKind.REAL
        )
        self.addCleanup(recorder.close)
        recorder.create_table()
        recorder.foreign_topics_allowed = True  # the events of these cases are the library's own
        return recorder

    def test_performance(self) -> None:
        """Left out: it times and prints."""

    def test_concurrent_throughput(self) -> None:
        """Left out: it times and prints."""


class Unnumbered(PostgresStore):
    """Returns no positions, as the library expects of a plain aggregate recorder."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)

    def select_events(self, *args: Any, **kwargs: Any) -> Any:
        found = super().select_events(*args, **kwargs)
        return [StoredEvent(one.originator_id, one.originator_version, one.topic, one.state) for one in found]


class TestItRecordsAggregates(InADatabase, library.AggregateRecorderTestCase):
    recorder_class = Unnumbered


class TestItRecordsApplications(InADatabase, library.ApplicationRecorderTestCase):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestItRecordsTracking(InADatabase, library.TrackingRecorderTestCase):
    pass


class TestItRecordsProcesses(InADatabase, library.ProcessRecorderTestCase):
    pass


class TestItDoesNotInterleavePositions(InADatabase, library.NonInterleavingNotificationIDsBaseCase):
    insert_num = 500


class TestItsFactory(InADatabase, library.InfrastructureFactoryTestCase):
    def setUp(self) -> None:
        address = urlsplit(self.database.url)
        self.env = Environment(
            env={
                "PERSISTENCE_MODULE": "adapters.postgres.postgres_store",
                "POSTGRES_DBNAME": self.database.name,
                "POSTGRES_HOST": str(address.hostname),
                "POSTGRES_PORT": str(address.port),
                "POSTGRES_USER": "postgres",
                "POSTGRES_PASSWORD": "none",
                "CREATE_TABLE": "yes",
            }
        )
        library.InfrastructureFactoryTestCase.setUp(self)

    def expected_factory_class(self) -> type[PostgresStoreFactory]:
        return PostgresStoreFactory

    def expected_aggregate_recorder_class(self) -> type[PostgresStore]:
        return PostgresStore

    expected_application_recorder_class = expected_aggregate_recorder_class
    expected_process_recorder_class = expected_aggregate_recorder_class

    def expected_tracking_recorder_class(self) -> type[PostgresTrackingRecorder]:
        return PostgresTrackingRecorder

    def tracking_recorder_subclass(self) -> type[PostgresTrackingRecorder]:
        return JalonTrackingRecorder


class JalonTrackingRecorder(PostgresTrackingRecorder):
    """Another tracking recorder, named to the factory by its topic."""


class TestTheSameTables(InADatabase):
    def test_the_library_and_the_store_see_the_same_rows_and_wake_each_other(self) -> None:
        library_ = self.create_recorder()
        with closing(open_store(self.database, tenant="t", clock=ClockKind.REAL)) as store:
            append(store, event(1))
            assert library_.insert_events([StoredEvent(UUID(int=1), 2, "t", b"{}")]) == [2]
            with library_.subscribe(gt=2) as subscription:
                retry_unit(store, lambda unit: unit.insert_events([event(unit.head + 1)]))
                assert next(subscription).state == event(3).state
            seen = library_.select_notifications(None, 10)
            kept = [
                StoredNotification(n.id, n.originator_id, n.originator_version, n.topic, n.state)
                for n in seen
            ]
            assert kept == store.select_notifications(None, LIMIT)

    def test_an_event_whose_notification_was_lost_is_seen_a_second_later(self) -> None:
        library_ = self.create_recorder()
        with library_.subscribe() as subscription:
            library_.insert_events([library_event(1)])
            assert next(subscription).originator_version == 1
            with psycopg.connect(self.database.url) as silent:
                silent.execute("INSERT INTO jalon.stored_events VALUES (2, %s, 2, 't', '')", [UUID(int=1)])
            seen: list[int] = []
            reader = threading.Thread(target=lambda: seen.append(next(subscription).id))
            reader.start()
            reader.join(timeout=10)
            assert seen == [2]
            subscription.stop()
