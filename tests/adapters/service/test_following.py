"""Followers in the service: one process leads, another takes over, no ask is sent twice."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from adapters.compose import Archive, open_archive, private_folder
from adapters.compose.followers import make_follower_log, make_runner, open_aside, open_derived_rows
from adapters.compose.opening import store_environment
from adapters.engine.dispatch import CommandAnswer
from adapters.engine.follow.rebuilding import compare_with_replay
from adapters.engine.follow.registry import SUBSCRIPTIONS
from adapters.engine.validation import Request
from adapters.service.follower_part import FollowerPart
from tests.adapters.service.served import (
    LEA,
    MISSION,
    Served,
    fetch_path,
    populate,
    serving,
    until,
    wait_until_settled,
)

MINE = {"mission": str(MISSION)}


async def refuse_to_submit(_: Request) -> CommandAnswer:
    raise AssertionError("a standby process sends no commands")


class Standby:
    """The followers of a second process over the same store."""

    def __init__(self, store: Path, submit: Any = refuse_to_submit) -> None:
        self.archive = Archive(store_environment(store), private_folder(store))
        in_step = asyncio.Event()
        in_step.set()
        self.following = FollowerPart(
            lambda: open_derived_rows(self.archive),
            lambda derived: make_runner(self.archive, derived, submit),
            in_step,
        )

    async def __aenter__(self) -> FollowerPart:
        self._task = asyncio.create_task(self.following.run())
        return self.following

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])
        self.archive.close()


async def list_asks(served: Served) -> list[str]:
    lines = served.server.archive.read_log()
    return [entry.recorded.data.ask for entry in lines if entry.recorded.type.endswith("party-asked.v1")]


def test_one_process_leads_and_another_stands_by_until_it_ends(tmp_path: Path) -> None:
    store = tmp_path / "x.db"

    async def run_scene() -> None:
        await populate(store)
        async with AsyncExitStack() as stack:
            async with serving(store) as served:
                await wait_until_settled(served)
                first = await list_asks(served)
                second = await stack.enter_async_context(Standby(store))
                await until(lambda: is_ready(second))
                assert (second.position, second.settled_position) == (0, 0)
            await until(lambda: is_settled_at(second, store))
            assert len(first) == len(set(first)) > 0

    async def is_ready(following: FollowerPart) -> bool:
        return following.ready

    async def is_settled_at(following: FollowerPart, store: Path) -> bool:
        with open_archive(store) as archive:
            return following.settled_position == archive.store.head()

    asyncio.run(run_scene())


def test_after_stops_and_restarts_each_ask_is_sent_once_and_rows_equal_a_replay(
    tmp_path: Path,
) -> None:
    store = tmp_path / "x.db"

    async def run_scene() -> None:
        await populate(store)
        for _ in range(3):
            async with serving(store):
                pass  # stopped as soon as it listens, while its followers run
        async with serving(store) as served:
            await wait_until_settled(served)
            asks = await list_asks(served)
            assert len(asks) == len(set(asks)) > 0
            metrics = (await fetch_path(served, "/metrics"))[1]
            assert 'jalon_orders{state="cancelled"} 0.0' in metrics
            assert f'jalon_orders{{state="sent"}} {float(len(asks))}' in metrics
            assert f"jalon_settled_position {float(served.head)}" in metrics

    asyncio.run(run_scene())
    with open_archive(store) as archive:
        derived = open_derived_rows(archive)
        for subscription in SUBSCRIPTIONS.values():
            assert (
                compare_with_replay(
                    subscription, make_follower_log(archive), derived, open_aside, lambda *_: None
                )
                is None
            )
        derived.database.close()


def test_failed_followers_restart_and_commands_are_answered_meanwhile(tmp_path: Path) -> None:
    """Their database is closed while they run: they restart, and no ask is sent again."""
    store = tmp_path / "x.db"

    async def run_scene() -> None:
        await populate(store)
        async with serving(store) as served:
            await wait_until_settled(served)
            before = await list_asks(served)
            following = next(part for part in served.server.supervisor.parts if part.name == "readers")
            derived = following._runner._derived  # type: ignore[attr-defined]
            derived.database.close()
            async with served.connect_as(LEA) as lea:
                assert (await lea.command("verify-mission", MINE))["outcome"] in ("accepted", "refused")
            await wait_until_settled(served)
            assert (await list_asks(served))[: len(before)] == before

    asyncio.run(run_scene())
