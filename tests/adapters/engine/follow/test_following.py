"""A follower counts each event once, whatever the step size and whenever the process dies."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.engine.follow.derived import CheckpointMoved, Derived
from adapters.engine.follow.derived_database import Session
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.follower import Follower
from adapters.engine.follow.log_subscription import subscription_of_projection
from adapters.engine.follow.parking_decisions import ParkingDecisions
from adapters.engine.follow.rebuilding import ensure_checkpoint
from adapters.engine.store.database import DatabaseFailed
from adapters.engine.store.stored import StoreFailed
from adapters.postgres.connections import Connections
from adapters.postgres.postgres_derived_database import PostgresDerivedDatabase
from adapters.sqlite.sqlite_derived_database import SQLiteDerivedDatabase
from tests.adapters.engine.follow.conftest import (
    load_stored_rows,
    make_runner,
    reach_milestones,
    started_missions,
)
from tests.adapters.engine.follow.readers import counting_projection

COUNTED = {"count": '{"type":"reached","count":2}'}


class PowerCut(Exception):
    """The process dies here."""


class Fragile(SQLiteDerivedDatabase):
    """A database whose process dies at its n-th write session, before or after the commit."""

    def __init__(self, path: Path, at: int, *, committed: bool) -> None:
        super().__init__(path)
        self._remaining = at
        self._committed = committed

    @contextmanager
    def write_session(self) -> Iterator[Session]:  # type: ignore[override]
        self._remaining -= 1
        with super().write_session() as session:
            yield session
            if self._remaining == 0 and not self._committed:
                raise PowerCut
        if self._remaining == 0:
            raise PowerCut


@pytest.mark.parametrize("step_size", [1, 2, 3, 7, 5_000])
def test_the_rows_are_the_same_whatever_the_step_size(
    tmp_path: Path, derived: Derived, step_size: int
) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 2) as (engine, missions):
            runner = make_runner(engine, derived, projections=[counting_projection()], step_size=step_size)
            await runner.run_until_settled()
            for mission in missions:
                rows = load_stored_rows(derived, "counting", f"mission/{mission}")
                assert rows.items() >= COUNTED.items()
                assert len(rows) == 3
            checkpoint = derived.find_live("counting")
            assert checkpoint is not None
            assert checkpoint.position == engine.store.head()

    asyncio.run(run_scene())


def test_later_events_are_added(tmp_path: Path, derived: Derived) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = make_runner(engine, derived, projections=[counting_projection()])
            await runner.run_until_settled()
            await reach_milestones(engine, mission, "J3")
            await runner.run_until_settled()
            assert load_stored_rows(derived, "counting", f"mission/{mission}")["count"].endswith(":3}")

    asyncio.run(run_scene())


@pytest.mark.parametrize("committed", [True, False])
def test_a_crash_at_any_write_loses_nothing_and_counts_nothing_twice(tmp_path: Path, committed: bool) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 2) as (engine, missions):
            for at in range(2, 30):
                path = tmp_path / f"derived-{at}.db"
                died = await dies_while_following(engine, path, at)
                derived = Derived(SQLiteDerivedDatabase(path))
                runner = make_runner(engine, derived, projections=[counting_projection()], step_size=10)
                await runner.run_until_settled()
                for mission in missions:
                    assert (
                        load_stored_rows(derived, "counting", f"mission/{mission}").items() >= COUNTED.items()
                    )
                derived.database.close()
                if not died:
                    return
        raise AssertionError("it never got to the end")

    async def dies_while_following(engine: Any, path: Path, at: int) -> bool:
        database = Fragile(path, at, committed=committed)
        try:
            await make_runner(
                engine, Derived(database), projections=[counting_projection()], step_size=10
            ).run_until_settled()
        except PowerCut:
            return True
        finally:
            database.close()
        return False

    asyncio.run(run_scene())


def test_only_one_of_two_followers_moves_the_checkpoint(tmp_path: Path, derived: Derived) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            log = FollowedLog(engine.store, engine.codec, step_size=10)
            reader = subscription_of_projection(counting_projection())
            checkpoint = ensure_checkpoint(derived, log, reader)
            first, second = (
                Follower(reader, checkpoint, log, derived, ParkingDecisions.from_log(log)) for _ in range(2)
            )
            assert first.follow_step()
            with pytest.raises(CheckpointMoved):
                second.follow_step()
            while first.follow_step():
                pass
            assert load_stored_rows(derived, "counting", f"mission/{mission}").items() >= COUNTED.items()

    asyncio.run(run_scene())


@pytest.fixture(params=["sqlite", "postgres"])
def two_databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """The same tables in two processes."""
    if request.param == "sqlite":
        first, second = (SQLiteDerivedDatabase(tmp_path / "derived.db") for _ in range(2))
        yield first, second
    else:
        with closing(Connections(request.getfixturevalue("own_database"))) as connections:
            first, second = (PostgresDerivedDatabase(connections) for _ in range(2))
            yield first, second
    first.close()
    second.close()


def test_one_process_leads_and_another_takes_over_when_it_is_gone(two_databases: tuple[Any, Any]) -> None:
    first, second = two_databases
    assert first.try_lead()
    assert first.try_lead()
    assert not second.try_lead()
    first.close()
    assert second.try_lead()


def test_a_closed_database_cannot_lead(two_databases: tuple[Any, Any]) -> None:
    """A thread that tries to lead cannot be cancelled, so it may try after the close."""
    first, second = two_databases
    first.close()
    with pytest.raises((StoreFailed, DatabaseFailed), match="closed"):
        first.try_lead()
    assert second.try_lead()


def test_rows_of_another_version_are_neither_shown_nor_changed(tmp_path: Path, derived: Derived) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            await make_runner(engine, derived, projections=[counting_projection()]).run_until_settled()
            newer = make_runner(engine, derived, projections=[counting_projection(version=2)])
            await newer.run_until_settled()
            assert newer.outdated == ["counting"]
            assert derived.load_rows("counting", 2, f"mission/{mission}") is None

    asyncio.run(run_scene())


def test_each_kind_of_row_has_a_view_with_a_column_per_field(tmp_path: Path, derived: Derived) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            await make_runner(engine, derived, projections=[counting_projection()]).run_until_settled()
            with derived.database.read_session() as session:
                counted = session.fetch_rows('SELECT key, "count" FROM counting_reached')
                assert counted == [(f"mission/{mission}", 2)]
                assert session.fetch_rows("SELECT milestone FROM counting_milestone ORDER BY place") == [
                    ("J1",),
                    ("J2",),
                ]

    asyncio.run(run_scene())


def test_a_follower_starts_again_after_the_log_was_replaced_by_an_older_copy(
    tmp_path: Path, derived: Derived
) -> None:
    async def run_scene() -> None:
        async with started_missions(tmp_path / "x.db", 1) as (engine, _):
            await make_runner(engine, derived, projections=[counting_projection()]).run_until_settled()
        async with started_missions(tmp_path / "another.db", 2) as (engine, missions):
            await make_runner(engine, derived, projections=[counting_projection()]).run_until_settled()
            for mission in missions:
                assert load_stored_rows(derived, "counting", f"mission/{mission}").items() >= COUNTED.items()
            with derived.database.read_session() as session:
                assert session.fetch_rows("SELECT count(*) FROM counting_reached") == [(2,)]

    asyncio.run(run_scene())
