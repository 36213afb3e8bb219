"""An event that a reader cannot digest parks that key's line; a decision about it is honoured for ever."""

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
from tests.adapters.engine.follow.conftest import lived_missions, reach, rows_of, runner_of
from tests.adapters.engine.follow.readers import counting


def stumbling(mission: UUID, milestone: str = "J1") -> Any:
    """A projection that cannot digest one milestone of one mission."""
    sound = counting()

    def evolve(key: str, rows: Mapping[str, Any], recorded: Recorded[Any]) -> Any:
        if key == f"mission/{mission}" and recorded.data.milestone == milestone:
            raise LookupError(milestone)
        return sound.evolve(key, rows, recorded)

    return counting(evolve=evolve)


async def decide(engine: Engine, command: str, event: str, key: str) -> None:
    line = {"reader": "projection", "name": "counting", "key": key}
    body = {"tenant": engine.tenant, "line": line, "fact": event, "reason": "essai"}
    await give(engine, iter([(UMBRELLA, command, body)]))


def count_of(derived: Derived, mission: UUID) -> int:
    rows = rows_of(derived, "counting", f"mission/{mission}")
    return sum(place.startswith("milestone/") for place in rows)


def the_parked(runner: FollowerRunner, key: str) -> Any:
    (follower,) = runner.followers
    return follower.parked[key]


@pytest.mark.parametrize("page", [1, 4, 5_000])
def test_a_line_waits_at_its_event_and_all_others_go_on(tmp_path: Path, derived: Derived, page: int) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 2) as (engine, (stopped, other)):
            runner = runner_of(engine, derived, projections=[stumbling(stopped)], page=page)
            await runner.run_until_settled()
            parked = the_parked(runner, f"mission/{stopped}")
            assert parked.why == "LookupError"
            assert (count_of(derived, stopped), count_of(derived, other)) == (0, 2)
            await reach(engine, stopped, "J3")
            await runner.run_until_settled()
            assert count_of(derived, stopped) == 0
            stand = derived.find_live("counting")
            assert stand is not None
            assert len(derived.load_deferred(stand, parked.key)) == 2

    asyncio.run(scene())


@pytest.mark.parametrize("page", [1, 5_000])
def test_a_line_that_is_skipped_goes_on_without_that_event_in_every_replay(
    tmp_path: Path, derived: Derived, page: int
) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = runner_of(engine, derived, projections=[stumbling(mission)], page=page)
            await runner.run_until_settled()
            parked = the_parked(runner, f"mission/{mission}")
            await decide(engine, "SkipLine", parked.fact, parked.key)
            await runner.run_until_settled()
            assert count_of(derived, mission) == 1
            log, mended = (
                FollowedLog(engine.store, engine.codec, page),
                subscription_of_projection(counting()),
            )
            assert compare_with_replay(mended, log, derived, open_aside, lambda *_: None) is None
            rebuild_rows(mended, log, derived, lambda *_: None)
            assert count_of(derived, mission) == 1

    asyncio.run(scene())


def test_a_line_that_is_retried_by_mended_code_misses_nothing(tmp_path: Path, derived: Derived) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = runner_of(engine, derived, projections=[stumbling(mission)])
            await runner.run_until_settled()
            parked = the_parked(runner, f"mission/{mission}")
            await decide(engine, "RetryLine", parked.fact, parked.key)
            await runner.run_until_settled()
            assert count_of(derived, mission) == 0  # not mended yet: parked again, at the same event
            mended = runner_of(engine, derived, projections=[counting()])
            await mended.settle()
            assert count_of(derived, mission) == 0  # nobody asked for it since
            await decide(engine, "RetryLine", parked.fact, parked.key)
            await mended.settle()
            assert count_of(derived, mission) == 2
            assert (
                compare_with_replay(
                    subscription_of_projection(counting()),
                    FollowedLog(engine.store, engine.codec),
                    derived,
                    open_aside,
                    lambda *_: None,
                )
                is None
            )

    asyncio.run(scene())


def test_a_reader_that_cannot_tell_whom_an_event_is_about_stops_as_a_whole(
    tmp_path: Path, derived: Derived
) -> None:
    def lost(recorded: Recorded[Any]) -> set[str]:
        if recorded.data.milestone == "J2":
            raise KeyError("J2")
        return {recorded.subject}

    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = runner_of(engine, derived, projections=[counting(keys=lost)])
            await runner.run_until_settled()
            assert count_of(derived, mission) == 1
            await reach(engine, mission, "J3")
            await runner.run_until_settled()
            assert count_of(derived, mission) == 1
            await decide(engine, "SkipLine", the_parked(runner, ALL_KEYS).fact, ALL_KEYS)
            await runner.run_until_settled()
            assert count_of(derived, mission) == 2

    asyncio.run(scene())


def test_an_event_of_a_newer_version_parks_those_who_need_it_and_no_other(
    tmp_path: Path, derived: Derived
) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            newer = MilestoneReached.TYPE.removesuffix(".v1") + ".v2"
            known = {event for event in EVENT_TYPES.values() if event is not MilestoneReached}
            engine.codec = Codec(known)
            needing = counting(event_types=frozenset({newer}))
            unconcerned = counting(
                name="unconcerned",
                event_types=frozenset({"fr.jalon.mission.need-stated.v1"}),
                evolve=lambda *_: {},
            )
            runner = runner_of(engine, derived, projections=[needing, unconcerned])
            await runner.run_until_settled()
            parked = {one.reader.name: one.parked for one in runner.followers}
            assert parked["counting"][f"mission/{mission}"].why == UNKNOWN
            assert parked["unconcerned"] == {}
            assert all(one.stand.position == engine.store.head() for one in runner.followers)

    asyncio.run(scene())
