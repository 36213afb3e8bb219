"""Every event of the log is in the stream once, in order, byte for byte, also after kills and cuts."""

import asyncio
import os
import random
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from adapters.nats.publisher import InFlightBatch
from adapters.nats.relay import NotInStep, Relay
from adapters.nats.stream_tail import StreamAhead, StreamDiffers, StreamTail
from adapters.sqlite.sqlite_store import SQLiteStore
from domain.language import Language
from tests.adapters.nats.relaying import (
    event,
    grow,
    kill_process,
    read_log,
    read_stream,
    relaying,
    start_relay,
    store_at,
    until,
)
from tests.broker import Broker, connected, make_stream
from tests.faultproxy import FaultProxy, Line

LONG = bool(os.environ.get("JALON_LONG"))
KILLS = 40 if LONG else 4
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


def test_the_stream_holds_the_bytes_of_the_log_in_its_order_few_or_many(tmp_path: Path) -> None:
    async def test() -> None:
        store = store_at(tmp_path)
        with Broker(tmp_path) as broker:
            client = await connected(broker.url)
            await make_stream(client)
            async with relaying(store, broker.url) as relay:
                for count in (1, 3, 15, 16, 40, 1_001, 6_000):
                    grow(store, count)
                    await until(lambda: relay.progress.position == store.head())
                assert (relay.progress.resyncs, relay.progress.published) == (0, store.head())
                assert relay.progress.batches < store.head() / 10
                assert relay.progress.lag_seconds(store.head()) == 0
                assert relay.progress.lag_events(store.head() + 3) == 3
            assert await read_stream(client) == read_log(store)
            await client.close()
        store.close()

    run(test())


def test_an_event_carries_its_trace_and_a_false_trace_carries_nothing_into_the_headers(
    tmp_path: Path,
) -> None:
    async def test() -> None:
        store = store_at(tmp_path)
        grow(store, 1, traceparent=TRACE)
        grow(store, 1, traceparent="00-a\r\nNats-Rollup: all")
        with Broker(tmp_path) as broker:
            client = await connected(broker.url)
            await make_stream(client)
            async with relaying(store, broker.url) as relay:
                await until(lambda: relay.progress.position == 2)
            with_trace, without_trace = [await client.jetstream().get_msg("EVT", seq=seq) for seq in (1, 2)]
            assert (with_trace.headers or {})["traceparent"] == TRACE
            assert {"traceparent", "Nats-Rollup"} & set(without_trace.headers or {}) == set()
            await client.close()
        store.close()

    run(test())


async def kill_one_by_one(folder: Path, broker: Broker, store: SQLiteStore, relays: int) -> None:
    """Let the log grow; kill one relay after the other, and sometimes the server."""
    chance = random.Random(relays)
    processes = [start_relay(folder, broker.url) for _ in range(relays)]
    try:
        for kill in range(KILLS):
            for _ in range(chance.randrange(1, 8)):
                grow(store, chance.choice((1, 5, 30, 700)))
                await asyncio.sleep(chance.uniform(0, 0.15))
            if chance.random() < 0.5:
                broker.kill()
                broker.start()
            kill_process(processes[kill % relays])
            processes[kill % relays] = start_relay(folder, broker.url)
        async with relaying(store, broker.url) as last:
            await until(lambda: last.progress.position == store.head())
    finally:
        for process in processes:
            kill_process(process)


@pytest.mark.parametrize("relays", [1, 2])
def test_killed_relays_and_a_killed_server_lose_nothing_and_repeat_nothing(
    tmp_path: Path, relays: int
) -> None:
    async def test() -> None:
        store = store_at(tmp_path)
        with Broker(tmp_path) as broker:
            client = await connected(broker.url)
            await make_stream(client)
            await kill_one_by_one(tmp_path, broker, store, relays)
            assert await read_stream(client) == read_log(store)
            await client.close()
        store.close()

    run(test())


def test_a_server_restored_from_an_older_copy_gets_the_lost_events_without_new_ones(
    tmp_path: Path,
) -> None:
    async def test() -> None:
        store = store_at(tmp_path)
        with Broker(tmp_path) as broker:
            client = await connected(broker.url)
            await make_stream(client)
            grow(store, 20)
            async with relaying(store, broker.url) as relay:
                await until(lambda: relay.progress.position == 20)
                broker.kill()
                broker.copy(tmp_path / "older")
                broker.start()
                grow(store, 30)
                await until(lambda: relay.progress.position == 50)
                broker.kill()
                broker.set_back(tmp_path / "older")
                broker.start()
                await until(lambda: relay.progress.published >= 80)
            assert await read_stream(client) == read_log(store)
            await client.close()
        store.close()

    run(test())


@pytest.mark.usefixtures("swept")
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # nats-py drops a half connection
@pytest.mark.parametrize("line", [line for line in Line if LONG or line in {Line.TRUNCATED, Line.REFUSED}])
def test_a_connection_cut_silenced_or_garbled_loses_nothing_and_repeats_nothing(
    tmp_path: Path, line: Line
) -> None:
    async def test() -> None:
        chance, store = random.Random(line.value), store_at(tmp_path)
        with Broker(tmp_path) as broker:
            client = await connected(broker.url)
            await make_stream(client)
            proxy = FaultProxy(broker.port, chance)
            async with proxy.open() as port, relaying(store, f"nats://127.0.0.1:{port}") as relay:
                for _ in range(6 if LONG else 2):
                    grow(store, chance.choice((3, 200, 2_000)))
                    proxy.delay = chance.choice((0, 0.002))
                    await asyncio.sleep(chance.uniform(0, 0.05))
                    proxy.line = line
                    if line is Line.REFUSED:
                        proxy.reset()
                    grow(store, chance.choice((1, 300)))
                    await asyncio.sleep(chance.uniform(0.1, 0.4))
                    proxy.line = Line.WHOLE
                await until(lambda: relay.progress.position == store.head(), seconds=60)
            assert await read_stream(client) == read_log(store)
            await client.close()
        store.close()

    run(test())


def test_the_relay_waits_for_a_full_stream_and_loses_nothing(tmp_path: Path) -> None:
    async def test() -> None:
        store = store_at(tmp_path)
        with Broker(tmp_path) as broker:
            client = await connected(broker.url)
            await make_stream(client, max_bytes=40_000, discard="new")
            grow(store, 200)
            async with relaying(store, broker.url) as relay:
                await until(lambda: relay.progress.resyncs >= 2)
                assert relay.progress.lag_seconds(store.head()) > 0
                found = await client.jetstream().stream_info("EVT")
                await client.jetstream().update_stream(found.config.evolve(max_bytes=4_000_000))
                await until(lambda: relay.progress.position == 200)
            assert await read_stream(client) == read_log(store)
            await client.close()
        store.close()

    run(test())


def test_the_relay_waits_for_a_missing_stream_and_a_missing_broker(tmp_path: Path) -> None:
    async def test() -> None:
        store = store_at(tmp_path)
        grow(store, 20)
        with Broker(tmp_path) as broker:
            async with relaying(store, broker.url) as relay:
                await until(lambda: relay.progress.resyncs)
                broker.kill()
                assert not relay.in_step.is_set()
                broker.start()
                client = await connected(broker.url)
                await make_stream(client)
                await until(lambda: relay.progress.position == 20)
                assert relay.in_step.is_set()
            assert await read_stream(client) == read_log(store)
            await client.close()
        store.close()

    run(test())


async def stop_relay(folder: Path, broker: Broker, count: int) -> NotInStep:
    """Relay a log to a stream with five events of another log; return why the relay stopped."""
    first, second = store_at(folder / "first"), store_at(folder / "second")
    grow(first, 3)
    with second.begin_unit_of_work() as unit:
        unit.insert_events([*first.read_log(), *map(event, range(4, count + 1))][:count])
    client = await connected(broker.url)
    await make_stream(client)
    async with relaying(first, broker.url) as relay:
        await until(lambda: relay.progress.position == 3)
        grow(first, 2)
        await until(lambda: relay.progress.position == 5)
    before = await read_stream(client)
    stopped = Relay(second, client)
    with pytest.raises(NotInStep) as no:
        await stopped.run()
    assert not stopped.in_step.is_set()
    assert await read_stream(client) == before == read_log(first)
    await client.close()
    first.close()
    second.close()
    return no.value


def test_a_stream_ahead_of_the_log_stops_the_relay_with_a_sentence_that_names_the_remedy(
    tmp_path: Path,
) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    with Broker(tmp_path) as broker:
        no = asyncio.run(stop_relay(tmp_path, broker, 3))
    assert no == StreamAhead(5, 3)
    assert all("`jalon recover --from-stream`" in no.sentence(language) for language in Language)


@pytest.mark.parametrize("count", [5, 9])
def test_a_stream_that_contradicts_the_log_stops_the_relay_and_is_not_written_over(
    tmp_path: Path, count: int
) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    with Broker(tmp_path) as broker:
        no = asyncio.run(stop_relay(tmp_path, broker, count))
    assert no == StreamDiffers(5)


def test_a_cancelled_wait_ends_also_when_the_reply_comes_at_that_moment() -> None:
    async def scene() -> None:
        reply: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        waiting = asyncio.create_task(
            InFlightBatch([], StreamTail(1, 1, atomic=True), atomic=False, reply=reply).wait_accepted()
        )
        await asyncio.sleep(0)
        reply.set_result(b'{"stream": "EVT", "seq": 1}')
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(scene())
