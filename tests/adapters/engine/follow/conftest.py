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
    """Where readers keep what they derive: a file, then a database."""
    if request.param == "sqlite":
        made = Derived(SQLiteDerivedDatabase(tmp_path / "derived.db"))
        yield made
        made.database.close()
    else:
        connections = Connections(request.getfixturevalue("own_database"))
        made = Derived(PostgresDerivedDatabase(connections))
        yield made
        made.database.close()
        connections.close()


@asynccontextmanager
async def lived_missions(path: Path, count: int) -> AsyncGenerator[tuple[Engine, list[UUID]]]:
    """A store with so many missions, each at its first day, two milestones reached."""
    async with engine_at(path) as engine:
        await give(engine, parties())
        missions = [uuid4() for _ in range(count)]
        for mission in missions:
            await give(engine, started_mission(mission))
            await reach(engine, mission, "J1", "J2")
        yield engine, missions


async def reach(engine: Engine, mission: UUID, *milestones: str) -> None:
    """Reach milestones."""
    named = {"mission": str(mission), "evidence": DOCUMENT}
    acts = [(CONSULTANT, "ReachMilestone", {**named, "milestone": milestone}) for milestone in milestones]
    await give(engine, iter(acts))


def runner_of(
    engine: Engine, derived: Derived, *, projections: Any = (), sagas: Any = (), page: int = 5_000
) -> FollowerRunner:
    """A runner over an engine's log, whose clock is that of the log's last event."""
    log = FollowedLog(engine.store, engine.codec, page)

    def now() -> Any:
        (last,) = engine.store.select_notifications(engine.store.head(), 1)
        return engine.codec.recorded_at(last.state)

    return FollowerRunner(projections, sagas, log, derived, engine.submit, now)


def rows_of(derived: Derived, name: str, key: str, version: int = 1) -> dict[str, str]:
    """The rows of a page as they are stored."""
    page = derived.load_rows(name, version, key)
    assert page is not None
    return page[0]
