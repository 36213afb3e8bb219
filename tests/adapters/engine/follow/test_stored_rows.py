"""All readers together over whole lives: what they keep is what a replay gives, and what a page shows."""

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
from tests.adapters.engine.follow.conftest import lived_missions, runner_of


@pytest.mark.parametrize("page", [7, 5_000])
def test_rows_equal_a_replay_from_nothing_and_a_page_is_the_same_from_them_as_from_the_log(
    tmp_path: Path, derived: Derived, page: int
) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 2) as (engine, missions):
            runner = runner_of(engine, derived, projections=PROJECTIONS, sagas=SAGAS, page=page)
            await runner.run_until_settled()
            assert (runner.outdated, runner.parked, runner.position) == ([], 0, engine.store.head())
            assert runner.commands[OutboxState.DEFECT] == 0
            assert runner.commands[OutboxState.SENT] > 0
            log = FollowedLog(engine.store, engine.codec)
            for reader in SUBSCRIPTIONS.values():
                assert compare_with_replay(reader, log, derived, open_aside, lambda *_: None) is None
            for name in ("mission_sheet", "audit_trail", "autonomy_file", "compliance"):
                asked = ViewQuery(name, f"mission/{missions[0]}", None)
                assert (
                    show_view(engine, asked, make_row_finder(derived)).page == show_view(engine, asked).page
                )

    asyncio.run(scene())
