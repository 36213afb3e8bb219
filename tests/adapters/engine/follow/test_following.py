"""A reader follows the log: every event once, whatever the pages, whatever dies in between."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.engine.follow.derived import Derived, CheckpointMoved
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
from tests.adapters.engine.follow.conftest import lived_missions, reach, rows_of, runner_of
from tests.adapters.engine.follow.readers import counting

COUNTED = {"count": '{"type":"reached","count":2}'}


class PowerCut(Exception):
    """The process dies here."""


class Fragile(SQLiteDerivedDatabase):
    """A database whose process dies at its n-th change, before or after it was kept."""

    def __init__(self, path: Path, at: int, *, kept: bool) -> None:
        super().__init__(path)
        self._left = at
        self._kept = kept

    @contextmanager
    def write_session(self) -> Iterator[Session]:  # type: ignore[override]
        self._left -= 1
        with super().write_session() as session:
            yield session
            if self._left == 0 and not self._kept:
                raise PowerCut
        if self._left == 0:
            raise PowerCut


@pytest.mark.parametrize("page", [1, 2, 3, 7, 5_000])
def test_the_rows_are_the_same_whatever_the_pages(tmp_path: Path, derived: Derived, page: int) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 2) as (engine, missions):
            runner = runner_of(engine, derived, projections=[counting()], page=page)
            await runner.run_until_settled()
            for mission in missions:
                rows = rows_of(derived, "counting", f"mission/{mission}")
                assert rows.items() >= COUNTED.items()
                assert len(rows) == 3
            stand = derived.find_live("counting")
            assert stand is not None
            assert stand.position == engine.store.head()

    asyncio.run(scene())


def test_what_comes_later_is_added(tmp_path: Path, derived: Derived) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            runner = runner_of(engine, derived, projections=[counting()])
            await runner.run_until_settled()
            await reach(engine, mission, "J3")
            await runner.run_until_settled()
            assert rows_of(derived, "counting", f"mission/{mission}")["count"].endswith(":3}")

    asyncio.run(scene())


@pytest.mark.parametrize("kept", [True, False])
def test_a_death_at_any_change_loses_nothing_and_counts_nothing_twice(tmp_path: Path, kept: bool) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 2) as (engine, missions):
            for at in range(2, 30):
                path = tmp_path / f"derived-{at}.db"
                died = await dies(engine, path, at)
                derived = Derived(SQLiteDerivedDatabase(path))
                await runner_of(engine, derived, projections=[counting()], page=10).settle()
                for mission in missions:
                    assert rows_of(derived, "counting", f"mission/{mission}").items() >= COUNTED.items()
                derived.database.close()
                if not died:
                    return
        raise AssertionError("it never got to the end")

    async def dies(engine: Any, path: Path, at: int) -> bool:
        database = Fragile(path, at, kept=kept)
        try:
            await runner_of(engine, Derived(database), projections=[counting()], page=10).run_until_settled()
        except PowerCut:
            return True
        finally:
            database.close()
        return False

    asyncio.run(scene())


def test_of_two_that_follow_for_one_reader_only_one_moves_it(tmp_path: Path, derived: Derived) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            log = FollowedLog(engine.store, engine.codec, step_size=10)
            reader = subscription_of_projection(counting())
            stand = ensure_checkpoint(derived, log, reader)
            first, second = (
                Follower(reader, stand, log, derived, ParkingDecisions.from_log(log)) for _ in range(2)
            )
            assert first.step()
            with pytest.raises(CheckpointMoved):
                second.step()
            while first.step():
                pass
            assert rows_of(derived, "counting", f"mission/{mission}").items() >= COUNTED.items()

    asyncio.run(scene())


@pytest.fixture(params=["sqlite", "postgres"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """The same tables, as two processes see them."""
    if request.param == "sqlite":
        first, second = (SQLiteDerivedDatabase(tmp_path / "derived.db") for _ in range(2))
        yield first, second
    else:
        with closing(Connections(request.getfixturevalue("own_database"))) as connections:
            first, second = (PostgresDerivedDatabase(connections) for _ in range(2))
            yield first, second
    first.close()
    second.close()


def test_one_process_leads_and_another_takes_over_when_it_is_gone(two: tuple[Any, Any]) -> None:
    first, second = two
    assert first.try_lead()
    assert first.lead()
    assert not second.lead()
    first.close()
    assert second.lead()


def test_who_was_closed_does_not_take_the_lead_any_more(two: tuple[Any, Any]) -> None:
    """A thread that is on its way to the lead cannot be cancelled: it may get there too late."""
    first, second = two
    first.close()
    with pytest.raises((StoreFailed, DatabaseFailed), match="closed"):
        first.try_lead()
    assert second.lead()


def test_rows_of_another_version_are_neither_shown_nor_moved(tmp_path: Path, derived: Derived) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            await runner_of(engine, derived, projections=[counting()]).run_until_settled()
            newer = runner_of(engine, derived, projections=[counting(version=2)])
            await newer.settle()
            assert newer.outdated == ["counting"]
            assert derived.load_rows("counting", 2, f"mission/{mission}") is None

    asyncio.run(scene())


def test_each_kind_of_row_is_a_view_with_a_column_a_field(tmp_path: Path, derived: Derived) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, (mission,)):
            await runner_of(engine, derived, projections=[counting()]).run_until_settled()
            with derived.database.reading() as session:
                counted = session.ask('SELECT key, "count" FROM counting_reached')
                assert counted == [(f"mission/{mission}", 2)]
                assert session.ask("SELECT milestone FROM counting_milestone ORDER BY place") == [
                    ("J1",),
                    ("J2",),
                ]

    asyncio.run(scene())


def test_a_reader_of_a_log_that_was_restored_from_an_older_copy_begins_again(
    tmp_path: Path, derived: Derived
) -> None:
    async def scene() -> None:
        async with lived_missions(tmp_path / "x.db", 1) as (engine, _):
            await runner_of(engine, derived, projections=[counting()]).run_until_settled()
        async with lived_missions(tmp_path / "another.db", 2) as (engine, missions):
            await runner_of(engine, derived, projections=[counting()]).settle()
            for mission in missions:
                assert rows_of(derived, "counting", f"mission/{mission}").items() >= COUNTED.items()
            with derived.database.reading() as session:
                assert session.ask("SELECT count(*) FROM counting_reached") == [(2,)]

    asyncio.run(scene())
