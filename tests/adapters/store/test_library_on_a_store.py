"""Stock classes of the library open a store that the dispatcher fills, and follow it live."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import (
    IntegrityError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
    Tracking,
)
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.projection import ApplicationSubscription, Projection, ProjectionRunner
from eventsourcing.system import ProcessApplication, SingleThreadedRunner, System

from adapters.compose import Archive, Engine
from adapters.compose.followers import make_follower_log
from adapters.compose.opening import open_existing_store, store_environment
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.rebuilding import rebuild_rows
from adapters.engine.follow.registry import SUBSCRIPTIONS
from adapters.engine.store.stored import (
    ClockKind,
    ForeignTopic,
    HeadMoved,
    Place,
    StoredAnswer,
    StoreMissing,
    StoreUnusable,
)
from adapters.sqlite.sqlite_derived_database import SQLiteDerivedDatabase
from domain.aggregates import AGGREGATES
from domain.language import Kind, Stream
from domain.mission.mission import Mission
from tests.adapters.acts import engine_at, give, parties, started_mission
from tests.adapters.store.test_library_contract import library

POPO = {"PERSISTENCE_MODULE": "eventsourcing.popo"}


class Missions(Application[UUID]):
    """A stock application."""

    def mission(self, identity: UUID, version: int | None = None) -> Mission:
        life = AGGREGATES[Kind.MISSION]
        return self.repository.get(
            Stream(Kind.MISSION, identity).key,
            version=version,
            projector_func=lambda _, events: life.fold_events(life.initial_state, events),  # type: ignore[arg-type,return-value]
        )


class Counts(POPOTrackingRecorder):
    def __init__(self) -> None:
        super().__init__()
        self.counted: Counter[str] = Counter()


class Counting(Projection[Counts]):
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.insert_tracking(tracking)
        self.view.counted[domain_event.type] += 1


class Following(ProcessApplication[UUID]):
    """A stock follower of a system."""

    seen: ClassVar[list[Any]] = []

    def policy(self, domain_event: Any, processing_event: Any) -> None:
        self.seen.append(domain_event)


def on_a_store(place: Place, work: Callable[[Engine], Coroutine[Any, Any, None]], missions: int = 1) -> None:
    """Fill a store through the dispatcher, and work on it while it is open."""

    async def run() -> None:
        async with engine_at(place) as engine:
            await give(engine, parties())
            for _ in range(missions):
                await give(engine, started_mission(uuid4()))
            await work(engine)

    asyncio.run(run())


def test_a_stock_application_gets_a_mission_as_the_dispatcher_knows_it(place: Place) -> None:
    mission = uuid4()

    async def work(engine: Engine) -> None:
        await give(engine, started_mission(mission))
        lines = engine.read_stream(Stream(Kind.MISSION, mission))
        with Missions(store_environment(place)) as app:
            life = AGGREGATES[Kind.MISSION]
            assert app.mission(mission) == life.fold_events(
                life.initial_state, [line.recorded for line in lines]
            )
            assert app.mission(mission, 3) == life.fold_events(
                life.initial_state, [line.recorded for line in lines[:3]]
            )
            assert [found.id for found in app.notification_log.select(1, 10)] == list(range(1, 11))
            events = list(app.events.get(Stream(Kind.MISSION, mission).key))
            assert events == [line.recorded for line in lines]
            assert app.recorder.max_notification_id() == engine.store.head()

    on_a_store(place, work)


@pytest.mark.parametrize("application", [Missions, Archive])
def test_a_stock_projection_follows_what_the_dispatcher_stores(
    place: Place, application: type[Application[UUID]]
) -> None:
    async def work(engine: Engine) -> None:
        with ProjectionRunner(
            application_class=application,
            projection_class=Counting,
            view_class=Counts,
            env=store_environment(place) | {"COUNTING_PERSISTENCE_MODULE": "eventsourcing.popo"},
        ) as runner:
            for _ in range(2):
                runner.wait(engine.store.head(), timeout=20)
                expected = Counter(stored.topic for stored in engine.store.read_log())
                assert runner.projection.view.counted == expected
                await give(engine, started_mission(uuid4()))

    on_a_store(place, work)


def test_a_stock_follower_pulls_the_log(place: Place) -> None:
    async def work(engine: Engine) -> None:
        Following.seen.clear()
        with Missions(store_environment(place)) as app, Following(POPO) as follower:
            follower.follow(app.name, app.notification_log)
            follower.mappers[app.name] = app.mapper  # its own one would be the library's
            follower.pull_and_process(app.name)
            assert follower.recorder.max_tracking_id(app.name) == engine.store.head()
            assert [seen.type for seen in follower.seen] == [
                stored.topic for stored in engine.store.read_log()
            ]

    on_a_store(place, work)


def test_a_subscription_begins_anywhere_and_takes_some_types_alone(place: Place) -> None:
    async def work(engine: Engine) -> None:
        stored = list(engine.store.read_log())
        topic = stored[-1].topic
        wanted = [one.id for one in stored if one.topic == topic and one.id > 5]
        with (
            Missions(store_environment(place)) as app,
            ApplicationSubscription(app, gt=5, topics=[topic]) as subscription,
        ):
            assert [next(subscription)[1].notification_id for _ in wanted] == wanted

    on_a_store(place, work)


class Billed(Aggregate):
    """An aggregate of the follower, stored as the library stores."""

    @event("Opened")
    def __init__(self, mission: str) -> None:
        self.mission = mission


class Billing(ProcessApplication[UUID]):
    """A stock process application: one aggregate of its own for each mission that was signed."""

    def policy(self, domain_event: Any, processing_event: Any) -> None:
        if domain_event.type == "fr.jalon.mission.mission-signed.v1":
            processing_event.collect_events(Billed(domain_event.subject))


def test_a_stock_system_has_a_store_at_its_head(place: Place) -> None:
    """Its followers keep their own recorders: the log takes events of Jalon only."""

    async def work(engine: Engine) -> None:
        env = store_environment(place) | {
            "BILLING_PERSISTENCE_MODULE": "eventsourcing.popo",
            "BILLING_MAPPER_TOPIC": "adapters.engine.store.event_mapper:EventMapper",
        }
        with SingleThreadedRunner(System([[Missions, Billing]]), env) as runner:
            billing = runner.get(Billing)
            for _ in range(2):
                billing.pull_and_process("Missions")
                decode = billing.mappers["Missions"].to_domain_event
                signed = [
                    decode(stored).subject  # type: ignore[attr-defined]
                    for stored in engine.store.read_log()
                    if stored.topic.endswith(".mission-signed.v1")
                ]
                own = billing.notification_log.select(1, 10)
                found: list[Any] = [billing.repository.get(one.originator_id) for one in own]
                assert [one.mission for one in found] == signed != []
                await give(engine, started_mission(uuid4()))

    on_a_store(place, work, missions=2)


# What the recorder refuses ---------------------------------------------------------------------


def test_a_topic_that_is_not_ours_is_refused_unless_the_environment_allows_it(place: Place) -> None:
    async def work(engine: Engine) -> None:
        head, env = engine.store.head(), store_environment(place)
        with Missions(env) as app, pytest.raises(ForeignTopic, match=r"not an event of Jalon"):
            app.save(Billed("mission/1"))
        assert engine.store.head() == head
        with Missions(env | {"ALLOW_FOREIGN_TOPICS": "yes"}) as app:
            app.save(Billed("mission/1"))
        assert engine.store.head() == head + 1

    on_a_store(place, work)


def test_the_library_creates_no_store_and_no_table_unless_allowed(place: Place) -> None:
    with pytest.raises(StoreUnusable):
        Missions(store_environment(place))
    with Missions(store_environment(place, tenant="jalonnex", clock=ClockKind.REAL)):
        pass
    store = open_existing_store(place)
    assert (store.tenant, store.head(), store.check()) == ("jalonnex", 0, [])
    with pytest.raises((OperationalError, ProgrammingError)):
        store.max_tracking_id("upstream")
    store.close()
    with Following(store_environment(place) | {"CREATE_TABLE": "yes"}) as follower:
        assert follower.recorder.max_tracking_id("upstream") is None
    with Missions(store_environment(place)) as app, pytest.raises(ProgrammingError, match="no snapshots"):
        app.factory.aggregate_recorder(purpose="snapshots")


def test_an_environment_without_an_address_says_what_is_missing(database: Any) -> None:
    modules = [
        ("adapters.sqlite.sqlite_store", "SQLITE_DBNAME"),
        ("adapters.postgres.postgres_store", "POSTGRES_HOST, POSTGRES_USER"),
    ]
    for module, missing in modules:
        env = {"PERSISTENCE_MODULE": module, "POSTGRES_DBNAME": "jalon"}
        with pytest.raises(OSError, match=missing):
            Missions(env)
    with pytest.raises(StoreMissing):
        Missions(store_environment(database))


def test_events_answers_and_tracking_are_one_transaction(place: Place) -> None:
    async def work(engine: Engine) -> None:
        store = engine.store
        store.create_table()  # type: ignore[attr-defined]
        head, stream = store.head(), uuid4()
        answer = StoredAnswer(uuid4(), "client:1", b"", head + 1, head + 1)
        first, second = (StoredEvent(stream, version, "fr.jalon.test.v1", b"{}") for version in (1, 2))
        with pytest.raises(HeadMoved):
            store.insert_events([first], expected_head=head - 1, answers=[answer])
        moved = Tracking("upstream", 7)
        assert store.insert_events([first], expected_head=head, answers=[answer], tracking=moved) == [
            head + 1
        ]
        with pytest.raises(IntegrityError):
            store.insert_events([second], tracking=moved)
        assert (store.head(), store.max_tracking_id("upstream")) == (head + 1, 7)
        assert store.select_answers([answer.command_id]) == {answer.command_id: answer}

    on_a_store(place, work)


# Checkpoints -----------------------------------------------------------------------------------


class TestItRecordsCheckpoints(library.TrackingRecorderTestCase):
    def create_recorder(self) -> Derived:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        derived = Derived(SQLiteDerivedDatabase(Path(folder.name) / "derived.db"))
        self.addCleanup(derived.database.close)
        return derived


def test_the_library_waits_for_our_projections(tmp_path: Path) -> None:
    async def work(engine: Engine) -> None:
        derived = Derived(SQLiteDerivedDatabase(tmp_path / "store.derived"))
        head = engine.store.head()
        with pytest.raises(TimeoutError):
            derived.wait("mission_sheet", head, timeout=0.05)
        rebuild_rows(SUBSCRIPTIONS["mission_sheet"], make_follower_log(engine), derived, lambda *_: None)
        derived.wait("mission_sheet", head)
        assert not derived.has_tracking_id("mission_sheet", head + 1)
        derived.database.close()

    on_a_store(tmp_path / "store.db", work)
