"""The broker as a part: one that is there already, or the one in the wheel; then it is provisioned."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from adapters.engine.cancellation import heed_cancellation
from adapters.nats.connection import BrokerAway

LOOKS_SECONDS = 1.0
ANSWERS_SECONDS = 5.0


class Found(NamedTuple):
    """Where a broker is, and what ends when it is seen to be gone."""

    url: str
    gone: Callable[[], Awaitable[None]]


Running = Callable[[], AbstractAsyncContextManager[Found]]


class Broker:
    """Knows where the broker is, once the stream and the consumers are there."""

    name = "broker"

    def __init__(self, running: Running, provision: Callable[[str], Awaitable[None]]) -> None:
        self._running = running
        self._provision = provision
        self._url = ""
        self._provisioned = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether it can be connected to."""
        return self._provisioned.is_set()

    async def url(self) -> str:
        """Wait until it can be connected to, and return where."""
        await self._provisioned.wait()
        return self._url

    async def run(self) -> None:
        """Keep it running; raises `BrokerAway` when ours is gone."""
        try:
            async with self._running() as (url, gone):
                await self._provision(url)
                self._url = url
                self._provisioned.set()
                heed_cancellation()
                await gone()
                raise BrokerAway(url, "it is gone")
        finally:
            self._provisioned.clear()


def elsewhere(url: str) -> Running:
    """Return a broker that somebody else runs: its going and coming is the connections' affair."""

    @asynccontextmanager
    async def running() -> AsyncGenerator[Found]:
        yield Found(url, _never)

    return running


def ours(run: Callable[[int], AbstractAsyncContextManager[str]], port: int) -> Running:
    """Return a broker that is run from here, on the same port whenever it is begun again."""
    kept = [port]

    @asynccontextmanager
    async def running() -> AsyncGenerator[Found]:
        async with run(kept[0]) as url:
            kept[0] = urlsplit(url).port or port
            yield Found(url, lambda: _silent(url))

    return running


async def _never() -> None:
    await asyncio.Event().wait()


async def _silent(url: str) -> None:
    """Return once nobody answers there."""
    place = urlsplit(url)
    while True:
        try:
            async with asyncio.timeout(ANSWERS_SECONDS):
                reader, writer = await asyncio.open_connection(place.hostname, place.port)
                await reader.readuntil(b"\r\n")
                writer.close()
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return
        await asyncio.sleep(LOOKS_SECONDS)
