"""A connection to the broker that outlives cuts and says clearly when it cannot be made."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from nats.aio.client import Client

RETRY_SECONDS = 0.5
PING_SECONDS = 5
PENDING_BYTES = 8 * 1024 * 1024
PATIENCE_SECONDS = 5.0

_log = structlog.get_logger("jalon.broker")


@dataclass(unsafe_hash=True)
class BrokerAway(Exception):
    """No connection could be made to the broker; `why` is what was last heard of it."""

    url: str
    why: str

    def __str__(self) -> str:
        return f"{self.url}: {self.why}"


async def connect(  # noqa: PLR0913 -- one parameter a choice that differs from one caller to another
    url: str,
    credentials: Path | None,
    *,
    name: str,
    inbox_prefix: str,
    on_closed: Callable[[], None] | None = None,
    tls: ssl.SSLContext | None = None,
    patience: float = PATIENCE_SECONDS,
) -> Client:
    """Connect, or raise `BrokerAway` once patience is at its end; afterwards reconnect for ever.

    `on_closed` is told when the connection is closed for good, as an expired or revoked credential does:
    nobody reconnects then, whoever supervises must begin again.
    """
    client, heard = Client(), _Heard(name, on_closed)
    try:
        await asyncio.wait_for(
            client.connect(
                url,
                name=name,
                user_credentials=str(credentials) if credentials else None,
                inbox_prefix=inbox_prefix,
                tls=tls,
                connect_timeout=2,
                reconnect_time_wait=RETRY_SECONDS,  # pyright: ignore[reportArgumentType] -- passed to sleep()
                max_reconnect_attempts=-1,
                ping_interval=PING_SECONDS,
                max_outstanding_pings=2,
                pending_size=PENDING_BYTES,
                error_cb=heard.error,
                disconnected_cb=heard.disconnected,
                reconnected_cb=heard.reconnected,
                closed_cb=heard.closed,
            ),
            patience,
        )
    except TimeoutError:
        heard.silence()
        await client.close()
        raise BrokerAway(url, heard.last or "no answer") from None
    return client


class _Heard:
    """What the client tells of its connection; nothing here may raise, or it would stop reconnecting."""

    def __init__(self, name: str, on_closed: Callable[[], None] | None) -> None:
        self.last: str | None = None
        self._on_closed = on_closed
        self._log = _log.bind(connection=name)

    def silence(self) -> None:
        self._on_closed = None

    async def error(self, error: Exception) -> None:
        self.last = str(error) or type(error).__name__
        self._log.error("broker error", error=self.last)

    async def disconnected(self) -> None:
        self._log.warning("broker disconnected")

    async def reconnected(self) -> None:
        self._log.info("broker reconnected")

    async def closed(self) -> None:
        self._log.warning("broker connection closed")
        if self._on_closed is not None:
            self._on_closed()
