"""An event that a follower cannot handle parks its key; every replay applies the decision about it."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.compose import Engine
from adapters.compose.followers import open_aside
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.follower import UNKNOWN
from adapters.engine.follow.follower_runner import FollowerRunner
from adapters.engine.follow.log_subscription import subscription_of_projection
from adapters.engine.follow.parking_decisions import ALL_KEYS
from adapters.engine.follow.rebuilding import compare_with_replay, rebuild_rows
from adapters.engine.store.codec import Codec
from domain.aggregates import EVENT_TYPES
from domain.mission.events.working import MilestoneReached
from domain.record import Recorded
from tests.adapters.acts import UMBRELLA, give
from tests.adapters.engine.follow.conftest import (
    load_stored_rows,
    make_runner,
    reach_milestones,
    started_missions,
)
from tests.adapters.engine.follow.readers import counting_projection


def stumbling_projection(mission: UUID, milestone: str = "J1") -> Any:
    """Return a projection that cannot handle one milestone of one mission."""
    working = counting_projection()

    def evolve(key: str, rows: Mapping[str, Any], recorded: Recorded[Any]) -> Any:
        if key == f"mission/{mission}" and recorded.data.milestone == milestone:
            raise LookupError(milestone)
        return working.evolve(key, rows, recorded)

    return counting_projection(evolve=evolve)


async def decide_parked(engine: Engine, command: str, event: str, key: str) -> None:
    line = {"reader": "projection", "name": "counting", "key": key}
    body = {"tenant": engine.tenant, "line": line, "fact": event, "reason": "essai"}
    await give(engine, iter([(UMBRELLA, command, body)]))


def count_milestones(derived: Derived, mission: UUID) -> int:
    rows = load_stored_rows(derived, "counting", f"mission/{mission}")
    return sum(place.startswith("milestone/") for place in rows)


def find_parked(runner: FollowerRunner, key: str) -> Any:
    (follower,) = runner.followers
    return follower.parked_keys[key]


@pytest.mark.parametrize("step_size", [1, 4, 5_000])
def test_a_parked_key_stops_at_its_event_and_all_others_go_on(
    tmp_path: Path, derived: Derived, step_size: int
) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 2) as (engine, (stopped, other)):
            runner = make_runner(
                engine, derived, projections=[stumbling_projection(stopped)], step_size=step_size
            )
            await runner.run_until_settled()
            parked = find_parked(runner, f"mission/{stopped}")
            assert parked.why == "LookupError"
            assert (count_milestones(derived, stopped), count_milestones(derived, other)) == (0, 2)
            await reach_milestones(engine, stopped, "J3")
            await runner.run_until_settled()
            assert count_milestones(derived, stopped) == 0
            checkpoint = derived.find_live("counting")
            assert checkpoint is not None
            assert len(derived.load_deferred(checkpoint, parked.key)) == 2

    asyncio.run(run_scene())


@pytest.mark.parametrize("step_size", [1, 5_000])
def test_a_skipped_event_is_left_out_of_every_replay(
    tmp_path: Path, derived: Derived, step_size: int
) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = make_runner(
                engine, derived, projections=[stumbling_projection(mission)], step_size=step_size
            )
            await runner.run_until_settled()
            parked = find_parked(runner, f"mission/{mission}")
            await decide_parked(engine, "SkipLine", parked.fact, parked.key)
            await runner.run_until_settled()
            assert count_milestones(derived, mission) == 1
            log, corrected = (
                FollowedLog(engine.store, engine.codec, step_size),
                subscription_of_projection(counting_projection()),
            )
            assert compare_with_replay(corrected, log, derived, open_aside, lambda *_: None) is None
            rebuild_rows(corrected, log, derived, lambda *_: None)
            assert count_milestones(derived, mission) == 1

    asyncio.run(run_scene())


def test_a_retry_with_corrected_code_misses_nothing(tmp_path: Path, derived: Derived) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = make_runner(engine, derived, projections=[stumbling_projection(mission)])
            await runner.run_until_settled()
            parked = find_parked(runner, f"mission/{mission}")
            await decide_parked(engine, "RetryLine", parked.fact, parked.key)
            await runner.run_until_settled()
            assert (
                count_milestones(derived, mission) == 0
            )  # not corrected yet: parked again, at the same event
            corrected = make_runner(engine, derived, projections=[counting_projection()])
            await corrected.run_until_settled()
            assert count_milestones(derived, mission) == 0  # nobody asked for it since
            await decide_parked(engine, "RetryLine", parked.fact, parked.key)
            await corrected.run_until_settled()
            assert count_milestones(derived, mission) == 2
            assert (
                compare_with_replay(
                    subscription_of_projection(counting_projection()),
                    FollowedLog(engine.store, engine.codec),
                    derived,
                    open_aside,
                    lambda *_: None,
                )
                is None
            )

    asyncio.run(run_scene())


def test_a_follower_stops_as_a_whole_at_an_event_of_unknown_keys(tmp_path: Path, derived: Derived) -> None:
    def fail_to_find_keys(recorded: Recorded[Any]) -> set[str]:
        if recorded.data.milestone == "J2":
            raise KeyError("J2")
        return {recorded.subject}

    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = make_runner(engine, derived, projections=[counting_projection(keys=fail_to_find_keys)])
            await runner.run_until_settled()
            assert count_milestones(derived, mission) == 1
            await reach_milestones(engine, mission, "J3")
            await runner.run_until_settled()
            assert count_milestones(derived, mission) == 1
            await decide_parked(engine, "SkipLine", find_parked(runner, ALL_KEYS).fact, ALL_KEYS)
            await runner.run_until_settled()
            assert count_milestones(derived, mission) == 2

    asyncio.run(run_scene())


def test_an_event_of_a_newer_version_parks_only_the_followers_that_need_it(
    tmp_path: Path, derived: Derived
) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            newer = MilestoneReached.TYPE.removesuffix(".v1") + ".v2"
            known = {event for event in EVENT_TYPES.values() if event is not MilestoneReached}
            engine.codec = Codec(known)
            needing = counting_projection(event_types=frozenset({newer}))
            unconcerned = counting_projection(
                name="unconcerned",
                event_types=frozenset({"fr.jalon.mission.need-stated.v1"}),
                evolve=lambda *_: {},
            )
            runner = make_runner(engine, derived, projections=[needing, unconcerned])
            await runner.run_until_settled()
            parked = {follower.subscription.name: follower.parked_keys for follower in runner.followers}
            assert parked["counting"][f"mission/{mission}"].why == UNKNOWN
            assert parked["unconcerned"] == {}
            assert all(follower.checkpoint.position == engine.store.head() for follower in runner.followers)

    asyncio.run(run_scene())
