"""The broker as a part: one that is there already, or the one in the wheel; then it is provisioned."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from adapters.engine.cancellation import heed_cancellation
from adapters.nats.connection import BrokerAway

POLL_SECONDS = 1.0
REPLY_SECONDS = 5.0


class RunningBroker(NamedTuple):
    """Where a broker is, and what ends when it is seen to be gone."""

    url: str
    wait_gone: Callable[[], Awaitable[None]]


RunBroker = Callable[[], AbstractAsyncContextManager[RunningBroker]]


class BrokerPart:
    """Knows where the broker is, once the stream and the consumers are there."""

    name = "broker"

    def __init__(self, run_broker: RunBroker, provision: Callable[[str], Awaitable[None]]) -> None:
        self._run_broker = run_broker
        self._provision = provision
        self._url = ""
        self._provisioned = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether it can be connected to."""
        return self._provisioned.is_set()

    async def wait_for_url(self) -> str:
        """Wait until it can be connected to, and return where."""
        await self._provisioned.wait()
        return self._url

    async def run(self) -> None:
        """Keep it running; raises `BrokerAway` when ours is gone."""
        try:
            async with self._run_broker() as (url, wait_gone):
                await self._provision(url)
                self._url = url
                self._provisioned.set()
                heed_cancellation()
                await wait_gone()
                raise BrokerAway(url, "it is gone")
        finally:
            self._provisioned.clear()


def use_external_broker(url: str) -> RunBroker:
    """Return a broker that somebody else runs: its going and coming is the connections' affair."""

    @asynccontextmanager
    async def run_broker() -> AsyncGenerator[RunningBroker]:
        yield RunningBroker(url, _wait_forever)

    return run_broker


def use_own_broker(run: Callable[[int], AbstractAsyncContextManager[str]], port: int) -> RunBroker:
    """Return a broker that is run from here, on the same port whenever it is begun again."""
    last_port = [port]

    @asynccontextmanager
    async def run_broker() -> AsyncGenerator[RunningBroker]:
        async with run(last_port[0]) as url:
            last_port[0] = urlsplit(url).port or port
            yield RunningBroker(url, lambda: _wait_until_silent(url))

    return run_broker


async def _wait_forever() -> None:
    await asyncio.Event().wait()


async def _wait_until_silent(url: str) -> None:
    """Return once nobody answers there."""
    place = urlsplit(url)
    while True:
        try:
            async with asyncio.timeout(REPLY_SECONDS):
                reader, writer = await asyncio.open_connection(place.hostname, place.port)
                await reader.readuntil(b"\r\n")
                writer.close()
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return
        await asyncio.sleep(POLL_SECONDS)
