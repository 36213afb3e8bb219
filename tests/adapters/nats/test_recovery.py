"""An older database is put back under load: the stream gives back what it lost, and no answer is lost."""

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
from tests.adapters.nats.relaying import ROOT, grow, log_of, relaying, store_at, stream_of, until
from tests.broker import Broker, connected, make_stream

ASKED = {request.command_id: request for number in range(AT_ONCE) for request in life(number, 0)}


def copy_of(store: Path) -> Path:
    """Copy a database while others write to it, as an operator's nightly job does."""
    older = store.with_name("older.db")
    with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(older)) as copy:
        source.backup(copy)
    return older


def put_back(older: Path, store: Path) -> None:
    for file in (store, store.with_name(f"{store.name}-wal"), store.with_name(f"{store.name}-shm")):
        file.unlink(missing_ok=True)
    shutil.copy(older, store)


def answered_under_load(store: Path, url: str, before: int, after: int) -> dict[UUID, str]:
    """Let a process work, copy its database on the way, kill it later; return the answers that it gave."""
    command = [sys.executable, "-m", "tests.chaos.working", str(store), url, "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(before)]
        copy_of(store)
        lines += [process.stdout.readline() for _ in range(after)]
        process.kill()
        lines += process.stdout.read().rpartition("\n")[0].splitlines()
    told = (line.strip().partition(" ") for line in lines)
    return {UUID(command): answer for command, _, answer in told}


def said(answer: CommandAnswer) -> str:
    return f"{answer.outcome} {','.join(str(stated.position) for stated in answer.events)}"


@asynccontextmanager
async def wired(folder: Path) -> AsyncIterator[tuple[Broker, Client]]:
    with Broker(folder) as broker:
        client = await connected(broker.url)
        await make_stream(client)
        yield broker, client
        await client.close()


async def recovered(client: Client, path: Path) -> tuple[int, Recovery | None]:
    """Recover, and record it, as `jalon recover --from-stream` does."""
    async with engine_at(path) as engine:
        added = await recover_events(client, engine.store)
        recovery = find_unrecorded(engine.store, last_recorded_recovery(engine))
        assert repeat_erasures(engine) == 0
        if recovery is not None:
            assert count_missing(engine, recovery).keys == 0
            await record_recovery(engine, recovery)
        return added, recovery


async def same_answers(engine: Engine, given: dict[UUID, str]) -> None:
    for command, answer in given.items():
        assert said(await engine.submit(ASKED[command])) == answer


async def refused_ahead(client: Client, path: Path) -> int:
    """See that neither relay nor comparison takes an older log for the whole; return its head."""
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


async def in_step_again(engine: Engine, client: Client, broker: Broker) -> None:
    async with relaying(engine.store, broker.url) as relay:
        await until(lambda: relay.progress.position == engine.store.head())
    compared = await compare_stream(client, engine.store)
    assert (compared.difference, compared.waiting) == (None, 0)
    assert compared.facts == compared.messages == engine.store.head()


def test_an_older_database_takes_back_from_the_stream_all_that_was_answered(tmp_path: Path) -> None:
    async def test() -> None:
        path = tmp_path / "log.db"
        await prepare(path)
        async with wired(tmp_path) as (broker, client):
            given = await asyncio.to_thread(answered_under_load, path, broker.url, 150, 150)
            store = SQLiteStore.open_existing(path)
            async with relaying(store, broker.url) as relay:  # the service came up again, then the disk died
                await until(lambda: relay.progress.position == store.head())
            whole = log_of(store)
            store.close()
            put_back(tmp_path / "older.db", path)
            head = await refused_ahead(client, path)
            assert head < len(whole) - 100
            added, recovery = await recovered(client, path)
            assert recovery == Recovery(head + 1, len(whole), added)
            async with engine_at(path) as engine:
                assert log_of(engine.store)[:-1] == whole == await stream_of(client)
                assert engine.store.check() == []
                await same_answers(engine, given)
                (line,) = engine.lines(len(whole))
                assert line.recorded.data == StreamRecovered(
                    stream_name="EVT", first=head + 1, last=len(whole), appended=added
                )
                await in_step_again(engine, client, broker)
            assert await recovered(client, path) == (0, None)

    asyncio.run(test())


def test_a_recovered_command_is_answered_to_its_sender_only(tmp_path: Path) -> None:
    async def test() -> None:
        path = tmp_path / "log.db"
        await prepare(path)
        async with wired(tmp_path) as (broker, client):
            async with engine_at(path) as engine:
                older = copy_of(path)
                first, second, _, refused = life(0, 0)[:4]
                given = {one.command_id: said(await engine.submit(one)) for one in life(0, 0)[:4]}
                async with relaying(engine.store, broker.url) as relay:
                    await until(lambda: relay.progress.position == engine.store.head())
            put_back(older, path)
            await recovered(client, path)
            async with engine_at(path) as engine:
                await same_answers(engine, given)
                for stolen, thief in ((first, second), (second, first), (refused, first)):
                    other = msgspec.structs.replace(stolen, actor=thief.actor)
                    with pytest.raises(CommandIdReused):
                        await engine.submit(other)

    asyncio.run(test())


async def broken_off(monkeypatch: pytest.MonkeyPatch, client: Client, store: SQLiteStore) -> None:
    """Recover by pages of seven, and die after the third."""
    take, pages = stream_recovery._append_events, list[Sequence[ParsedEvent]]()

    def some(again: Reinsertion, events: Sequence[ParsedEvent]) -> None:
        pages.append(events)
        if len(pages) > 3:
            raise OSError("killed")
        take(again, events)

    monkeypatch.setattr("adapters.nats.stream_recovery.LIMIT", 7)
    monkeypatch.setattr("adapters.nats.stream_replay.PAGE", 7)
    with monkeypatch.context() as patched:
        patched.setattr(stream_recovery, "_take", some)
        with pytest.raises(OSError, match="killed"):
            await recover_events(client, store)


def test_a_recovery_that_was_broken_off_goes_on_and_is_recorded_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test() -> None:
        store = store_at(tmp_path)
        grow(store, 10)
        async with wired(tmp_path) as (broker, client):
            older = copy_of(tmp_path / "log.db")
            grow(store, 40)
            async with relaying(store, broker.url) as relay:
                await until(lambda: relay.progress.position == 50)
            whole = log_of(store)
            store.close()
            put_back(older, tmp_path / "log.db")
            store = store_at(tmp_path)
            await broken_off(monkeypatch, client, store)
            assert 10 < store.head() < 50
            assert await recover_events(client, store) == 50 - 7 * 3 + 1
            assert log_of(store) == whole
            assert find_unrecorded(store, 0) == Recovery(11, 50, 40)
            assert find_unrecorded(store, 50) is None
        store.close()

    asyncio.run(test())


def test_a_stream_that_contradicts_the_log_is_not_taken_and_nothing_is_added(tmp_path: Path) -> None:
    async def test() -> None:
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
        first, second = store_at(tmp_path / "first"), store_at(tmp_path / "second")
        grow(first, 20)
        with second.begin_unit_of_work() as unit:
            unit.insert_events(first.select_notifications(0, 5, inclusive_of_start=False))
        grow(second, 5)
        before = log_of(second)
        async with wired(tmp_path) as (broker, client):
            async with relaying(first, broker.url) as relay:
                await until(lambda: relay.progress.position == 20)
            with pytest.raises(Contradiction) as no:
                await recover_events(client, second)
            assert no.value.position == 6
            assert log_of(second) == before
            compared = await compare_stream(client, second)
            assert compared.difference == "EVT 6: other bytes than the log at position 6"
        first.close()
        second.close()

    asyncio.run(test())


def test_a_stream_nearly_full_is_told_and_what_waits_is_counted(tmp_path: Path) -> None:
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
