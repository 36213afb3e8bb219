"""The profiles of the random tests, and the fixtures for a store in a file or in a database.

`make test` always draws the same examples; `make test-long` draws many new ones.
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
    derandomize=False,  # a profile inherits what it does not set from the profile above
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("long" if os.environ.get("JALON_LONG") else "default")


@pytest.fixture
def swept() -> Iterator[None]:
    """Collect garbage after the test, so that warnings about unclosed clients belong to this test."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The only PostgreSQL server of this process, started for the first test that needs it."""
    with server() as running:
        yield running


@pytest.fixture
def database(postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A migrated database without a store; each test has its own private folder."""
    monkeypatch.setenv("JALON_PRIVATE", str(tmp_path / "private"))
    return Database(postgres.url(postgres.blank_database()))


@pytest.fixture
def own_database(postgres: Server) -> Iterator[Database]:
    """A migrated database for a test that changes more than its rows."""
    name = postgres.new_database()
    yield Database(postgres.url(name))
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place without a store yet: a path, then a database."""
    return tmp_path / "store.db" if request.param == "sqlite" else request.getfixturevalue("database")
