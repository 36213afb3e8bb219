"""A rebuild runs beside the live rows, which are never empty or mixed, and can be interrupted and resumed."""

import asyncio
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from msgspec import Struct

from adapters.compose.followers import open_aside
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.log_subscription import subscription_of_projection
from adapters.engine.follow.rebuilding import RebuildStopped, compare_with_replay, rebuild_rows
from adapters.engine.store.database import Database, DatabaseAway
from adapters.postgres.connections import Connections
from adapters.postgres.postgres_derived_database import PostgresDerivedDatabase
from tests.adapters.engine.follow.conftest import (
    load_stored_rows,
    make_runner,
    reach_milestones,
    started_missions,
)
from tests.adapters.engine.follow.readers import counting_projection

CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Interrupted(Exception):
    """The operator interrupts the rebuild."""


def ignore_progress(*_: Any) -> None:
    """Ignore the progress of a rebuild."""


def test_readers_find_the_old_page_or_the_new_one_at_every_moment(tmp_path: Path, derived: Derived) -> None:
    class Tally(Struct, frozen=True, tag="tally"):
        count: int

    def evolve(_: str, rows: Any, __: Any) -> Any:
        before = rows.get("count")
        return {"count": Tally((before.count if before else 0) + 1)}

    newer = subscription_of_projection(counting_projection(version=2, row_type=Tally, evolve=evolve))
    seen: set[tuple[int, str]] = set()
    found = {1: Event(), 2: Event()}

    def read_rows(key: str) -> None:
        while not found[2].is_set():
            for version, once in found.items():
                page = derived.load_rows("counting", version, key)
                if page is not None:
                    seen.add((version, page[0].get("count", "empty")))
                    once.set()

    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 3) as (engine, (mission, *_)):
            await make_runner(engine, derived, projections=[counting_projection()]).run_until_settled()
            reader = Thread(target=read_rows, args=(f"mission/{mission}",))
            reader.start()
            found[1].wait()
            log = FollowedLog(engine.store, engine.codec, step_size=3)
            rebuild_rows(newer, log, derived, ignore_progress)
            reader.join()

    asyncio.run(run_scene())
    assert seen == {(1, '{"type":"reached","count":2}'), (2, '{"type":"tally","count":2}')}


def test_an_interrupted_rebuild_continues_where_it_stopped(tmp_path: Path, derived: Derived) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 4) as (engine, (mission, *_)):
            reader, log = (
                subscription_of_projection(counting_projection()),
                FollowedLog(engine.store, engine.codec, step_size=1),
            )
            await make_runner(engine, derived, projections=[counting_projection()]).run_until_settled()
            reached: list[int] = []

            def interrupt(position: int, _: int) -> None:
                reached.append(position)
                if len(reached) == 2:
                    raise Interrupted

            with pytest.raises(Interrupted):
                rebuild_rows(reader, log, derived, interrupt)
            unfinished = derived.find_rebuild("counting")
            assert unfinished is not None
            assert unfinished.position == reached[-1]
            again: list[int] = []
            rebuild_rows(reader, log, derived, lambda at, _: again.append(at))
            assert again[0] > unfinished.position
            assert derived.find_rebuild("counting") is None
            assert load_stored_rows(derived, "counting", f"mission/{mission}")["count"].endswith(":2}")

    asyncio.run(run_scene())


def test_a_rebuild_continues_after_the_server_cuts_the_connection(
    tmp_path: Path, own_database: Database
) -> None:
    cut: list[int] = []

    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 4) as (engine, (mission, *_)):
            reader, log = (
                subscription_of_projection(counting_projection()),
                FollowedLog(engine.store, engine.codec, step_size=1),
            )

            def cut_off(position: int, _: int) -> None:
                if len(cut) < 3:
                    cut.append(position)
                    with other.lend() as connection:
                        connection.execute(CUT_OFF)

            rebuild_rows(reader, log, derived, cut_off)
            assert load_stored_rows(derived, "counting", f"mission/{mission}")["count"].endswith(":2}")
            assert compare_with_replay(reader, log, derived, open_aside, ignore_progress) is None

    with closing(Connections(own_database)) as connections, closing(Connections(own_database)) as other:
        derived = Derived(PostgresDerivedDatabase(connections))
        asyncio.run(run_scene())
        derived.database.close()
    assert len(cut) == 3


def test_an_outage_while_rows_are_loaded_parks_no_key(
    tmp_path: Path, derived: Derived, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_to_load(*_: Any) -> Any:
        raise DatabaseAway("for a moment")

    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            await make_runner(engine, derived, projections=[counting_projection()]).run_until_settled()
            await reach_milestones(engine, mission, "J3")
            runner = make_runner(engine, derived, projections=[counting_projection()])
            with monkeypatch.context() as broken:
                broken.setattr(Derived, "load_keys", fail_to_load)
                with pytest.raises(DatabaseAway):
                    await runner.run_until_settled()
            await runner.run_until_settled()
            assert runner.parked_count == 0
            assert load_stored_rows(derived, "counting", f"mission/{mission}")["count"].endswith(":3}")

    asyncio.run(run_scene())


def test_a_follower_continues_with_the_new_rows_after_the_switch(tmp_path: Path, derived: Derived) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = make_runner(engine, derived, projections=[counting_projection()])
            await runner.run_until_settled()
            log = FollowedLog(engine.store, engine.codec)
            rebuild_rows(subscription_of_projection(counting_projection()), log, derived, ignore_progress)
            await reach_milestones(engine, mission, "J3")
            await runner.run_until_settled()
            assert load_stored_rows(derived, "counting", f"mission/{mission}")["count"].endswith(":3}")

    asyncio.run(run_scene())


def test_rows_that_change_during_the_comparison_equal_a_replay(tmp_path: Path, derived: Derived) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 2) as (engine, (mission, _)):
            runner = make_runner(engine, derived, projections=[counting_projection()])
            await runner.run_until_settled()
            await reach_milestones(engine, mission, "J3")
            moved: list[bool] = []
            log = FollowedLog(engine.store, engine.codec)
            found = compare_with_replay(
                subscription_of_projection(counting_projection()),
                log,
                derived,
                open_aside,
                lambda *_: moved.append(runner._step_followers()),
            )
            assert (found, moved[0]) == (None, True)

    asyncio.run(run_scene())


def test_a_replay_finds_a_row_that_was_tampered_with(tmp_path: Path, derived: Derived) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            await make_runner(engine, derived, projections=[counting_projection()]).run_until_settled()
            reader, log = (
                subscription_of_projection(counting_projection()),
                FollowedLog(engine.store, engine.codec),
            )
            assert compare_with_replay(reader, log, derived, open_aside, ignore_progress) is None
            checkpoint = derived.find_live("counting")
            assert checkpoint is not None
            with derived.database.write_session() as session:
                session.upsert_rows(
                    f"rows_{checkpoint.generation}",
                    ("key", "place", "body"),
                    2,
                    [(f"mission/{mission}", "count", '{"type":"reached","count":7}')],
                )
            difference = compare_with_replay(reader, log, derived, open_aside, ignore_progress)
            assert difference is not None
            assert difference.kept[1:] == ("count", '{"type":"reached","count":7}')
            assert difference.replayed[1:] == ("count", '{"type":"reached","count":2}')

    asyncio.run(run_scene())


def test_a_rebuild_stops_at_an_event_of_unknown_keys_and_the_live_rows_stay(
    tmp_path: Path, derived: Derived
) -> None:
    def fail_to_find_keys(recorded: Any) -> set[str]:
        raise KeyError(recorded.data.milestone)

    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            await make_runner(engine, derived, projections=[counting_projection()]).run_until_settled()
            log, broken = (
                FollowedLog(engine.store, engine.codec),
                subscription_of_projection(counting_projection(keys=fail_to_find_keys)),
            )
            with pytest.raises(RebuildStopped):
                rebuild_rows(broken, log, derived, ignore_progress)
            assert load_stored_rows(derived, "counting", f"mission/{mission}")["count"].endswith(":2}")

    asyncio.run(run_scene())
