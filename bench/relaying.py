"""From the log to the stream: the relay against `js.publish` one by one, and the delay of a subscriber.

There is one server for each way of syncing. The measurements alternate.
"""

import asyncio
import gc
import statistics
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import StreamConfig

from adapters.engine.store.stored import ClockKind
from adapters.nats.relay import AcceptedBatch, Relay
from adapters.sqlite.sqlite_store import SQLiteStore
from bench.measure import ROUNDS, Row
from bench.twin import make_reach_request, run_mission
from tests.adapters.acts import engine_at, give, parties, started_mission
from tests.adapters.nats.relaying import event
from tests.broker import Broker, connected, make_stream

EVENTS = 20_000  # that wait for the relay in one measurement
ONE_BY_ONE = 1_000
DELAYS = 200
TARGETS = {"2m": 10, "always": 6}
SYNCED = {"2m": "default sync", "always": "sync_interval: always"}
MICROSECONDS = 1e6


async def measure_rows(folder: Path) -> list[Row]:
    """Compare the throughput of the relay, then the delays of single commands."""
    body = await _make_body(folder)
    gc.collect()
    gc.freeze()  # as in `compare_sides`
    found: list[Row] = []
    for sync, target in TARGETS.items():
        with Broker(folder / sync, sync=sync) as broker:
            client = await connected(broker.url)
            await make_stream(client)
            await client.jetstream().add_stream(StreamConfig(name="ONE", subjects=["one"]))
            found += await _measure_throughput(folder / f"{sync}.db", client, body, (sync, target))
            await client.close()
    with Broker(folder / "delay") as broker:
        client = await connected(broker.url)
        await make_stream(client)
        found += await _measure_delays(folder / "delay.db", client, body)
        await client.close()
    return found


async def _make_body(folder: Path) -> bytes:
    """Return the stored bytes of an event of the engine, as the message to publish."""
    async with engine_at(folder / "facts.db") as engine:
        await give(engine, parties())
        events = await run_mission(engine, uuid4(), 14)
        return engine.store.select_events(events[-1].stream.key)[-1].state


async def _measure_throughput(
    path: Path, client: Client, body: bytes, sync_target: tuple[str, int]
) -> list[Row]:
    sync, target = sync_target
    store = SQLiteStore.open(path, tenant="demo", clock=ClockKind.REAL)
    relay = Relay(store, client)
    work = asyncio.create_task(relay.run())
    rounds: list[tuple[float, float, float]] = []
    for _ in range(ROUNDS + 1):  # the first one does not count
        mine = await _measure_relay(store, relay, body)
        rounds.append((mine, await _publish_one_by_one(client, body), await _publish_core(client, body)))
    work.cancel()
    await asyncio.wait({work})
    store.close()
    ours, theirs, raw = (statistics.median(side) for side in zip(*rounds[1:], strict=True))
    name = f"relay to the stream, {SYNCED[sync]}"
    return [
        Row(name=name, ours=ours, theirs=theirs, unit="/s", ratio=ours / theirs, target=target),
        Row(name=f"{name}, against a core publish", ours=ours, theirs=raw, unit="/s", ratio=ours / raw),
    ]


async def _measure_relay(store: SQLiteStore, relay: Relay, body: bytes) -> float:
    """Store a backlog in one unit of work, and return how many events a second then reach the stream."""
    head = store.head()
    size = max(0, len(body) - len(event(1).state))
    with store.begin_unit_of_work() as unit:
        unit.insert_events([event(head + number, padding="x" * size) for number in range(1, EVENTS + 1)])
    start = time.perf_counter()
    while relay.progress.position < head + EVENTS:  # noqa: ASYNC110 -- the relay has no event for a position
        await asyncio.sleep(0.001)
    return EVENTS / (time.perf_counter() - start)


async def _publish_one_by_one(client: Client, body: bytes) -> float:
    stream = client.jetstream()
    start = time.perf_counter()
    for _ in range(ONE_BY_ONE):
        await stream.publish("one", body)
    return ONE_BY_ONE / (time.perf_counter() - start)


async def _publish_core(client: Client, body: bytes) -> float:
    start = time.perf_counter()
    for _ in range(EVENTS):
        await client.publish("nobody", body)
    await client.flush()
    return EVENTS / (time.perf_counter() - start)


class Heard:
    """A subscriber that notes the time of its last message."""

    def __init__(self) -> None:
        self.at = 0.0
        self._message = asyncio.Event()

    async def note_message(self, _: Msg) -> None:
        self.at = time.perf_counter()
        self._message.set()

    async def wait_message(self) -> None:
        await self._message.wait()
        self._message.clear()


@asynccontextmanager
async def _subscribe_heard(client: Client, subject: str) -> AsyncGenerator[Heard]:
    heard = Heard()
    listening = await client.subscribe(subject, cb=heard.note_message)
    await client.flush()
    yield heard
    await listening.unsubscribe()


async def _measure_delays(path: Path, client: Client, body: bytes) -> list[Row]:
    """Compare the delay of an event after the answer to its command with the delay of a bare publication."""
    async with engine_at(path) as engine:
        await give(engine, parties())
        missions = [uuid4() for _ in range(DELAYS // 10)]
        for mission in missions:
            await give(engine, started_mission(mission, instalments=10))
        published = asyncio.Event()

        def note_accepted(_: AcceptedBatch) -> None:
            published.set()

        relay = Relay(engine.store, client, note_accepted)
        work = asyncio.create_task(relay.run())
        while relay.progress.position < engine.store.head():  # noqa: ASYNC110 -- before it begins
            await asyncio.sleep(0.01)
        ours: list[float] = []
        async with _subscribe_heard(client, "jalon.demo.event.>") as heard:
            for request in [
                make_reach_request(mission, number) for number in range(1, 11) for mission in missions
            ]:
                await engine.submit(request)
                answered = time.perf_counter()
                await heard.wait_message()
                ours.append(max(0.0, heard.at - answered))
        work.cancel()
        await asyncio.wait({work})
    return _compare_delays(ours, await _measure_bare(client, body))


async def _measure_bare(client: Client, body: bytes) -> list[float]:
    times: list[float] = []
    async with _subscribe_heard(client, "bare") as heard:
        for _ in range(DELAYS):
            start = time.perf_counter()
            await client.publish("bare", body)
            await heard.wait_message()
            times.append(heard.at - start)
    return times


def _compare_delays(ours: list[float], theirs: list[float]) -> list[Row]:
    def make_row(name: str, percent: int) -> Row:
        mine, bare = (
            statistics.quantiles(side, n=100, method="inclusive")[percent - 1] * MICROSECONDS
            for side in (ours, theirs)
        )
        return Row(name=name, ours=mine, theirs=bare, unit="µs", ratio=bare / mine)

    name = "a subscriber hears, after the answer, against a bare publication"
    return [make_row(f"{name}, median", 50), make_row(f"{name}, p99", 99)]
