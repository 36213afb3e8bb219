"""A file that is no store of ours is named for what it is, and stays exactly as it was."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from adapters.engine.store.recorder import LIMIT
from adapters.sqlite.sqlite_store import (
    ClockKind,
    SQLiteStore,
    StoredAnswer,
    StoredNotification,
    StoreUnusable,
)

REAL = ClockKind.REAL
MISSION = UUID(int=1)


def make_store(path: Path, events: int = 0) -> Path:
    with (
        closing(SQLiteStore.open(path, tenant="jalonnex", clock=REAL)) as store,
        store.begin_unit_of_work() as unit,
    ):
        rows = [
            StoredNotification(n, MISSION, n, "fr.jalon.test.v1", b"x" * 500) for n in range(1, events + 1)
        ]
        unit.insert_events(rows)
    return path


def with_sql(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        for statement in statements:
            file.execute(statement)
    return path


def left_by_another_program(path: Path) -> Path:
    return with_sql(path, "PRAGMA journal_mode = WAL", "CREATE TABLE stored_events (a)")


def of_a_newer_version(path: Path) -> Path:
    return with_sql(make_store(path), "PRAGMA user_version = 2")


def text(path: Path) -> Path:
    path.write_text("Les trois parties ont signé.\n" * 10, encoding="utf-8")
    return path


def short_text(path: Path) -> Path:
    path.write_bytes(b"x")
    return path


def without_its_page(path: Path) -> Path:
    os.truncate(make_store(path, events=100), 4096)
    return path


def without_its_end(path: Path) -> Path:
    os.truncate(make_store(path, events=100), 20_000)
    return path


def with_noise_after_its_header(path: Path) -> Path:
    with make_store(path, events=100).open("r+b") as file:
        file.seek(100)
        file.write(b"\xa5" * 8_000)
    return path


def of_nobody(path: Path) -> Path:
    return with_sql(make_store(path), "DELETE FROM store")


def under_no_known_clock(path: Path) -> Path:
    return with_sql(make_store(path), "UPDATE store SET clock = 'lunar'")


UNUSABLE: list[tuple[Callable[[Path], Path], str]] = [
    (text, "not a SQLite file"),
    (short_text, "not a SQLite file"),
    (left_by_another_program, "another program's SQLite file"),
    (of_a_newer_version, "a Jalon store of newer schema version 2"),
    (without_its_page, "a damaged file: "),
    (without_its_end, "a damaged file: "),
    (with_noise_after_its_header, "a damaged file: "),
    (of_nobody, "a damaged file: it does not say whose store it is"),
    (under_no_known_clock, "a damaged file: it does not say whose store it is"),
]


@pytest.mark.parametrize(("spoil", "found"), UNUSABLE, ids=[spoil.__name__ for spoil, _ in UNUSABLE])
def test_a_file_that_is_no_store_of_ours_is_named_and_left_alone(
    tmp_path: Path, spoil: Callable[[Path], Path], found: str
) -> None:
    path = spoil(tmp_path / "store.db")
    before = everything_in(tmp_path)
    with pytest.raises(StoreUnusable) as opened:
        SQLiteStore.open(path, tenant="jalonnex", clock=REAL)
    with pytest.raises(StoreUnusable) as existing:
        SQLiteStore.open_existing(path)
    assert opened.value.found.startswith(found)
    assert str(existing.value) == f"{path}: {opened.value.found}"
    assert everything_in(tmp_path) == before


def everything_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_store_says_its_own_tenant_and_clock_whoever_asks(tmp_path: Path) -> None:
    path = make_store(tmp_path / "store.db")
    with closing(SQLiteStore.open(path, tenant="another", clock=ClockKind.SIMULATED)) as store:
        assert (store.tenant, store.clock) == ("jalonnex", REAL)
    with closing(SQLiteStore.open_existing(path)) as store:
        assert (store.tenant, store.clock) == ("jalonnex", REAL)


def test_a_closed_store_is_one_file_with_our_mark_in_its_header(tmp_path: Path) -> None:
    header = make_store(tmp_path / "store.db", events=3).read_bytes()[:100]
    assert header[:16] == b"SQLite format 3\x00"
    assert (header[60:64], header[68:72]) == (b"\x00\x00\x00\x01", b"JALN")
    assert [path.name for path in tmp_path.iterdir()] == ["store.db"]


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "sto re?#%.db"
    path.touch()
    with closing(SQLiteStore.open(path, tenant="jalonnex", clock=REAL)) as store:
        assert store.check() == []
    assert make_store(path, events=1) == path


def test_existing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="no store at path"):
        SQLiteStore.open_existing(tmp_path / "store.db")
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreUnusable, match="an empty file"):
        SQLiteStore.open_existing(tmp_path / "empty.db")
    assert everything_in(tmp_path) == {"empty.db": b""}


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="not a file"):
        SQLiteStore.open(tmp_path, tenant="jalonnex", clock=REAL)
    with pytest.raises(StoreUnusable, match="no place for a store"):
        SQLiteStore.open(tmp_path / "absent" / "store.db", tenant="jalonnex", clock=REAL)


def test_no_store_is_made_beside_the_log_of_a_lost_one(tmp_path: Path) -> None:
    (tmp_path / "store.db-wal").write_bytes(b"facts")
    with pytest.raises(StoreUnusable, match="gone or empty"):
        SQLiteStore.open(tmp_path / "store.db", tenant="jalonnex", clock=REAL)
    assert everything_in(tmp_path) == {"store.db-wal": b"facts"}


def test_a_damaged_page_is_said_to_whoever_reads_it(tmp_path: Path) -> None:
    path = make_store(tmp_path / "store.db", events=200)
    with closing(SQLiteStore.open_existing(path)) as store:
        assert len(store.select_notifications(None, LIMIT)) == 200
    with path.open("r+b") as file:
        for page in range(8, 20):
            file.seek(page * 4096)
            file.write(b"\xa5" * 4096)
    with closing(SQLiteStore.open_existing(path)) as store:
        with pytest.raises(StoreUnusable, match="a damaged file"):
            list(store.read_log())
        with pytest.raises(StoreUnusable, match="a damaged file"), store.begin_unit_of_work() as unit:
            unit.select_notifications(0, inclusive_of_start=False)
        assert store.check()[0].startswith("a damaged file: ")


@pytest.mark.parametrize(
    ("tampering", "sentence_part"),
    [
        ("DELETE FROM stored_events WHERE notification_id = 3", "position 3 was given, but the last event"),
        ("DELETE FROM stored_events WHERE notification_id = 2", "1 of the positions 1 to 3 have no event"),
        ("UPDATE stored_events SET originator_version = 9 WHERE notification_id = 3", "numbered 1 to 9"),
        ("UPDATE stored_events SET originator_version = 0 WHERE notification_id = 1", "numbered 0 to 3"),
        ("UPDATE stored_events SET originator_version = -originator_version", "at an earlier position"),
    ],
)
def test_a_log_that_somebody_changed_is_reported(tmp_path: Path, tampering: str, sentence_part: str) -> None:
    path = with_sql(make_store(tmp_path / "store.db", events=3), tampering)
    with closing(SQLiteStore.open_existing(path)) as store:
        assert any(sentence_part in sentence for sentence in store.check())


def test_an_answer_without_its_events_is_reported(tmp_path: Path) -> None:
    command = UUID(int=9)
    with closing(SQLiteStore.open(tmp_path / "a.db", tenant="t", clock=REAL)) as store:
        with store.begin_unit_of_work() as unit:
            unit.insert_events([], answers=[StoredAnswer(command, "client:1", b"", 1, 2)])
        assert store.check() == [
            f"command {command.hex} was answered by the events 1 to 2, which are not all there"
        ]
