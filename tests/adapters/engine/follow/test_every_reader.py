"""Every projection and saga of the product follows generated missions, on both databases."""

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
def generated_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with generated missions."""
    store = tmp_path_factory.mktemp("made-up") / "x.db"

    async def run_scene() -> None:
        async with engine_at(store) as engine:
            await submit_generated(engine.submit, 1, MISSIONS, lambda _: None)

    asyncio.run(run_scene())
    return store


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_it_folds_every_mission_and_its_views_show_its_rows(
    generated_store: Path, tmp_path: Path, derived: Derived, name: str
) -> None:
    subscription = SUBSCRIPTIONS[name]
    with open_archive(generated_store) as archive:
        log = make_follower_log(archive)
        follower = follow_to_end(name, log, derived)
        assert follower.checkpoint.position == archive.store.head()
        assert follower.parked_keys == {}
        assert compare_with_replay(subscription, log, derived, open_aside, lambda *_: None) is None
    with derived.database.read_session() as session:
        views = [view for (view,) in session.fetch_rows("SELECT view FROM shown")]
        seen = [session.fetch_rows(f"SELECT * FROM {view}") for view in views]
        ((rows,),) = session.fetch_rows(f"SELECT count(*) FROM {table_of(follower.checkpoint)}")
    assert sum(map(len, seen)) == rows > 0


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_small_batches_and_a_small_row_cache_give_the_same_rows(
    generated_store: Path, tmp_path: Path, derived: Derived, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscription = SUBSCRIPTIONS[name]
    with open_archive(generated_store) as archive:
        with monkeypatch.context() as narrow:
            narrow.setattr(log_module, "BATCH", 7)
            narrow.setattr(row_cache, "ROWS_MAX", 10)
            log = FollowedLog(archive.store, archive.codec, step_size=20).filter_for(subscription)
            follower = follow_to_end(name, log, derived)
        assert follower.checkpoint.position == archive.store.head()
        assert (
            compare_with_replay(
                subscription, make_follower_log(archive), derived, open_aside, lambda *_: None
            )
            is None
        )


def follow_to_end(name: str, log: FollowedLog, derived: Derived) -> Follower:
    """Follow the log from zero to its end."""
    subscription, saga = SUBSCRIPTIONS[name], SAGAS_BY_NAME.get(name)
    arguments = (ensure_checkpoint(derived, log, subscription), log, derived, ParkingDecisions.from_log(log))
    follower = Follower(subscription, *arguments) if saga is None else SagaFollower(saga, *arguments)
    while follower.follow_step():
        pass
    return follower
