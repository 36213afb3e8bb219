"""Every reader of the house, over missions made up, on both databases."""

import asyncio
from pathlib import Path

import pytest

from adapters.compose import open_archive
from adapters.compose.followers import make_follower_log, open_aside
from adapters.engine.follow import followed_log as log_module
from adapters.engine.follow import row_cache
from adapters.engine.follow.derived import Derived, table_of
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.follower import Follower
from adapters.engine.follow.parking_decisions import ParkingDecisions
from adapters.engine.follow.rebuilding import compare_with_replay, ensure_checkpoint
from adapters.engine.follow.registry import SAGAS_BY_NAME, SUBSCRIPTIONS
from adapters.engine.follow.saga_follower import SagaFollower
from adapters.scenarios.mission_generator import submit_generated
from tests.adapters.acts import engine_at

MISSIONS = 2


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with missions made up."""
    store = tmp_path_factory.mktemp("made-up") / "x.db"

    async def scene() -> None:
        async with engine_at(store) as engine:
            await submit_generated(engine.submit, 1, MISSIONS, lambda _: None)

    asyncio.run(scene())
    return store


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_it_digests_every_mission_and_its_rows_are_seen_through_its_views(
    made_up: Path, tmp_path: Path, derived: Derived, name: str
) -> None:
    reader = SUBSCRIPTIONS[name]
    with open_archive(made_up) as archive:
        log = make_follower_log(archive)
        follower = followed(name, log, derived)
        assert follower.stand.position == archive.store.head()
        assert follower.parked == {}
        assert compare_with_replay(reader, log, derived, open_aside, lambda *_: None) is None
    with derived.database.reading() as session:
        views = [view for (view,) in session.ask("SELECT view FROM shown")]
        seen = [session.ask(f"SELECT * FROM {view}") for view in views]
        ((rows,),) = session.ask(f"SELECT count(*) FROM {table_of(follower.stand)}")
    assert sum(map(len, seen)) == rows > 0


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_in_small_batches_and_with_room_for_few_rows_it_keeps_the_same(
    made_up: Path, tmp_path: Path, derived: Derived, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = SUBSCRIPTIONS[name]
    with open_archive(made_up) as archive:
        with monkeypatch.context() as narrow:
            narrow.setattr(log_module, "BATCH", 7)
            narrow.setattr(row_cache, "ROWS_MAX", 10)
            log = FollowedLog(archive.store, archive.codec, step_size=20).only(reader)
            follower = followed(name, log, derived)
        assert follower.stand.position == archive.store.head()
        assert (
            compare_with_replay(reader, make_follower_log(archive), derived, open_aside, lambda *_: None)
            is None
        )


def followed(name: str, log: FollowedLog, derived: Derived) -> Follower:
    """Follow the log to its end, from the beginning."""
    reader, saga = SUBSCRIPTIONS[name], SAGAS_BY_NAME.get(name)
    means = (ensure_checkpoint(derived, log, reader), log, derived, ParkingDecisions.from_log(log))
    follower = Follower(reader, *means) if saga is None else SagaFollower(saga, *means)
    while follower.step():
        pass
    return follower
