"""Readers in the service: one leads, another takes over, nothing is asked twice; stopped, all is whole."""

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
from tests.adapters.service.served import LEA, MISSION, Served, populate, serving, settled, told, until

MINE = {"mission": str(MISSION)}


async def unheard(_: Request) -> CommandAnswer:
    raise AssertionError("who stands by gives no orders")


class Standby:
    """A second process over a store, as far as its readers go."""

    def __init__(self, store: Path, submit: Any = unheard) -> None:
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


async def asked(served: Served) -> list[str]:
    lines = served.server.archive.read_log()
    return [line.recorded.data.ask for line in lines if line.recorded.type.endswith("party-asked.v1")]


def test_one_process_leads_and_another_stands_by_until_it_ends(tmp_path: Path) -> None:
    store = tmp_path / "x.db"

    async def scene() -> None:
        await populate(store)
        async with AsyncExitStack() as stack:
            async with serving(store) as served:
                await settled(served)
                first = await asked(served)
                second = await stack.enter_async_context(Standby(store))
                await until(lambda: ready(second))
                assert (second.position, second.settled_position) == (0, 0)
            await until(lambda: settled_at(second, store))
            assert len(first) == len(set(first)) > 0

    async def ready(following: FollowerPart) -> bool:
        return following.ready

    async def settled_at(following: FollowerPart, store: Path) -> bool:
        with open_archive(store) as archive:
            return following.settled_position == archive.store.head()

    asyncio.run(scene())


def test_stopped_in_the_midst_and_begun_again_each_is_asked_once_and_rows_equal_a_replay(
    tmp_path: Path,
) -> None:
    store = tmp_path / "x.db"

    async def scene() -> None:
        await populate(store)
        for _ in range(3):
            async with serving(store):
                pass  # stopped as soon as it listens: its readers are on their way
        async with serving(store) as served:
            await settled(served)
            asks = await asked(served)
            assert len(asks) == len(set(asks)) > 0
            metrics = (await told(served, "/metrics"))[1]
            assert 'jalon_orders{state="cancelled"} 0.0' in metrics
            assert f'jalon_orders{{state="sent"}} {float(len(asks))}' in metrics
            assert f"jalon_settled_position {float(served.head)}" in metrics

    asyncio.run(scene())
    with open_archive(store) as archive:
        derived = open_derived_rows(archive)
        for reader in SUBSCRIPTIONS.values():
            assert (
                compare_with_replay(reader, make_follower_log(archive), derived, open_aside, lambda *_: None)
                is None
            )
        derived.database.close()


def test_readers_that_fail_are_begun_again_and_commands_are_answered_meanwhile(tmp_path: Path) -> None:
    """Their file is taken away under them: they begin anew, and what was asked is not asked again."""
    store = tmp_path / "x.db"

    async def scene() -> None:
        await populate(store)
        async with serving(store) as served:
            await settled(served)
            before = await asked(served)
            following = next(part for part in served.server.supervisor.parts if part.name == "readers")
            derived = following._runner._derived  # type: ignore[attr-defined]
            derived.database.close()
            async with served.as_(LEA) as lea:
                assert (await lea.command("verify-mission", MINE))["outcome"] in ("accepted", "refused")
            await settled(served)
            assert (await asked(served))[: len(before)] == before

    asyncio.run(scene())
