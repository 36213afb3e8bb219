"""A rebuild goes on beside the live rows: never empty, never mixed, and it can be left and taken up again."""

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
from tests.adapters.engine.follow.conftest import lived_missions, reach, rows_of, runner_of
from tests.adapters.engine.follow.readers import counting

CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Left(Exception):
    """The operator leaves the rebuild."""


def nothing(*_: Any) -> None:
    """Nobody listens."""


def test_readers_find_the_old_page_or_the_new_one_at_every_moment(tmp_path: Path, derived: Derived) -> None:
    class Tally(Struct, frozen=True, tag="tally"):
        count: int

    def evolve(_: str, rows: Any, __: Any) -> Any:
        before = rows.get("count")
        return {"count": Tally((before.count if before else 0) + 1)}

    newer = subscription_of_projection(counting(version=2, row_type=Tally, evolve=evolve))
    seen: set[tuple[int, str]] = set()
    found = {1: Event(), 2: Event()}

    def read(key: str) -> None:
        while not found[2].is_set():
            for version, once in found.items():
                page = derived.load_rows("counting", version, key)
                if page is not None:
                    seen.add((version, page[0].get("count", "empty")))
                    once.set()

    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 3) as (engine, (mission, *_)):
            await runner_of(engine, derived, projections=[counting()]).run_until_settled()
            reader = Thread(target=read, args=(f"mission/{mission}",))
            reader.start()
            found[1].wait()
            log = FollowedLog(engine.store, engine.codec, step_size=3)
            rebuild_rows(newer, log, derived, nothing)
            reader.join()

    asyncio.run(scene())
    assert seen == {(1, '{"type":"reached","count":2}'), (2, '{"type":"tally","count":2}')}


def test_a_rebuild_that_was_left_goes_on_where_it_stopped(tmp_path: Path, derived: Derived) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 4) as (engine, (mission, *_)):
            reader, log = (
                subscription_of_projection(counting()),
                FollowedLog(engine.store, engine.codec, step_size=1),
            )
            await runner_of(engine, derived, projections=[counting()]).run_until_settled()
            reached: list[int] = []

            def leave(position: int, _: int) -> None:
                reached.append(position)
                if len(reached) == 2:
                    raise Left

            with pytest.raises(Left):
                rebuild_rows(reader, log, derived, leave)
            left = derived.find_rebuild("counting")
            assert left is not None
            assert left.position == reached[-1]
            again: list[int] = []
            rebuild_rows(reader, log, derived, lambda at, _: again.append(at))
            assert again[0] > left.position
            assert derived.find_rebuild("counting") is None
            assert rows_of(derived, "counting", f"mission/{mission}")["count"].endswith(":2}")

    asyncio.run(scene())


def test_a_rebuild_goes_on_when_the_server_cut_it_off(tmp_path: Path, own_database: Database) -> None:
    cut: list[int] = []

    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 4) as (engine, (mission, *_)):
            reader, log = (
                subscription_of_projection(counting()),
                FollowedLog(engine.store, engine.codec, step_size=1),
            )

            def cut_off(position: int, _: int) -> None:
                if len(cut) < 3:
                    cut.append(position)
                    with other.lend() as connection:
                        connection.execute(CUT_OFF)

            rebuild_rows(reader, log, derived, cut_off)
            assert rows_of(derived, "counting", f"mission/{mission}")["count"].endswith(":2}")
            assert compare_with_replay(reader, log, derived, open_aside, nothing) is None

    with closing(Connections(own_database)) as connections, closing(Connections(own_database)) as other:
        derived = Derived(PostgresDerivedDatabase(connections))
        asyncio.run(scene())
        derived.database.close()
    assert len(cut) == 3


def test_an_outage_while_rows_are_read_back_parks_nobody(
    tmp_path: Path, derived: Derived, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> Any:
        raise DatabaseAway("for a moment")

    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            await runner_of(engine, derived, projections=[counting()]).run_until_settled()
            await reach(engine, mission, "J3")
            runner = runner_of(engine, derived, projections=[counting()])
            with monkeypatch.context() as broken:
                broken.setattr(Derived, "load", away)
                with pytest.raises(DatabaseAway):
                    await runner.run_until_settled()
            await runner.run_until_settled()
            assert runner.parked == 0
            assert rows_of(derived, "counting", f"mission/{mission}")["count"].endswith(":3}")

    asyncio.run(scene())


def test_what_follows_takes_up_the_new_rows_after_the_switch(tmp_path: Path, derived: Derived) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = runner_of(engine, derived, projections=[counting()])
            await runner.run_until_settled()
            log = FollowedLog(engine.store, engine.codec)
            rebuild_rows(subscription_of_projection(counting()), log, derived, nothing)
            await reach(engine, mission, "J3")
            await runner.run_until_settled()
            assert rows_of(derived, "counting", f"mission/{mission}")["count"].endswith(":3}")

    asyncio.run(scene())


def test_rows_that_are_followed_while_they_are_verified_equal_a_replay(
    tmp_path: Path, derived: Derived
) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 2) as (engine, (mission, _)):
            runner = runner_of(engine, derived, projections=[counting()])
            await runner.run_until_settled()
            await reach(engine, mission, "J3")
            moved: list[bool] = []
            log = FollowedLog(engine.store, engine.codec)
            found = compare_with_replay(
                subscription_of_projection(counting()),
                log,
                derived,
                open_aside,
                lambda *_: moved.append(runner._step_followers()),
            )
            assert (found, moved[0]) == (None, True)

    asyncio.run(scene())


def test_a_replay_from_nothing_finds_a_row_that_was_tampered_with(tmp_path: Path, derived: Derived) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            await runner_of(engine, derived, projections=[counting()]).run_until_settled()
            reader, log = subscription_of_projection(counting()), FollowedLog(engine.store, engine.codec)
            assert compare_with_replay(reader, log, derived, open_aside, nothing) is None
            stand = derived.find_live("counting")
            assert stand is not None
            with derived.database.write_session() as session:
                session.upsert_rows(
                    f"rows_{stand.generation}",
                    ("key", "place", "body"),
                    2,
                    [(f"mission/{mission}", "count", '{"type":"reached","count":7}')],
                )
            difference = compare_with_replay(reader, log, derived, open_aside, nothing)
            assert difference is not None
            assert difference.kept[1:] == ("count", '{"type":"reached","count":7}')
            assert difference.replayed[1:] == ("count", '{"type":"reached","count":2}')

    asyncio.run(scene())


def test_a_rebuild_that_cannot_tell_whom_an_event_is_about_stops_and_the_live_rows_stay(
    tmp_path: Path, derived: Derived
) -> None:
    def lost(recorded: Any) -> set[str]:
        raise KeyError(recorded.data.milestone)

    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            await runner_of(engine, derived, projections=[counting()]).run_until_settled()
            log, broken = (
                FollowedLog(engine.store, engine.codec),
                subscription_of_projection(counting(keys=lost)),
            )
            with pytest.raises(RebuildStopped):
                rebuild_rows(broken, log, derived, nothing)
            assert rows_of(derived, "counting", f"mission/{mission}")["count"].endswith(":2}")

    asyncio.run(scene())
