"""An older database is restored under load: the lost events come back from the stream, with all answers."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from nats.aio.client import Client

from adapters.compose import Engine
from adapters.compose.backup_and_recovery import (
    count_missing,
    last_recorded_recovery,
    record_recovery,
    repeat_erasures,
)
from adapters.engine.dispatch import CommandAnswer
from adapters.engine.store.reinserting import Contradiction, ParsedEvent, Reinsertion
from adapters.engine.validation import CommandIdReused
from adapters.nats import stream_recovery
from adapters.nats.relay import Relay
from adapters.nats.stream_comparison import compare_stream
from adapters.nats.stream_recovery import Recovery, find_unrecorded, recover_events
from adapters.nats.stream_tail import StreamAhead
from adapters.sqlite.sqlite_store import SQLiteStore
from domain.operations.events import StreamRecovered
from tests.adapters.acts import engine_at
from tests.adapters.crash.living import AT_ONCE, life
from tests.adapters.crash.test_crash import prepare
from tests.adapters.nats.relaying import ROOT, grow, read_log, read_stream, relaying, store_at, until
from tests.broker import Broker, connected, make_stream

REQUESTS = {request.command_id: request for number in range(AT_ONCE) for request in life(number, 0)}


def copy_of(store: Path) -> Path:
    """Copy a database while others write to it, as a nightly backup does."""
    older = store.with_name("older.db")
    with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(older)) as copy:
        source.backup(copy)
    return older


def put_back(older: Path, store: Path) -> None:
    for file in (store, store.with_name(f"{store.name}-wal"), store.with_name(f"{store.name}-shm")):
        file.unlink(missing_ok=True)
    shutil.copy(older, store)


def answers_under_load(store: Path, url: str, before: int, after: int) -> dict[UUID, str]:
    """Let a process work, copy its database meanwhile, kill it later; return its answers."""
    command = [sys.executable, "-m", "tests.chaos.working", str(store), url, "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(before)]
        copy_of(store)
        lines += [process.stdout.readline() for _ in range(after)]
        process.kill()
        lines += process.stdout.read().rpartition("\n")[0].splitlines()
    pairs = (line.strip().partition(" ") for line in lines)
    return {UUID(command): answer for command, _, answer in pairs}


def describe_answer(answer: CommandAnswer) -> str:
    return f"{answer.outcome} {','.join(str(stated.position) for stated in answer.events)}"


@asynccontextmanager
async def open_broker(folder: Path) -> AsyncIterator[tuple[Broker, Client]]:
    with Broker(folder) as broker:
        client = await connected(broker.url)
        await make_stream(client)
        yield broker, client
        await client.close()


async def recover(client: Client, path: Path) -> tuple[int, Recovery | None]:
    """Recover and record the recovery, as `jalon recover --from-stream` does."""
    async with engine_at(path) as engine:
        added = await recover_events(client, engine.store)
        recovery = find_unrecorded(engine.store, last_recorded_recovery(engine))
        assert repeat_erasures(engine) == 0
        if recovery is not None:
            assert count_missing(engine, recovery).keys == 0
            await record_recovery(engine, recovery)
        return added, recovery


async def check_answers(engine: Engine, given: dict[UUID, str]) -> None:
    for command, answer in given.items():
        assert describe_answer(await engine.submit(REQUESTS[command])) == answer


async def check_refused(client: Client, path: Path) -> int:
    """Check that relay and comparison both see that the log is older; return its head."""
    older = SQLiteStore.open_existing(path)
    with pytest.raises(StreamAhead):
        await Relay(older, client).run()
    assert (await compare_stream(client, older)).difference is not None
    older.close()
    return older_head(path)


def older_head(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        ((head,),) = file.execute("SELECT max(notification_id) FROM stored_events")
    return head


async def check_in_step(engine: Engine, client: Client, broker: Broker) -> None:
    async with relaying(engine.store, broker.url) as relay:
        await until(lambda: relay.progress.position == engine.store.head())
    compared = await compare_stream(client, engine.store)
    assert (compared.difference, compared.waiting) == (None, 0)
    assert compared.events == compared.messages == engine.store.head()


def test_an_older_database_recovers_every_answer_from_the_stream(tmp_path: Path) -> None:
    async def test() -> None:
        path = tmp_path / "log.db"
        await prepare(path)
        async with open_broker(tmp_path) as (broker, client):
            given = await asyncio.to_thread(answers_under_load, path, broker.url, 150, 150)
            store = SQLiteStore.open_existing(path)
            async with relaying(store, broker.url) as relay:  # the service restarted, then the disk failed
                await until(lambda: relay.progress.position == store.head())
            whole = read_log(store)
            store.close()
            put_back(tmp_path / "older.db", path)
            head = await check_refused(client, path)
            assert head < len(whole) - 100
            added, recovery = await recover(client, path)
            assert recovery == Recovery(head + 1, len(whole), added)
            async with engine_at(path) as engine:
                assert read_log(engine.store)[:-1] == whole == await read_stream(client)
                assert engine.store.check() == []
                await check_answers(engine, given)
                (line,) = engine.read_log(len(whole))
                assert line.recorded.data == StreamRecovered(
                    stream_name="EVT", first=head + 1, last=len(whole), appended=added
                )
                await check_in_step(engine, client, broker)
            assert await recover(client, path) == (0, None)

    asyncio.run(test())


def test_a_recovered_command_is_answered_only_to_its_principal(tmp_path: Path) -> None:
    async def test() -> None:
        path = tmp_path / "log.db"
        await prepare(path)
        async with open_broker(tmp_path) as (broker, client):
            async with engine_at(path) as engine:
                older = copy_of(path)
                first, second, _, refused = life(0, 0)[:4]
                given = {one.command_id: describe_answer(await engine.submit(one)) for one in life(0, 0)[:4]}
                async with relaying(engine.store, broker.url) as relay:
                    await until(lambda: relay.progress.position == engine.store.head())
            put_back(older, path)
            await recover(client, path)
            async with engine_at(path) as engine:
                await check_answers(engine, given)
                for stolen, thief in ((first, second), (second, first), (refused, first)):
                    other = msgspec.structs.replace(stolen, actor=thief.actor)
                    with pytest.raises(CommandIdReused):
                        await engine.submit(other)

    asyncio.run(test())


async def interrupt_recovery(monkeypatch: pytest.MonkeyPatch, client: Client, store: SQLiteStore) -> None:
    """Recover in batches of seven, and fail after the third."""
    append_events, batches = stream_recovery._append_events, list[Sequence[ParsedEvent]]()

    def append_three(reinsertion: Reinsertion, events: Sequence[ParsedEvent]) -> None:
        batches.append(events)
        if len(batches) > 3:
            raise OSError("killed")
        append_events(reinsertion, events)

    monkeypatch.setattr("adapters.nats.stream_recovery.LIMIT", 7)
    monkeypatch.setattr("adapters.nats.stream_replay.MESSAGES_PER_READ", 7)
    with monkeypatch.context() as patched:
        patched.setattr(stream_recovery, "_append_events", append_three)
        with pytest.raises(OSError, match="killed"):
            await recover_events(client, store)


def test_a_recovery_that_was_interrupted_continues_and_is_recorded_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test() -> None:
        store = store_at(tmp_path)
        grow(store, 10)
        async with open_broker(tmp_path) as (broker, client):
            older = copy_of(tmp_path / "log.db")
            grow(store, 40)
            async with relaying(store, broker.url) as relay:
                await until(lambda: relay.progress.position == 50)
            whole = read_log(store)
            store.close()
            put_back(older, tmp_path / "log.db")
            store = store_at(tmp_path)
            await interrupt_recovery(monkeypatch, client, store)
            assert 10 < store.head() < 50
            assert await recover_events(client, store) == 50 - 7 * 3 + 1
            assert read_log(store) == whole
            assert find_unrecorded(store, 0) == Recovery(11, 50, 40)
            assert find_unrecorded(store, 50) is None
        store.close()

    asyncio.run(test())


def test_nothing_is_added_from_a_stream_that_contradicts_the_log(tmp_path: Path) -> None:
    async def test() -> None:
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
        first, second = store_at(tmp_path / "first"), store_at(tmp_path / "second")
        grow(first, 20)
        with second.begin_unit_of_work() as unit:
            unit.insert_events(first.select_notifications(0, 5, inclusive_of_start=False))
        grow(second, 5)
        before = read_log(second)
        async with open_broker(tmp_path) as (broker, client):
            async with relaying(first, broker.url) as relay:
                await until(lambda: relay.progress.position == 20)
            with pytest.raises(Contradiction) as no:
                await recover_events(client, second)
            assert no.value.position == 6
            assert read_log(second) == before
            compared = await compare_stream(client, second)
            assert compared.difference == "EVT 6: other bytes than the log at position 6"
        first.close()
        second.close()

    asyncio.run(test())


def test_a_stream_that_is_nearly_full_is_reported_and_waiting_events_are_counted(tmp_path: Path) -> None:
    async def test() -> None:
        store = store_at(tmp_path)
        with Broker(tmp_path) as broker:
            client = await connected(broker.url)
            await make_stream(client, max_bytes=60_000, discard="new")
            async with relaying(store, broker.url) as relay:
                while not relay.progress.resyncs:
                    grow(store, 8)
                    await until(lambda: relay.progress.position == store.head() or relay.progress.resyncs)
            compared = await compare_stream(client, store)
            assert (compared.difference, compared.nearly_full) == (None, True)
            assert compared.waiting == store.head() - compared.messages > 0
            await client.close()
        store.close()

    asyncio.run(test())
