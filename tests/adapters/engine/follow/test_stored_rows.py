"""All followers together over whole missions: stored rows equal a replay, and give the same views."""

import asyncio
from pathlib import Path

import pytest

from adapters.compose.followers import make_row_finder, open_aside
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.outbox import OutboxState
from adapters.engine.follow.rebuilding import compare_with_replay
from adapters.engine.follow.registry import PROJECTIONS, SAGAS, SUBSCRIPTIONS
from adapters.engine.query.views import ViewQuery, show_view
from tests.adapters.engine.follow.conftest import make_runner, started_missions


@pytest.mark.parametrize("step_size", [7, 5_000])
def test_rows_equal_a_replay_and_a_view_is_the_same_from_rows_as_from_the_log(
    tmp_path: Path, derived: Derived, step_size: int
) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 2) as (engine, missions):
            runner = make_runner(engine, derived, projections=PROJECTIONS, sagas=SAGAS, step_size=step_size)
            await runner.run_until_settled()
            assert (runner.outdated, runner.parked_count, runner.position) == ([], 0, engine.store.head())
            assert runner.outbox_counts[OutboxState.DEFECT] == 0
            assert runner.outbox_counts[OutboxState.SENT] > 0
            log = FollowedLog(engine.store, engine.codec)
            for subscription in SUBSCRIPTIONS.values():
                assert compare_with_replay(subscription, log, derived, open_aside, lambda *_: None) is None
            for name in ("mission_sheet", "audit_trail", "autonomy_file", "compliance"):
                query = ViewQuery(name, f"mission/{missions[0]}", None)
                assert (
                    show_view(engine, query, make_row_finder(derived)).view == show_view(engine, query).view
                )

    asyncio.run(run_scene())
