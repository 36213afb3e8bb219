"""The broker as a part of the service: an external one, or the one in the wheel; both are provisioned."""

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
    """The URL of a broker, and a wait that ends when the broker is gone."""

    url: str
    wait_gone: Callable[[], Awaitable[None]]


RunBroker = Callable[[], AbstractAsyncContextManager[RunningBroker]]


class BrokerPart:
    """Runs the broker and provisions it; its URL is known once the stream and the consumers exist."""

    name = "broker"

    def __init__(self, run_broker: RunBroker, provision: Callable[[str], Awaitable[None]]) -> None:
        self._run_broker = run_broker
        self._provision = provision
        self._url = ""
        self._provisioned = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether clients can connect to the broker."""
        return self._provisioned.is_set()

    async def wait_for_url(self) -> str:
        """Wait until the broker is provisioned, and return its URL."""
        await self._provisioned.wait()
        return self._url

    async def run(self) -> None:
        """Run the broker until it is gone; then raise `BrokerAway`, and the supervisor starts it again."""
        try:
            async with self._run_broker() as (url, wait_gone):
                await self._provision(url)
                self._url = url
                self._provisioned.set()
                heed_cancellation()
                await wait_gone()
                raise BrokerAway(url, "the broker is gone")
        finally:
            self._provisioned.clear()


def use_external_broker(url: str) -> RunBroker:
    """Return a broker that somebody else runs; the connections to it reconnect by themselves."""

    @asynccontextmanager
    async def run_broker() -> AsyncGenerator[RunningBroker]:
        yield RunningBroker(url, _wait_forever)

    return run_broker


def use_own_broker(run: Callable[[int], AbstractAsyncContextManager[str]], port: int) -> RunBroker:
    """Return a broker that this process runs; after a restart it listens on the same port."""
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
    """Return once the broker no longer sends its greeting."""
    address = urlsplit(url)
    while True:
        try:
            async with asyncio.timeout(REPLY_SECONDS):
                reader, writer = await asyncio.open_connection(address.hostname, address.port)
                await reader.readuntil(b"\r\n")
                writer.close()
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return
        await asyncio.sleep(POLL_SECONDS)
