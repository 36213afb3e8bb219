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
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.utils import Environment, get_topic

from adapters.compose.opening import open_store
from adapters.engine.store.database import Database
from adapters.engine.store.stored import ClockKind, StoredFact
from adapters.postgres.postgres_recorder import JalonPostgresFactory, JalonPostgresRecorder
from tests.adapters.store.test_library_contract import event, library
from tests.adapters.store.test_store_turns import append, decided, fact
from tests.postgres import Server

LIBRARY_S_OWN = "DROP TABLE IF EXISTS jalon.notification_tracking, jalon.testcase_events, jalon.snapshots"


class InADatabase(TestCase):
    """Makes a recorder on the tables of a database."""

    recorder_class: type[JalonPostgresRecorder] = JalonPostgresRecorder

    @pytest.fixture(autouse=True)
    def _on_tables(self, postgres: Server, database: Database) -> None:
        self.database, self.server = database, postgres
        postgres.do(LIBRARY_S_OWN, database.name)

    def create_recorder(self) -> JalonPostgresRecorder:
        address = urlsplit(self.database.url)
        assert address.hostname
        assert address.port
        datastore = PostgresDatastore(
            self.database.name, address.hostname, address.port, "postgres", "", schema="jalon", pool_size=6
        )
        self.addCleanup(datastore.close)
        recorder = self.recorder_class(datastore)
        recorder.create_table()
        return recorder

    def test_performance(self) -> None:
        """Left out: it times and prints."""

    def test_concurrent_throughput(self) -> None:
        """Left out: it times and prints."""


class Unnumbered(JalonPostgresRecorder):
    """Tells no positions, as is asked of a recorder of aggregates alone."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)


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
                "PERSISTENCE_MODULE": get_topic(JalonPostgresFactory),
                "POSTGRES_DBNAME": self.database.name,
                "POSTGRES_HOST": str(address.hostname),
                "POSTGRES_PORT": str(address.port),
                "POSTGRES_USER": "postgres",
                "POSTGRES_PASSWORD": "none",
                "POSTGRES_SCHEMA": "jalon",
            }
        )
        library.InfrastructureFactoryTestCase.setUp(self)

    def expected_factory_class(self) -> type[JalonPostgresFactory]:
        return JalonPostgresFactory

    def expected_aggregate_recorder_class(self) -> type[JalonPostgresRecorder]:
        return JalonPostgresRecorder

    expected_application_recorder_class = expected_aggregate_recorder_class
    expected_process_recorder_class = expected_aggregate_recorder_class

    def expected_tracking_recorder_class(self) -> type[PostgresTrackingRecorder]:
        return PostgresTrackingRecorder

    def tracking_recorder_subclass(self) -> type[PostgresTrackingRecorder]:
        return JalonTrackingRecorder


class JalonTrackingRecorder(PostgresTrackingRecorder):
    """Another recorder of positions, which the factory is told to make."""


class TestTheSameTables(InADatabase):
    def test_the_library_and_the_store_see_the_same_rows_and_wake_each_other(self) -> None:
        library_ = self.create_recorder()
        with closing(open_store(self.database, tenant="t", clock=ClockKind.REAL)) as store:
            append(store, fact(1))
            assert library_.insert_events([StoredEvent(UUID(int=1), 2, "t", b"{}")]) == [2]
            with library_.subscribe(gt=2) as subscription:
                decided(store, lambda turn: turn.append([fact(turn.head + 1)], []))
                assert next(subscription).state == fact(3).body
            seen = library_.select_notifications(None, 10)
            kept = [StoredFact(n.id, n.originator_id, n.originator_version, n.topic, n.state) for n in seen]
            assert kept == store.read()

    def test_an_event_whose_notification_was_lost_is_seen_a_second_later(self) -> None:
        library_ = self.create_recorder()
        with library_.subscribe() as subscription:
            library_.insert_events([event(1)])
            assert next(subscription).originator_version == 1
            with psycopg.connect(self.database.url) as silent:
                silent.execute("INSERT INTO jalon.stored_events VALUES (2, %s, 2, 't', '')", [UUID(int=1)])
            seen: list[int] = []
            reader = threading.Thread(target=lambda: seen.append(next(subscription).id))
            reader.start()
            reader.join(timeout=10)
            assert seen == [2]
            subscription.stop()
