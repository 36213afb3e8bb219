"""One turn to write: all of it is kept or nothing, and what is kept never changes."""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from threading import Thread
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError

from adapters.compose.opening import open_existing_store, open_store
from adapters.engine.store.database import Database
from adapters.engine.store.recorder import LIMIT, Store, UnitOfWork
from adapters.engine.store.stored import (
    ClockKind,
    HeadMoved,
    Place,
    StoredAnswer,
    StoredNotification,
    StoreFailed,
)
from tests.adapters.places import read_log_rows

T = TypeVar("T")
MISSION = UUID(int=1)
OTHER = UUID(int=2)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    with closing(open_store(place, tenant="jalonnex", clock=ClockKind.REAL)) as store:
        yield store


def event(position: int, stream: UUID = MISSION, version: int | None = None) -> StoredNotification:
    return StoredNotification(
        position, stream, version or position, "fr.jalon.test.v1", b'{"n":%d}' % position
    )


class PowerCut(Exception):
    """What may happen to anybody in the middle of a turn."""


def append(store: Store, *events: StoredNotification) -> None:
    with store.begin_unit_of_work() as unit:
        unit.insert_events(events)


def decided(store: Store, work: Callable[[UnitOfWork], T]) -> T:
    """Do something in a turn, again in another one while the head moves, as the dispatcher does."""
    while True:
        with suppress(HeadMoved), store.begin_unit_of_work() as unit:
            return work(unit)


def append_and_lose_power(store: Store, answer: StoredAnswer) -> None:
    with store.begin_unit_of_work() as unit:
        unit.insert_events([event(1)], answers=[answer])
        raise PowerCut


def append_in_parts(unit: UnitOfWork, parts: int = 5, each: int = 20) -> list[StoredAnswer]:
    """Append so many events again and again, each answering a command; return the answers."""
    answers = list[StoredAnswer]()
    for part in range(parts):
        places = range(unit.head + part * each + 1, unit.head + (part + 1) * each + 1)
        answered = [StoredAnswer(uuid4(), "client:1", b"\x01" * 32, at, at) for at in places]
        unit.insert_events([event(at) for at in places], answers=answered)
        answers += answered
    return answers


def test_a_new_store_has_nothing(store: Store) -> None:
    assert (
        store.head(),
        store.select_notifications(None, LIMIT),
        list(store.read_log()),
        store.select_events(MISSION),
    ) == (0, [], [], [])
    assert store.select_answers([uuid4()]) == store.select_answers([]) == {}
    assert (store.tenant, store.clock, store.check()) == ("jalonnex", ClockKind.REAL, [])


def test_what_is_appended_is_there_for_all_once_the_turn_has_ended(store: Store) -> None:
    events = [event(1), event(2, OTHER, 1), event(3, MISSION, 2)]
    with store.begin_unit_of_work() as unit:
        assert unit.head == 0
        unit.insert_events(events)
        assert (store.head(), store.select_notifications(None, LIMIT)) == (0, [])
    assert (store.head(), store.select_notifications(None, LIMIT)) == (3, events)
    assert (store.select_notifications(2, 1), list(store.read_log(after=2))) == ([events[1]], [events[2]])
    assert store.select_events(MISSION) == [events[0], events[2]]


def test_the_log_is_read_over_many_pages(store: Store) -> None:
    events = [event(position) for position in range(1, 12_001)]
    append(store, *events)
    assert list(store.read_log()) == events


@pytest.mark.parametrize("body", [b"", b'{"caf\xc3\xa9": 1.10}', bytes(range(256)), b"\x00" * 100_000])
def test_bytes_in_are_bytes_out(store: Store, place: Place, body: bytes) -> None:
    append(store, StoredNotification(1, MISSION, 1, "fr.jalon.test.v1", body))
    assert [stored.state for stored in store.select_notifications(None, LIMIT)] == [body]
    assert read_log_rows(place) == [(1, MISSION, 1, "fr.jalon.test.v1", body)]


def test_an_answer_is_found_by_its_command(store: Store) -> None:
    stated = StoredAnswer(uuid4(), "client:1", b"\x01" * 32, 1, 2)
    nothing_stated = StoredAnswer(uuid4(), "client:2", b"\x02" * 32, 3, 2)
    with store.begin_unit_of_work() as unit:
        unit.insert_events([event(1), event(2)], answers=[stated, nothing_stated])
    asked = [stated.command_id, uuid4(), nothing_stated.command_id]
    expected = {stated.command_id: stated, nothing_stated.command_id: nothing_stated}
    assert store.select_answers(asked) == expected
    assert decided(store, lambda unit: unit.select_answers(asked)) == expected


def test_an_answer_alone_is_kept(store: Store) -> None:
    answer = StoredAnswer(uuid4(), "client:1", b"", 1, 0)
    with store.begin_unit_of_work() as unit:
        unit.insert_events([], answers=[answer])
    assert store.select_answers([answer.command_id]) == {answer.command_id: answer}


def test_a_turn_that_appends_nothing_leaves_nothing(store: Store) -> None:
    with store.begin_unit_of_work() as unit:
        assert unit.head == 0
    assert store.head() == 0


def test_a_turn_that_fails_leaves_nothing(store: Store) -> None:
    answer = StoredAnswer(uuid4(), "client:1", b"", 1, 1)
    with pytest.raises(PowerCut):
        append_and_lose_power(store, answer)
    assert (store.head(), store.select_answers([answer.command_id])) == (0, {})
    append(store, event(1))
    assert store.head() == 1


def test_what_is_appended_part_by_part_is_kept_together(store: Store) -> None:
    append(store, event(1))
    with store.begin_unit_of_work() as unit:
        asked = uuid4()
        assert unit.select_answers([asked]) == {}
        answers = append_in_parts(unit)
        assert store.head() == 1
        assert unit.select_states(MISSION) == [("fr.jalon.test.v1", event(1).state)]
    assert list(store.read_log()) == [event(position) for position in range(1, 102)]
    assert store.select_answers([each.command_id for each in answers]) == {
        each.command_id: each for each in answers
    }
    append(store, event(102))


def test_a_part_larger_than_any_buffer_is_kept(store: Store) -> None:
    """As large as a page that a recovery takes."""
    with store.begin_unit_of_work() as unit:
        events = [event(at)._replace(state=bytes(1_500)) for at in range(1, 5_001)]
        unit.insert_events(
            events,
            answers=[StoredAnswer(uuid4(), "client:1", b"\x01" * 32, at, at) for at in range(1, 5_001)],
        )
    assert (store.head(), len(list(store.read_answers()))) == (5_000, 5_000)


def test_a_turn_that_fails_after_many_parts_leaves_nothing(store: Store) -> None:
    def lose_power() -> None:
        with store.begin_unit_of_work() as unit:
            append_in_parts(unit)
            raise PowerCut

    with pytest.raises(PowerCut):
        lose_power()
    assert (store.head(), list(store.read_answers())) == (0, [])
    append(store, event(1))


@pytest.mark.parametrize("more", [1, 40], ids=["few", "many"])
def test_a_conflict_after_many_parts_leaves_nothing(store: Store, more: int) -> None:
    append(store, event(1))
    conflicting = [event(101 + place, OTHER, 1) for place in range(1, more + 2)]
    answers = [StoredAnswer(uuid4(), "client:1", b"", 1, 0) for _ in conflicting]
    with pytest.raises(IntegrityError):
        decided(store, lambda unit: (append_in_parts(unit), unit.insert_events(conflicting, answers=answers)))
    assert (store.head(), list(store.read_answers())) == (1, [])
    append(store, event(2))


def test_a_command_is_answered_once_in_all_parts(store: Store) -> None:
    with pytest.raises(IntegrityError):
        decided(store, lambda unit: unit.insert_events([event(101)], answers=append_in_parts(unit)[:1]))
    assert (store.head(), list(store.read_answers())) == (0, [])


@pytest.mark.parametrize(
    "conflicting",
    [event(4, MISSION, 1), event(2, MISSION, 3)],
    ids=["version", "position"],
)
def test_a_conflict_leaves_nothing(store: Store, conflicting: StoredNotification) -> None:
    append(store, event(1), event(2))
    with pytest.raises(IntegrityError), store.begin_unit_of_work() as unit:
        unit.insert_events([event(3, OTHER, 1), conflicting])
    assert store.head() == 2


def test_a_command_is_answered_once(store: Store) -> None:
    answer = StoredAnswer(uuid4(), "client:1", b"", 1, 0)
    with pytest.raises(IntegrityError), store.begin_unit_of_work() as unit:
        unit.insert_events([event(1)], answers=[answer, answer])
    assert store.head() == 0


def test_a_conflict_that_the_caller_survives_still_leaves_nothing(store: Store) -> None:
    with store.begin_unit_of_work() as unit:
        unit.insert_events([event(1)])
        with pytest.raises(IntegrityError):
            unit.insert_events([event(2), event(1)])
    assert store.head() == 0


def test_a_turn_that_is_over_cannot_append(store: Store) -> None:
    with store.begin_unit_of_work() as unit:
        pass
    with pytest.raises(AssertionError):
        unit.insert_events([event(1)])
    assert store.head() == 0


def test_readers_in_other_threads_see_the_log_as_it_was_before_the_open_turn(store: Store) -> None:
    append(store, event(1))
    seen: list[list[StoredNotification]] = []
    with store.begin_unit_of_work() as unit:
        unit.insert_events([event(2)])
        threads = [Thread(target=lambda: seen.append(list(store.read_log()))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen == [[event(1)]] * 8


def test_turns_of_many_threads_follow_each_other(store: Store) -> None:
    def write() -> None:
        stream = uuid4()
        for version in range(1, 26):
            with store.begin_unit_of_work() as unit:
                unit.insert_events([event(unit.head + 1, stream, version)])

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [stored.id for stored in store.read_log()] == list(range(1, 101))
    assert store.check() == []


def test_a_closed_store_fails(store: Store) -> None:
    store.head()
    store.close()
    with pytest.raises(StoreFailed), store.begin_unit_of_work():
        pass
    with pytest.raises(StoreFailed):
        store.head()


def test_a_turn_tells_the_log_up_to_its_head_though_it_went_on(place: Place, store: Store) -> None:
    append(store, event(1))
    with (
        closing(open_existing_store(place)) as other,
        suppress(HeadMoved),
        store.begin_unit_of_work() as unit,
    ):
        if isinstance(place, Database):  # in a file, the other one waits
            append(other, event(2))
        assert (unit.head, unit.select_notifications(0, inclusive_of_start=False)) == (1, [event(1)])
        assert unit.select_states(MISSION) == [(event(1).topic, event(1).state)]


def test_a_store_seen_by_two_goes_on_from_the_head_of_either(place: Place, store: Store) -> None:
    with closing(open_existing_store(place)) as other:
        for n in range(8):
            decided((store, other)[n % 2], lambda unit: unit.insert_events([event(unit.head + 1)]))
        assert [stored.id for stored in store.read_log()] == list(range(1, 9))
        assert store.check() == other.check() == []


def test_who_waits_is_woken_by_an_append_and_not_before(place: Place, store: Store) -> None:
    append(store, event(1))
    assert (store.await_beyond(0, 30), store.await_beyond(1, 0.05)) == (1, 1)
    woken: list[int] = []
    waiting = Thread(target=lambda: woken.append(store.await_beyond(1, 30)))
    waiting.start()
    with closing(open_existing_store(place)) as other:
        append(other, event(2))
    waiting.join()
    assert woken == [2]


def test_the_events_of_some_types_are_read_page_by_page_whatever_their_version(store: Store) -> None:
    types = ["fr.jalon.signed.v1", "fr.jalon.signed_late.v1", "fr.jalon.signed.v2", "fr.jalon.paid.v1"]
    told = [(at, types[at % 4], b"{}") for at in range(1, 23)]
    append(store, *(StoredNotification(at, MISSION, at, type, body) for at, type, body in told))
    for only in (frozenset({"fr.jalon.signed.v"}), frozenset({"fr.jalon.signed.v", "fr.jalon.paid.v"})):
        wanted = [(at, type, b"{}") for at, type, _ in told if type.rstrip("0123456789") in only and at > 2]
        for limit in (1, 3, 4, 50):
            pages = list(store.select_chunks(2, limit, only))
            assert [event for page in pages for event in page] == wanted
            assert all(len(page) == limit for page in pages[:-1])
    assert (
        list(store.select_chunks(22, 5, only))
        == list(store.select_chunks(0, 5, frozenset({"fr.jalon.none.v"})))
        == []
    )


def test_a_reader_who_stops_between_two_pages_leaves_the_store_as_it_was(store: Store) -> None:
    append(store, *(event(at) for at in range(1, 10)))
    for _ in range(3):
        pages = store.select_chunks(0, 2, frozenset({"fr.jalon.test.v"}))
        assert [position for position, *_ in next(pages)] == [1, 2]
        del pages
        assert store.select_notifications(8, 1, inclusive_of_start=False) == [event(9)]
        append(store, event(store.head() + 1))
