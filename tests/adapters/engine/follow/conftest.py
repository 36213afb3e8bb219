from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.compose import Engine
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.follower_runner import FollowerRunner
from adapters.postgres.connections import Connections
from adapters.postgres.postgres_derived_database import PostgresDerivedDatabase
from adapters.sqlite.sqlite_derived_database import SQLiteDerivedDatabase
from tests.adapters.acts import CONSULTANT, DOCUMENT, engine_at, give, parties, started_mission

Made = Callable[..., FollowerRunner]


@pytest.fixture(params=["sqlite", "postgres"])
def derived(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Derived]:
    """The derived tables: on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        derived_tables = Derived(SQLiteDerivedDatabase(tmp_path / "derived.db"))
        yield derived_tables
        derived_tables.database.close()
    else:
        connections = Connections(request.getfixturevalue("own_database"))
        derived_tables = Derived(PostgresDerivedDatabase(connections))
        yield derived_tables
        derived_tables.database.close()
        connections.close()


@asynccontextmanager
async def started_missions(path: Path, count: int) -> AsyncGenerator[tuple[Engine, list[UUID]]]:
    """Open an engine over a new store with so many started missions, each with two milestones reached."""
    async with engine_at(path) as engine:
        await give(engine, parties())
        missions = [uuid4() for _ in range(count)]
        for mission in missions:
            await give(engine, started_mission(mission))
            await reach_milestones(engine, mission, "J1", "J2")
        yield engine, missions


async def reach_milestones(engine: Engine, mission: UUID, *milestones: str) -> None:
    """Record that the consultant reaches these milestones."""
    fields = {"mission": str(mission), "evidence": DOCUMENT}
    acts = [(CONSULTANT, "ReachMilestone", {**fields, "milestone": milestone}) for milestone in milestones]
    await give(engine, iter(acts))


def make_runner(
    engine: Engine, derived: Derived, *, projections: Any = (), sagas: Any = (), step_size: int = 5_000
) -> FollowerRunner:
    """Return a runner over the log of an engine; its clock shows the time of the last event."""
    log = FollowedLog(engine.store, engine.codec, step_size)

    def read_now() -> Any:
        (last,) = engine.store.select_notifications(engine.store.head(), 1)
        return engine.codec.recorded_at(last.state)

    return FollowerRunner(projections, sagas, log, derived, engine.submit, read_now)


def load_stored_rows(derived: Derived, name: str, key: str, version: int = 1) -> dict[str, str]:
    """Return the stored rows of a key by place."""
    found = derived.load_rows(name, version, key)
    assert found is not None
    return found[0]
