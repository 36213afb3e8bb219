"""The connection of the service on which commands and queries arrive and their replies leave."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from nats.aio.client import Client

from adapters.engine.cancellation import heed_cancellation
from adapters.nats.connection import BrokerAway, close_connection, flush_twice
from adapters.nats.discovery import Discovery
from adapters.nats.request_listener import RequestListener

Connect = Callable[[Callable[[], None]], Awaitable[Client]]
"""Connects with the credential of a part; calls its argument once the connection is closed for good."""


class RequestPart:
    """Listens for commands and queries, once the stream was found to be in step with the log."""

    name = "wire"

    def __init__(
        self,
        connect: Connect,
        listeners: Sequence[RequestListener],
        discovery: Discovery,
        in_step: asyncio.Event,
    ) -> None:
        self._connect = connect
        self._listeners = listeners
        self._discovery = discovery
        self._in_step = in_step
        self._client: Client | None = None
        self.listening = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether requests can arrive."""
        return self._client is not None and self._client.is_connected and self.listening.is_set()

    async def run(self) -> None:
        """Listen until the connection is closed for good; when cancelled, answer the taken requests first."""
        await self._in_step.wait()
        closed = asyncio.Event()
        client = await self._connect(closed.set)
        try:
            for listener in self._listeners:
                await listener.start_listening(client)
            await self._discovery.subscribe_all(client)
            await flush_twice(client)
            heed_cancellation()
            self._client = client
            self.listening.set()
            await closed.wait()
            raise BrokerAway("the connection of the service", "closed for good")
        finally:
            await self._drain_requests(client)

    async def _drain_requests(self, client: Client) -> None:
        self.listening.clear()
        for listener in self._listeners:
            await listener.drain_requests()
        await close_connection(client)
