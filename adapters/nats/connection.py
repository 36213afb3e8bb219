"""A connection to the broker that outlives cuts and says clearly when it cannot be made."""

import asyncio
import logging
import signal
import ssl
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import nkeys  # pyright: ignore[reportMissingTypeStubs]
from nats.aio.client import Client
from nats.errors import Error as NatsError

RETRY_SECONDS = 0.5
PING_SECONDS = 5
PENDING_BYTES = 8 * 1024 * 1024
CONNECT_SECONDS = 5.0

_log = logging.getLogger("jalon.broker")

# Said of every TLS connection that is closed, and of no use to anybody.
logging.getLogger("asyncio").addFilter(lambda record: "eof_received" not in str(record.msg))


@dataclass(unsafe_hash=True)
class BrokerAway(Exception):
    """No connection could be made to the broker; `why` is what was last heard of it."""

    url: str
    why: str

    def __str__(self) -> str:
        return f"{self.url}: {self.why}"


@dataclass(unsafe_hash=True)
class CredentialUnusable(Exception):
    """What stands in this file is no credential, or not the key that it should be."""

    path: Path
    expected: str = "credential"

    def __str__(self) -> str:
        return f"{self.path}: not a {self.expected}"


async def connect_to_broker(  # noqa: PLR0913 -- one parameter a choice that differs from one caller to another
    url: str,
    credentials: Path | None,
    *,
    name: str,
    inbox_prefix: str,
    on_closed: Callable[[], None] | None = None,
    tls: ssl.SSLContext | None = None,
    timeout_seconds: float = CONNECT_SECONDS,
) -> Client:
    """Connect, or raise `BrokerAway` once patience is at its end; afterwards reconnect for ever.

    A broker that refuses the credential, or cannot prove who it is, is not asked twice. `on_closed` is told
    when the connection is closed for good, as it is when a credential expires or is revoked: nobody
    reconnects then, whoever supervises must begin again. Raises `CredentialUnusable`, or `OSError` where
    the credential is not there.
    """
    client = Client()
    if credentials is not None:
        _check_credential(credentials)
    callbacks = _ConnectionCallbacks(client, name, on_closed)
    connecting = asyncio.ensure_future(
        client.connect(
            url,
            name=name,
            user_credentials=str(credentials) if credentials else None,
            inbox_prefix=inbox_prefix,
            tls=tls,
            connect_timeout=2,
            reconnect_time_wait=RETRY_SECONDS,  # pyright: ignore[reportArgumentType] -- given to sleep()
            max_reconnect_attempts=-1,
            ping_interval=PING_SECONDS,
            max_outstanding_pings=2,
            pending_size=PENDING_BYTES,
            error_cb=callbacks.on_error,
            disconnected_cb=callbacks.on_disconnect,
            reconnected_cb=callbacks.on_reconnect,
            closed_cb=callbacks.on_close,
        )
    )
    refused = asyncio.ensure_future(callbacks.refused.wait())
    try:
        await asyncio.wait(
            (connecting, refused), timeout=timeout_seconds, return_when=asyncio.FIRST_COMPLETED
        )
        if connecting.done():
            await connecting
            callbacks.connected = True
            return client
    except (NatsError, OSError) as error:
        callbacks.last_error = str(error)
    finally:
        refused.cancel()
        connecting.cancel()
    await close_connection(client)
    raise BrokerAway(url, callbacks.last_error or "no answer")


@contextmanager
def ignore_sigpipe() -> Generator[None]:
    """Let a peer that hangs up be an error of its socket alone; in a command, a closed pipe ends the process.

    For the main thread, around all that speaks to a broker and writes nothing to a pipe.
    """
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGPIPE, before)


async def close_connection(client: Client) -> None:
    """Close a connection, which may be cut already."""
    with suppress(OSError):
        await client.close()


async def flush_twice(client: Client) -> None:
    """Wait until the broker has dealt with all that was sent, and all that was sent here before has come.

    Twice: nats-py writes the question of a flush before the messages that wait to be written, so the first
    answer proves nothing of them.
    """
    await client.flush()
    await client.flush()


def _check_credential(credentials: Path) -> None:
    """Read the seed as the client will, which would try again for ever with one that it cannot read."""
    _, _, rest = credentials.read_bytes().partition(b"-----BEGIN USER NKEY SEED-----")
    try:
        nkeys.from_seed(bytearray(rest.split()[0]))  # pyright: ignore[reportUnknownMemberType]
    except (nkeys.NkeysError, IndexError, ValueError):
        raise CredentialUnusable(credentials) from None


class _ConnectionCallbacks:
    """What the client tells of its connection; nothing here may raise, or it would stop reconnecting."""

    def __init__(self, client: Client, name: str, on_closed: Callable[[], None] | None) -> None:
        self.last_error: str | None = None
        self.refused = asyncio.Event()
        self.connected = False
        self._client = client
        self._name = name
        self._on_closed = on_closed

    async def on_error(self, error: Exception) -> None:
        self.last_error = str(error) or type(error).__name__
        if self.connected:
            _log.error("%s: %s", self._name, self.last_error)
        elif isinstance(error, ssl.SSLError) or "authorization violation" in self.last_error.lower():
            self.refused.set()

    async def on_disconnect(self) -> None:
        if not self._client.is_closed:
            _log.warning("%s: disconnected", self._name)

    async def on_reconnect(self) -> None:
        _log.warning("%s: connected again", self._name)

    async def on_close(self) -> None:
        _log.info("%s: closed", self._name)
        if self.connected and self._on_closed is not None:
            self._on_closed()
