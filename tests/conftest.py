"""How far the random tests go, and the two kinds of place that a store can be at.

The same lives at every `make test`, many new ones at `make test-long`.
"""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from adapters.engine.store.database import Database
from adapters.engine.store.stored import Place
from tests.postgres import Server, server

pytest.register_assert_rewrite("tests.domain.given", "tests.domain.town", "tests.domain.lives")

settings.register_profile(
    "default", max_examples=60, deadline=None, derandomize=True, database=None, print_blob=True
)
settings.register_profile(
    "long",
    max_examples=2_000,
    deadline=None,
    derandomize=False,  # not that of the profile above, which this one would inherit
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("long" if os.environ.get("JALON_LONG") else "default")


@pytest.fixture
def swept() -> Iterator[None]:
    """Collect what a client dropped half-made while the test, and not a later one, may be warned of it."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The one server of this process, started when a test first asks for it."""
    with server() as running:
        yield running


@pytest.fixture
def database(postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database, migrated and without a store; its private folder is the test's own."""
    monkeypatch.setenv("JALON_PRIVATE", str(tmp_path / "private"))
    return Database(postgres.url(postgres.blank_database()))


@pytest.fixture
def own_database(postgres: Server) -> Iterator[Database]:
    """A migrated database for a test that changes more of it than its rows."""
    name = postgres.new_database()
    yield Database(postgres.url(name))
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where no store is yet: a path, then a database."""
    return tmp_path / "store.db" if request.param == "sqlite" else request.getfixturevalue("database")
