"""All readers together over whole lives: what they keep is what a replay gives, and what a page shows."""

import asyncio
from pathlib import Path

import pytest

from adapters.compose.followers import kept_in, open_aside
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.followed_log import Log
from adapters.engine.follow.outbox import State
from adapters.engine.follow.rebuilding import verify
from adapters.engine.follow.registry import PROJECTIONS, SAGAS, SUBSCRIPTIONS
from adapters.engine.query.views import Question, show
from tests.adapters.engine.follow.conftest import lived_missions, runner_of


@pytest.mark.parametrize("page", [7, 5_000])
def test_rows_equal_a_replay_from_nothing_and_a_page_is_the_same_from_them_as_from_the_log(
    tmp_path: Path, derived: Derived, page: int
) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 2) as (engine, missions):
            runner = runner_of(engine, derived, projections=PROJECTIONS, sagas=SAGAS, page=page)
            await runner.settle()
            assert (runner.outdated, runner.parked, runner.position) == ([], 0, engine.store.head())
            assert runner.orders[State.DEFECT] == 0
            assert runner.orders[State.SENT] > 0
            log = Log(engine.store, engine.codec)
            for reader in SUBSCRIPTIONS.values():
                assert verify(reader, log, derived, open_aside, lambda *_: None) is None
            for name in ("mission_sheet", "audit_trail", "autonomy_file", "compliance"):
                asked = Question(name, f"mission/{missions[0]}", None)
                assert show(engine, asked, kept_in(derived)).page == show(engine, asked).page

    asyncio.run(scene())
