"""Positions follow the order of commits: a reader that goes on from its last position misses nothing."""

import os
import random
from collections.abc import Callable
from contextlib import closing, suppress
from threading import Thread
from uuid import uuid4

import psycopg
import pytest

from adapters.compose.opening import open_existing_store, open_store
from adapters.engine.store.database import Database
from adapters.engine.store.recorder import UnitOfWork
from adapters.engine.store.stored import ClockKind, HeadMoved, StoredNotification, StoreFailed

UNITS = 3_000 if os.environ.get("JALON_LONG") else 60
WRITERS = 4

BY_HAND = """
SELECT jalon.append(coalesce(max(notification_id), 0), ARRAY[%s], ARRAY[1], ARRAY['t'], ARRAY['\\x']::bytea[],
    '{}', '{}', '{}', '{}', '{}', '{}')
FROM jalon.stored_events
"""


def write(database: Database) -> None:
    """Add events as the dispatcher does, one to three a unit of work."""
    stream, version, chance = uuid4(), 0, random.Random(7)
    with closing(open_existing_store(database)) as store:
        for _ in range(UNITS):
            count = chance.randint(1, 3)
            version += _retry_unit(store.begin_unit_of_work, lambda unit: _add(unit, stream, version, count))  # noqa: B023


def _retry_unit(begin: Callable, work: Callable[[UnitOfWork], int]) -> int:
    while True:
        with suppress(HeadMoved), begin() as taken:
            return work(taken)


def _add(unit: UnitOfWork, stream: object, version: int, count: int) -> int:
    places = range(unit.head + 1, unit.head + count + 1)
    events = [StoredNotification(at, stream, version + n, "t", b"") for n, at in enumerate(places, 1)]  # type: ignore[arg-type]
    unit.insert_events(events)
    return count


def dawdle(database: Database, committed: list[None]) -> None:
    """Add events in transactions that wait before the commit, as with a slow disk or a debugger."""
    chance = random.Random(8)
    with psycopg.connect(database.url) as connection:
        for _ in range(UNITS):
            with suppress(psycopg.DatabaseError), connection.transaction():
                connection.execute(BY_HAND, [uuid4()])
                connection.execute("SELECT pg_sleep(%s)", [chance.uniform(0, 0.004)])
                committed.append(None)


def test_a_reader_that_follows_positions_misses_nothing(database: Database) -> None:
    committed: list[None] = []
    with closing(open_store(database, tenant="t", clock=ClockKind.REAL)) as store:
        writers = [Thread(target=write, args=[database]) for _ in range(WRITERS)]
        writers += [Thread(target=dawdle, args=[database, committed]) for _ in range(2)]
        for writer in writers:
            writer.start()
        followed: list[StoredNotification] = []
        while any(writer.is_alive() for writer in writers):
            position = followed[-1].id if followed else 0
            if store.await_beyond(position, 0.05) > position:
                followed += store.select_notifications(position + 1, 7)
        followed += store.read_log(after=followed[-1].id)
        assert followed == list(store.read_log())
        assert [event.id for event in followed] == list(range(1, len(followed) + 1))
        assert len(followed) > len(committed) > 0
        assert store.check() == []


def test_an_event_is_seen_within_a_second_though_its_notification_is_lost(database: Database) -> None:
    with closing(open_store(database, tenant="t", clock=ClockKind.REAL)) as store:
        seen: list[int] = []
        waiting = Thread(target=lambda: seen.append(store.await_beyond(0, 30)))
        waiting.start()
        with psycopg.connect(database.url, autocommit=True) as silent:
            _others(silent, at_least=1)  # it listens
            silent.execute("INSERT INTO jalon.stored_events VALUES (1, %s, 1, 't', '')", [uuid4()])
        waiting.join(timeout=5)
        assert seen == [1]


def test_who_waits_for_events_goes_on_when_its_connection_is_cut(database: Database) -> None:
    with closing(open_store(database, tenant="t", clock=ClockKind.REAL)) as store:
        seen: list[int] = []
        waiting = Thread(target=lambda: seen.append(store.await_beyond(0, 30)))
        waiting.start()
        with psycopg.connect(database.url, autocommit=True) as killer:
            for _ in range(3):
                for pid in _others(killer, at_least=1):
                    killer.execute("SELECT pg_terminate_backend(%s)", [pid])
        with closing(open_existing_store(database)) as other:
            _retry_unit(other.begin_unit_of_work, lambda unit: _add(unit, uuid4(), 0, 1))
        waiting.join(timeout=5)
        assert seen == [1]


def test_a_unit_whose_connection_is_cut_fails_and_the_next_one_goes_on(database: Database) -> None:
    with closing(open_store(database, tenant="t", clock=ClockKind.REAL)) as store:
        _retry_unit(store.begin_unit_of_work, lambda unit: _add(unit, uuid4(), 0, 1))
        with psycopg.connect(database.url, autocommit=True) as killer:

            def cut_before(work: Callable[[UnitOfWork], object]) -> None:
                with store.begin_unit_of_work() as unit:
                    for pid in _others(killer, at_least=1):
                        killer.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
                    work(unit)

            for work in (lambda unit: unit.select_states(uuid4()), lambda unit: _add(unit, uuid4(), 0, 1)):
                with pytest.raises(StoreFailed):
                    cut_before(work)
        _retry_unit(store.begin_unit_of_work, lambda unit: _add(unit, uuid4(), 0, 1))
        assert store.head() == 2


def _others(connection: psycopg.Connection, *, at_least: int) -> list[int]:
    """Wait until so many other connections to this database are open; return the ids of their processes."""
    query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    while True:
        found = [pid for (pid,) in connection.execute(query).fetchall()]
        if len(found) >= at_least:
            return found
