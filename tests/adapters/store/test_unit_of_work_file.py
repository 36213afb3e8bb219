"""A unit of work on a file: what only SQLite guarantees, and how it fails."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from adapters.engine.store.recorder import LIMIT
from adapters.sqlite.sqlite_store import ClockKind, SQLiteStore, StoredNotification, StoreFailed
from tests.adapters.store.test_unit_of_work import MISSION, OTHER, append, event


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[SQLiteStore]:
    with closing(SQLiteStore.open(path, tenant="jalonnex", clock=ClockKind.REAL)) as store:
        yield store


def read_rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as file:
        return file.execute("SELECT * FROM stored_events ORDER BY 1").fetchall()


def test_positions_are_the_same_after_a_rollback_and_a_vacuum(store: SQLiteStore, path: Path) -> None:
    append(store, event(1), event(2), event(3))
    with pytest.raises(IntegrityError):
        append(store, event(4), event(1))
    before = read_rows(path)
    with closing(sqlite3.connect(path)) as file:
        file.execute("VACUUM")
    append(store, event(4))
    assert read_rows(path) == [*before, (4, MISSION.hex, 4, "fr.jalon.test.v1", b'{"n":4}')]


def test_the_library_never_gives_a_position_that_the_store_gave(store: SQLiteStore, path: Path) -> None:
    append(store, event(1), event(2))
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("DELETE FROM stored_events WHERE notification_id = 2")
    with recorder(path) as library:
        assert library.insert_events([StoredEvent(OTHER, 1, "fr.jalon.test.v1", b"{}")]) == [3]


def test_the_library_and_the_store_see_the_same_rows(store: SQLiteStore, path: Path) -> None:
    append(store, event(1))
    with recorder(path) as library:
        assert library.insert_events([StoredEvent(MISSION, 2, "fr.jalon.test.v1", b"{}")]) == [2]
        append(store, event(3))
        seen = library.select_notifications(None, 10)
        stream = library.select_events(MISSION)
    assert [
        StoredNotification(n.id, n.originator_id, n.originator_version, n.topic, n.state) for n in seen
    ] == (store.select_notifications(None, LIMIT))
    assert [one.state for one in stream] == [stored.state for stored in store.select_events(MISSION)]


@contextmanager
def recorder(path: Path) -> Iterator[SQLiteStore]:
    with closing(SQLiteStore.open_existing(path)) as library:
        yield library


def test_a_commit_that_the_disk_refuses_has_an_unknown_outcome_and_the_next_unit_goes_on(
    store: SQLiteStore,
) -> None:
    append(store, event(1))
    with disk_full(), pytest.raises(StoreFailed), store.begin_unit_of_work() as unit:
        unit.insert_events([event(2)])
    assert store.head() == 1
    append(store, event(2))
    assert (store.head(), store.check()) == (2, [])


@contextmanager
def disk_full() -> Iterator[None]:
    """Limit the files of this process to their first bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
