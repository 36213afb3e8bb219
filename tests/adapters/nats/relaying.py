"""Helpers of the relay tests: a log that grows, a relay that can be killed, and a read of the whole stream.

`python -m tests.adapters.nats.relaying STORE URL` runs a relay until it is killed.
"""

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import msgspec
from nats.aio.client import Client

from adapters.engine.store.stored import ClockKind, StoredNotification
from adapters.nats.relay import Relay
from adapters.nats.subjects import STREAM
from adapters.sqlite.sqlite_store import SQLiteStore
from domain.language import Kind, Stream
from tests.broker import connected

ROOT = Path(__file__).parents[3]
SPACE = UUID(int=7)
TYPE = "fr.jalon.mission.milestone-reached.v1"
MISSIONS = 50

Published = list[tuple[int, str, bytes]]


def event(position: int, **others: object) -> StoredNotification:
    """Return an event for a position, with a valid envelope and no real correlation."""
    mission = Stream(Kind.MISSION, uuid5(SPACE, str(position % MISSIONS)))
    version = (position - 1) // MISSIONS + 1
    envelope = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "/jalon/demo",
        "type": TYPE,
        "subject": str(mission),
        "sequence": f"{version:020d}",
        "commandid": str(uuid4()),
        "authtype": "user",
        "authid": "jeanne",
        "audience": "all",
        "clientid": str(mission.id),
        "data": {"milestone": f"J{position}", "padding": "x" * (position % 300)},
    }
    return StoredNotification(position, mission.key, version, TYPE, msgspec.json.encode(envelope | others))


def store_at(folder: Path) -> SQLiteStore:
    return SQLiteStore.open(folder / "log.db", tenant="demo", clock=ClockKind.REAL)


def grow(store: SQLiteStore, count: int, **others: object) -> None:
    """Add events to the log in one unit of work."""
    with store.begin_unit_of_work() as unit:
        unit.insert_events([event(unit.head + index, **others) for index in range(1, count + 1)])


def read_log(store: SQLiteStore) -> Published:
    return [(event.id, msgspec.json.decode(event.state)["id"], event.state) for event in store.read_log()]


async def read_stream(client: Client) -> Published:
    """Return position, id and bytes of each message of the stream, in order."""
    stream = client.jetstream()
    state = (await stream.stream_info(STREAM)).state
    assert (state.messages, state.num_deleted or 0) == (state.last_seq, 0)
    reader = await stream.subscribe("jalon.demo.event.>", stream=STREAM, ordered_consumer=True)
    published: Published = []
    for _ in range(state.messages):
        message = await reader.next_msg(timeout=10)
        headers = message.headers or {}
        assert headers["Content-Type"] == "application/cloudevents+json"
        published.append((int(headers["Jalon-Position"]), headers["Nats-Msg-Id"], message.data))
    await reader.unsubscribe()
    return published


async def until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Wait for a condition; fail after a time."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 -- it depends on a server or a file
            await asyncio.sleep(0.01)


@asynccontextmanager
async def relaying(store: SQLiteStore, url: str, name: str = "relay") -> AsyncGenerator[Relay]:
    """Run a relay in this process."""
    client = await connected(url, name)
    relay = Relay(store, client)
    work = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        assert not work.done(), work.exception()
        work.cancel()
        await asyncio.wait({work})
        await client.close()


def start_relay(folder: Path, url: str) -> "subprocess.Popen[bytes]":
    """Start a relay in a process of its own, which a test can kill."""
    command = [sys.executable, "-m", "tests.adapters.nats.relaying", str(folder), url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill_process(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process without warning."""
    process.kill()
    process.wait()


async def main(folder: Path, url: str) -> None:
    """Relay until killed."""
    async with relaying(store_at(folder), url):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
