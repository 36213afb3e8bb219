"""One turn to write: all of it is kept or nothing, and what is kept never changes."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.sqlite import SQLiteDatastore

from adapters.store.recorder import JalonRecorder
from adapters.store.sqlite import ClockKind, SQLiteStore, StoredAnswer, StoredFact, StoreFailed

MISSION = UUID(int=1)
OTHER = UUID(int=2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[SQLiteStore]:
    with closing(SQLiteStore.open(path, tenant="jalonnex", clock=ClockKind.REAL)) as store:
        yield store


def fact(position: int, stream: UUID = MISSION, version: int | None = None) -> StoredFact:
    return StoredFact(position, stream, version or position, "fr.jalon.test.v1", b'{"n":%d}' % position)


class PowerCut(Exception):
    """What may happen to anybody in the middle of a turn."""


def append(store: SQLiteStore, *facts: StoredFact) -> None:
    with store.turn() as turn:
        turn.append(facts, [])


def append_and_lose_power(store: SQLiteStore, answer: StoredAnswer) -> None:
    with store.turn() as turn:
        turn.append([fact(1)], [answer])
        raise PowerCut


def kept(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as file:
        return file.execute("SELECT * FROM stored_events ORDER BY 1").fetchall()


def test_a_new_store_has_nothing(store: SQLiteStore) -> None:
    assert (store.head(), store.read(), list(store.facts()), store.stream(MISSION)) == (0, [], [], [])
    assert store.answers([uuid4()]) == store.answers([]) == {}
    assert (store.tenant, store.clock, store.check()) == ("jalonnex", ClockKind.REAL, [])


def test_what_is_appended_is_there_for_all_once_the_turn_has_ended(store: SQLiteStore) -> None:
    facts = [fact(1), fact(2, OTHER, 1), fact(3, MISSION, 2)]
    with store.turn() as turn:
        assert turn.head == 0
        turn.append(facts, [])
        assert (store.head(), store.read()) == (0, [])
    assert (store.head(), store.read()) == (3, facts)
    assert (store.read(after=1, limit=1), list(store.facts(after=2))) == ([facts[1]], [facts[2]])
    assert store.stream(MISSION) == [facts[0], facts[2]]


def test_the_log_is_read_over_many_pages(store: SQLiteStore) -> None:
    facts = [fact(position) for position in range(1, 12_001)]
    append(store, *facts)
    assert list(store.facts()) == facts


@pytest.mark.parametrize("body", [b"", b'{"caf\xc3\xa9": 1.10}', bytes(range(256)), b"\x00" * 100_000])
def test_bytes_in_are_bytes_out(store: SQLiteStore, path: Path, body: bytes) -> None:
    append(store, StoredFact(1, MISSION, 1, "fr.jalon.test.v1", body))
    assert [stored.body for stored in store.read()] == [body]
    assert kept(path) == [(1, MISSION.hex, 1, "fr.jalon.test.v1", body)]


def test_an_answer_is_found_by_its_command(store: SQLiteStore) -> None:
    stated = StoredAnswer(uuid4(), "client:1", b"\x01" * 32, 1, 2)
    nothing_stated = StoredAnswer(uuid4(), "client:2", b"\x02" * 32, 3, 2)
    with store.turn() as turn:
        turn.append([fact(1), fact(2)], [stated, nothing_stated])
    asked = [stated.command_id, uuid4(), nothing_stated.command_id]
    expected = {stated.command_id: stated, nothing_stated.command_id: nothing_stated}
    assert store.answers(asked) == expected
    with store.turn() as turn:
        assert turn.answers(asked) == expected


def test_an_answer_alone_is_kept(store: SQLiteStore) -> None:
    answer = StoredAnswer(uuid4(), "client:1", b"", 1, 0)
    with store.turn() as turn:
        turn.append([], [answer])
    assert store.answers([answer.command_id]) == {answer.command_id: answer}


def test_a_turn_that_appends_nothing_leaves_nothing(store: SQLiteStore) -> None:
    with store.turn() as turn:
        assert turn.head == 0
    assert store.head() == 0


def test_a_turn_that_fails_leaves_nothing(store: SQLiteStore) -> None:
    answer = StoredAnswer(uuid4(), "client:1", b"", 1, 1)
    with pytest.raises(PowerCut):
        append_and_lose_power(store, answer)
    assert (store.head(), store.answers([answer.command_id])) == (0, {})
    append(store, fact(1))
    assert store.head() == 1


@pytest.mark.parametrize(
    "conflicting", [fact(3, MISSION, 1), fact(2, MISSION, 3)], ids=["version", "position"]
)
def test_a_conflict_leaves_nothing(store: SQLiteStore, conflicting: StoredFact) -> None:
    append(store, fact(1), fact(2))
    with pytest.raises(IntegrityError), store.turn() as turn:
        turn.append([fact(4, OTHER, 1), conflicting], [])
    assert store.head() == 2


def test_a_command_is_answered_once(store: SQLiteStore) -> None:
    answer = StoredAnswer(uuid4(), "client:1", b"", 1, 0)
    with pytest.raises(IntegrityError), store.turn() as turn:
        turn.append([fact(1)], [answer, answer])
    assert store.head() == 0


def test_a_conflict_that_the_caller_survives_still_leaves_nothing(store: SQLiteStore) -> None:
    with store.turn() as turn:
        turn.append([fact(1)], [])
        with pytest.raises(IntegrityError):
            turn.append([fact(2), fact(1)], [])
    assert store.head() == 0


def test_a_turn_that_is_over_cannot_append(store: SQLiteStore) -> None:
    with store.turn() as turn:
        pass
    with pytest.raises(AssertionError):
        turn.append([fact(1)], [])
    assert store.head() == 0


def test_positions_are_the_same_after_a_rollback_and_a_vacuum(store: SQLiteStore, path: Path) -> None:
    append(store, fact(1), fact(2), fact(3))
    with pytest.raises(IntegrityError):
        append(store, fact(4), fact(1))
    before = kept(path)
    with closing(sqlite3.connect(path)) as file:
        file.execute("VACUUM")
    append(store, fact(4))
    assert kept(path) == [*before, (4, MISSION.hex, 4, "fr.jalon.test.v1", b'{"n":4}')]


def test_the_library_never_gives_a_position_that_the_store_gave(store: SQLiteStore, path: Path) -> None:
    append(store, fact(1), fact(2))
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("DELETE FROM stored_events WHERE notification_id = 2")
    with recorder(path) as library:
        assert library.insert_events([StoredEvent(OTHER, 1, "fr.jalon.test.v1", b"{}")]) == [3]


def test_the_library_and_the_store_see_the_same_rows(store: SQLiteStore, path: Path) -> None:
    append(store, fact(1))
    with recorder(path) as library:
        assert library.insert_events([StoredEvent(MISSION, 2, "fr.jalon.test.v1", b"{}")]) == [2]
        append(store, fact(3))
        seen = library.select_notifications(None, 10)
        stream = library.select_events(MISSION)
    assert [StoredFact(n.id, n.originator_id, n.originator_version, n.topic, n.state) for n in seen] == (
        store.read()
    )
    assert [event.state for event in stream] == [stored.body for stored in store.stream(MISSION)]


@contextmanager
def recorder(path: Path) -> Iterator[JalonRecorder]:
    datastore = SQLiteDatastore(str(path))
    try:
        library = JalonRecorder(datastore)
        library.create_table()
        yield library
    finally:
        datastore.close()


def test_a_commit_that_the_disk_refuses_has_an_unknown_outcome_and_the_next_turn_goes_on(
    store: SQLiteStore,
) -> None:
    append(store, fact(1))
    with disk_full(), pytest.raises(StoreFailed), store.turn() as turn:
        turn.append([fact(2)], [])
    assert store.head() == 1
    append(store, fact(2))
    assert (store.head(), store.check()) == (2, [])


@contextmanager
def disk_full() -> Iterator[None]:
    """No file of this process may grow or be written past its first bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_readers_in_other_threads_see_the_log_as_it_was_before_the_open_turn(store: SQLiteStore) -> None:
    append(store, fact(1))
    seen: list[list[StoredFact]] = []
    with store.turn() as turn:
        turn.append([fact(2)], [])
        threads = [Thread(target=lambda: seen.append(list(store.facts()))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen == [[fact(1)]] * 8


def test_turns_of_many_threads_follow_each_other(store: SQLiteStore) -> None:
    def write() -> None:
        stream = uuid4()
        for version in range(1, 26):
            with store.turn() as turn:
                turn.append([fact(turn.head + 1, stream, version)], [])

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [stored.position for stored in store.facts()] == list(range(1, 101))
    assert store.check() == []


def test_a_closed_store_fails(store: SQLiteStore) -> None:
    store.head()
    store.close()
    with pytest.raises(StoreFailed), store.turn():
        pass
    with pytest.raises(StoreFailed):
        store.head()
