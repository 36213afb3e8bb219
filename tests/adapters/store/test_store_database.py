"""A database as a store: its checks, lost races with other writers, and the rights of each role."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from threading import Barrier, Thread
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError

from adapters.compose.opening import open_existing_store, open_store
from adapters.engine.store.database import Database, DatabaseUnusable, is_database
from adapters.engine.store.recorder import LIMIT, Store
from adapters.engine.store.stored import (
    ClockKind,
    HeadMoved,
    StoredAnswer,
    StoredNotification,
    StoreFailed,
    StoreMissing,
    StoreUnusable,
)
from adapters.postgres.connections import Connection, Connections, Row
from adapters.postgres.migrations import list_migrations, migrate
from adapters.postgres.postgres_store import PostgresStore
from tests.adapters.store.test_unit_of_work import MISSION, OTHER, append, append_in_parts, event, retry_unit
from tests.postgres import Server


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with closing(open_store(database, tenant="jalonnex", clock=ClockKind.REAL)) as store:
        yield store


@pytest.fixture
def other(database: Database, store: Store) -> Iterator[Store]:
    with closing(open_existing_store(database)) as other:
        yield other


@pytest.fixture
def empty(postgres: Server) -> Iterator[Database]:
    name = postgres.new_database(migrated=False)
    yield Database(postgres.url(name))
    postgres.drop(name)


def answer(command: UUID, head: int) -> StoredAnswer:
    return StoredAnswer(command, "client:1", b"", head + 1, head)


# Lost races ------------------------------------------------------------------------------------


def test_a_unit_whose_head_moved_keeps_nothing_and_the_next_one_knows_it(store: Store, other: Store) -> None:
    append(store, event(1))
    append(other, event(2))
    with pytest.raises(HeadMoved):
        append(store, event(2, OTHER, 1))
    with store.begin_unit_of_work() as unit:
        assert unit.head == 2
        unit.insert_events([event(3, OTHER, 1)])
    assert [stored.originator_id for stored in store.read_log()] == [MISSION, MISSION, OTHER]


def test_a_unit_that_has_nothing_to_append_is_no_less_valid_on_its_head_alone(
    store: Store, other: Store
) -> None:
    append(store, event(1))
    append(other, event(2))
    with pytest.raises(HeadMoved), store.begin_unit_of_work() as unit:
        assert unit.head == 1


def test_a_command_that_another_answered_on_the_same_head_is_found_in_the_next_unit(
    store: Store, other: Store
) -> None:
    command = uuid4()
    append(store, event(1))
    retry_unit(other, lambda unit: unit.insert_events([], answers=[answer(command, 1)]))
    with pytest.raises(HeadMoved), store.begin_unit_of_work() as unit:
        unit.insert_events([event(2)], answers=[answer(command, 2)])
    with store.begin_unit_of_work() as unit:
        assert unit.select_answers([command]) == {command: answer(command, 1)}
    assert store.head() == 1


def test_a_command_taken_for_new_without_an_answer_to_keep_is_looked_up_too(
    store: Store, other: Store
) -> None:
    """So a dry run of a command that was answered gets the answer."""
    command = uuid4()
    append(store, event(1))
    retry_unit(other, lambda unit: unit.insert_events([], answers=[answer(command, 1)]))
    with pytest.raises(HeadMoved), store.begin_unit_of_work() as unit:
        assert unit.select_answers([command]) == {}
    assert retry_unit(store, lambda unit: unit.select_answers([command])) == {command: answer(command, 1)}


def test_others_wait_for_a_writer_that_lost_a_few_races(postgres: Server, store: Store, other: Store) -> None:
    """A big batch takes long to decide; small ones of another process would overtake it for ever."""

    def hurry() -> None:
        retry_unit(other, lambda unit: unit.insert_events([event(unit.head + 1)]))

    def dawdle() -> None:
        with store.begin_unit_of_work() as unit:
            hurry()
            unit.insert_events([event(unit.head + 1, OTHER, 1)])

    for _ in range(3):
        with pytest.raises(HeadMoved):
            dawdle()
    hurrying = Thread(target=hurry)
    with store.begin_unit_of_work() as unit:
        hurrying.start()
        while not postgres.do("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            pass
        unit.insert_events([event(unit.head + 1, OTHER, 1)])
    hurrying.join()
    assert [stored.originator_id for stored in store.read_log()] == [MISSION] * 3 + [OTHER, MISSION]


def test_a_long_unit_whose_head_moved_keeps_nothing(store: Store, other: Store) -> None:
    append(store, event(1))
    append(other, event(2, OTHER, 1))
    with pytest.raises(HeadMoved), store.begin_unit_of_work() as unit:
        append_in_parts(unit)
    assert (store.head(), list(store.read_answers())) == (2, [])
    retry_unit(store, append_in_parts)
    assert (store.head(), len(list(store.read_answers()))) == (102, 100)


def test_a_long_unit_finds_at_its_end_what_another_answered(store: Store, other: Store) -> None:
    command = uuid4()
    append(store, event(1))
    retry_unit(other, lambda unit: unit.insert_events([], answers=[answer(command, 1)]))

    def ask_and_append() -> None:
        with store.begin_unit_of_work() as unit:
            assert unit.select_answers([command]) == {}
            append_in_parts(unit)

    with pytest.raises(HeadMoved):
        ask_and_append()
    assert store.head() == 1


def test_others_wait_for_a_long_unit_that_goes_on_selecting(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = b"SET LOCAL idle_in_transaction_session_timeout = '300ms'"
    monkeypatch.setattr("adapters.postgres.connections.PATIENCE", patience)
    with store.begin_unit_of_work() as unit:
        append_in_parts(unit)
        for _ in range(5):
            time.sleep(0.1)
            assert unit.select_states(OTHER) == []
    assert store.head() == 100


def test_a_long_unit_that_cannot_begin_keeps_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.postgres.connections.PATIENCE", b"SELECT 1 / 0")
    with pytest.raises(StoreFailed, match="division by zero"):
        retry_unit(store, append_in_parts)
    assert (store.head(), list(store.read_answers())) == (0, [])


LOCKED_OR_GONE = """
SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
UNION ALL SELECT 1 WHERE NOT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
)
"""
"""Returns a row once somebody holds the lock of the log, or no other session is in a transaction."""


def test_a_long_unit_of_work_that_is_overtaken_before_its_lock_keeps_nothing(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its parts are sent without waiting: the server may take those of another session first."""
    begin, stopped = Connection.begin_transaction, list[int]()

    def begin_and_stop(connection: Connection) -> None:
        begin(connection)
        stopped.append(connection.info.backend_pid)
        os.kill(stopped[0], signal.SIGSTOP)

    monkeypatch.setattr(Connection, "begin_transaction", begin_and_stop)

    def append_and_lose() -> None:
        with store.begin_unit_of_work() as unit:
            append_in_parts(unit)
            try:
                append(other, event(1))
            finally:
                os.kill(stopped[0], signal.SIGCONT)

    with pytest.raises(HeadMoved):
        append_and_lose()
    assert [stored.originator_version for stored in store.read_log()] == [1]


def test_others_do_not_wait_for_a_long_unit_that_falls_silent(
    postgres: Server, database: Database, store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = b"SET LOCAL idle_in_transaction_session_timeout = '100ms'"
    monkeypatch.setattr("adapters.postgres.connections.PATIENCE", patience)

    def go_away() -> None:
        with store.begin_unit_of_work() as unit:
            append_in_parts(unit)
            while not postgres.do(LOCKED_OR_GONE, database.name):
                pass
            append(other, event(1))

    with pytest.raises(StoreFailed):
        go_away()
    assert [stored.originator_version for stored in store.read_log()] == [1]


def test_positions_have_no_gap(store: Store) -> None:
    with pytest.raises(IntegrityError):
        append(store, event(2))
    append(store, event(1))
    assert store.head() == 1


def test_of_many_that_append_on_the_same_head_one_is_kept(database: Database, store: Store) -> None:
    rounds, together = 20, 4
    barrier, kept = Barrier(together), list[int]()

    def compete() -> None:
        with closing(open_existing_store(database)) as mine:
            with mine.begin_unit_of_work():
                pass  # learns the head
            for position in range(rounds):
                barrier.wait()
                with suppress(HeadMoved):
                    append(mine, event(position + 1))
                    kept.append(position + 1)
                barrier.wait()
                with suppress(HeadMoved), mine.begin_unit_of_work():
                    pass  # learns the head

    threads = [Thread(target=compete) for _ in range(together)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept == [stored.id for stored in store.read_log()] == list(range(1, rounds + 1))


# Migrations ------------------------------------------------------------------------------------


def test_a_database_is_migrated_once_by_whoever_comes_first(empty: Database) -> None:
    taken: list[list[int]] = []
    threads = [
        Thread(target=lambda: taken.append([step.number for step in migrate(empty)])) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken, reverse=True) == [[step.number for step in list_migrations()], [], [], []]


def test_a_database_that_was_not_migrated_says_how(empty: Database) -> None:
    for opening in (
        lambda: open_existing_store(empty),
        lambda: open_store(empty, tenant="t", clock=ClockKind.REAL),
    ):
        with pytest.raises(StoreUnusable, match="run jalon migrate"):
            opening()


def test_a_migrated_database_holds_no_store_until_somebody_writes(database: Database) -> None:
    with pytest.raises(StoreMissing):
        open_existing_store(database)
    with closing(open_store(database, tenant="mine", clock=ClockKind.SIMULATED)) as store:
        assert (store.tenant, store.clock) == ("mine", ClockKind.SIMULATED)
    with closing(open_store(database, tenant="other", clock=ClockKind.REAL)) as store:
        assert (store.tenant, store.clock) == ("mine", ClockKind.SIMULATED)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("INSERT INTO jalon.migration VALUES (9999, 'what_is_to_come')", "newer schema version 9999"),
        ("DELETE FROM jalon.migration WHERE number > 1", "older schema: run jalon migrate"),
    ],
)
def test_a_store_of_another_version_is_refused(
    postgres: Server, own_database: Database, changed: str, said: str
) -> None:
    postgres.do(changed, own_database.name)
    with pytest.raises(StoreUnusable, match=said):
        open_existing_store(own_database)


def test_a_newer_store_is_not_migrated(postgres: Server, own_database: Database) -> None:
    postgres.do("INSERT INTO jalon.migration VALUES (9999, 'what_is_to_come')", own_database.name)
    with pytest.raises(DatabaseUnusable, match="newer schema version 9999"):
        migrate(own_database)


def test_another_programs_schema_of_our_name_is_left_alone(postgres: Server, empty: Database) -> None:
    postgres.do("CREATE SCHEMA jalon; CREATE TABLE jalon.theirs ()", empty.name)
    with pytest.raises(DatabaseUnusable, match="another program's schema"):
        migrate(empty)
    assert postgres.do("SELECT count(*) FROM pg_tables WHERE schemaname = 'jalon'", empty.name) == [(1,)]


# Who may do what -------------------------------------------------------------------------------


@pytest.fixture
def logins(postgres: Server, own_database: Database) -> Iterator[dict[str, Database]]:
    """A login for each role, as an operator would make them."""
    migrate(own_database)
    made = {role: f"{own_database.name}_{role}_login" for role in ("writer", "reader")}
    for role, login in made.items():
        postgres.do(f"CREATE ROLE {login} LOGIN IN ROLE {own_database.name}_{role}")
    yield {role: Database(postgres.url(own_database.name, login)) for role, login in made.items()}
    postgres.drop(own_database.name)
    for role, login in made.items():
        postgres.do(f"DROP ROLE {login}")
        postgres.do(f"DROP ROLE {own_database.name}_{role}")


@pytest.fixture
def owned(own_database: Database) -> Iterator[Store]:
    with closing(open_store(own_database, tenant="jalonnex", clock=ClockKind.REAL)) as store:
        yield store


def test_a_writer_appends_and_reads(logins: dict[str, Database]) -> None:
    with closing(open_store(logins["writer"], tenant="t", clock=ClockKind.REAL)) as store:
        append(store, event(1))
        assert (store.select_notifications(None, LIMIT), store.check(), store.await_beyond(0, 1)) == (
            [event(1)],
            [],
            1,
        )


FORBIDDEN = (
    "UPDATE jalon.stored_events SET state = ''",
    "DELETE FROM jalon.stored_events",
    "TRUNCATE jalon.stored_events",
    "INSERT INTO jalon.stored_events SELECT 2, originator_id, 2, topic, state FROM jalon.stored_events",
    "DELETE FROM jalon.answers",
    "UPDATE jalon.answers SET principal = 'me'",
    "UPDATE jalon.store SET tenant = 'me'",
    "UPDATE jalon.data_key SET wrapped = NULL, destroyed_at = now()",
    "DELETE FROM jalon.vault",
    "DELETE FROM jalon.document",
    "UPDATE jalon.migration SET number = 0",
    "DROP TABLE jalon.stored_events",
    "ALTER TABLE jalon.stored_events DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "CREATE TABLE jalon.mine ()",
    "CREATE OR REPLACE FUNCTION jalon.take_turn() RETURNS void LANGUAGE sql AS ''",
)


@pytest.mark.parametrize("role", ["writer", "reader"])
def test_nobody_who_serves_changes_what_was_stored(
    logins: dict[str, Database], owned: Store, role: str
) -> None:
    retry_unit(owned, lambda unit: unit.insert_events([event(1)], answers=[answer(uuid4(), 1)]))
    with psycopg.connect(logins[role].url, autocommit=True) as connection:
        for statement in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
    assert owned.select_notifications(None, LIMIT) == [event(1)]


def test_a_reader_calls_nothing_that_changes_anything(logins: dict[str, Database]) -> None:
    with psycopg.connect(logins["reader"].url) as connection:
        callable_ = connection.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'jalon'::regnamespace"
            " AND has_function_privilege(oid, 'EXECUTE')"
        ).fetchall()
    assert callable_ == []


def test_a_reader_reads_and_cannot_append(logins: dict[str, Database], owned: Store) -> None:
    append(owned, event(1))
    with closing(open_existing_store(logins["reader"])) as reading:
        assert (reading.select_notifications(None, LIMIT), reading.await_beyond(0, 1)) == ([event(1)], 1)
        with pytest.raises(StoreFailed, match="permission denied"):
            append(reading, event(2))
    assert owned.head() == 1


def test_not_even_the_owner_changes_an_event_by_a_slip_of_the_pen(
    postgres: Server, database: Database, store: Store
) -> None:
    retry_unit(store, lambda unit: unit.insert_events([event(1)], answers=[answer(uuid4(), 1)]))
    for table, column in (("stored_events", "state"), ("answers", "digest"), ("store", "tenant")):
        for slip in (f"UPDATE jalon.{table} SET {column} = {column}", f"DELETE FROM jalon.{table}"):
            with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
                postgres.do(slip, database.name)
        with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
            postgres.do(f"TRUNCATE jalon.{table}", database.name)


# Addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://lea:s3cret@db:5432/jalon", "postgresql://lea@db:5432/jalon"),
        ("postgres://lea:s3cret@db/jalon?sslmode=require", "postgresql://lea@db/jalon?sslmode=require"),
        ("postgresql:///jalon?host=/run/pg&user=lea&password=s3cret", "postgresql:///jalon?host=/run/pg&user=lea"),
        ("postgresql://db/jalon?sslpassword=s3cret", "postgresql://db/jalon"),
        ("postgresql://lea:s3cret%40%2F@[::1]/jalon", "postgresql://lea@[::1]/jalon"),
        ("postgresql://lea:s3@cret@db/jalon", "postgresql://lea@db/jalon"),
        ("postgresql://lea:s3cret@[::1/jalon", "postgresql://"),
    ],
)  # fmt: skip
def test_an_address_is_shown_without_what_opens_it(url: str, shown: str) -> None:
    assert is_database(url)
    assert str(Database(url)) == shown
    assert "s3" not in f"{Database(url)!r} {DatabaseUnusable(Database(url), 'x')!r}"


@pytest.mark.parametrize(
    "url", ["postgresql://lea:s3cret@[::1/jalon", "postgresql://lea:s3cret@db:port/jalon", "postgresql://?s3cret"]
)  # fmt: skip
def test_an_address_that_is_none_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises((StoreUnusable, StoreFailed)) as refused:
        open_existing_store(Database(url))
    assert "s3cret" not in str(refused.value)


def test_a_database_that_nobody_answers_for_is_away(postgres: Server) -> None:
    with pytest.raises(StoreFailed, match="connection"):
        open_existing_store(Database("postgresql://lea:s3cret@127.0.0.1:1/jalon"))
    with pytest.raises(StoreFailed, match="does not exist") as away:
        open_existing_store(Database(postgres.url("nowhere").replace("@", ":s3cret@")))
    assert "s3cret" not in str(away.value)


def test_a_closed_store_holds_no_connection(postgres: Server, database: Database) -> None:
    connections = Connections(database)
    store = PostgresStore.open(connections, tenant="t", clock=ClockKind.REAL)
    append(store, event(1))
    store.close()
    held = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database.name}'"
    deadline = time.monotonic() + 10
    while postgres.do(held) != [(0,)]:  # the server takes a moment to see that we left
        assert time.monotonic() < deadline


def test_a_reader_of_chunks_reads_on_when_the_server_cuts_its_connection(store: Store, other: Store) -> None:
    body = bytes(100_000)  # in all, more than fits into the buffers
    stored_events = [
        StoredNotification(at, UUID(int=1), at, "fr.jalon.test.v1", body) for at in range(1, 202)
    ]
    with store.begin_unit_of_work() as unit:
        unit.insert_events(stored_events)
    pages = store.select_chunks(0, 2, frozenset({"fr.jalon.test.v"}))
    read = list(next(pages))
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with other.connections.lend() as connection:  # type: ignore[attr-defined]
        connection.execute(f"{others} AND pid <> pg_backend_pid()")
    for page in pages:
        read += page
    assert read == [(event.id, event.topic, event.state) for event in stored_events]


def test_a_reader_whose_answers_are_all_lost_gives_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(connection: Connection, *_: object) -> Iterator[list[Row]]:
        connection.close()
        raise psycopg.OperationalError("the server went away")

    append(store, event(1))
    monkeypatch.setattr(Connection, "stream_rows", cut_off)
    with pytest.raises(StoreFailed, match="8 answers on end were lost"):
        list(store.select_chunks(0, 2, frozenset({"fr.jalon.test.v"})))


def test_a_reader_at_the_end_gives_its_connection_back(store: PostgresStore) -> None:
    def backend_pid() -> object:
        return store.connections.select_rows("SELECT pg_backend_pid()")

    append(store, *(event(at) for at in range(1, 6)))
    before = backend_pid()
    pages = store.select_chunks(0, 3, frozenset({"fr.jalon.test.v"}))
    assert [len(page) for page in (next(pages), next(pages))] == [3, 2]
    assert backend_pid() != before
    assert list(pages) == []
    assert backend_pid() == before
