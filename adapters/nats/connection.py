"""A connection to the broker: it reconnects after a cut, and says clearly why it cannot be made."""

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

# asyncio warns so for every TLS connection that is closed; nobody can act on it.
logging.getLogger("asyncio").addFilter(lambda record: "eof_received" not in str(record.msg))


@dataclass(unsafe_hash=True)
class BrokerAway(Exception):
    """The broker cannot be reached; `why` is the last error."""

    url: str
    why: str

    def __str__(self) -> str:
        return f"{self.url}: {self.why}"


@dataclass(unsafe_hash=True)
class CredentialUnusable(Exception):
    """A file does not hold the credential, key or certificate that it should hold."""

    path: Path
    expected: str = "credential"

    def __str__(self) -> str:
        return f"{self.path}: not a {self.expected}"


async def connect_to_broker(  # noqa: PLR0913 -- callers differ in each of them
    url: str,
    credentials: Path | None,
    *,
    name: str,
    inbox_prefix: str,
    on_closed: Callable[[], None] | None = None,
    tls: ssl.SSLContext | None = None,
    timeout_seconds: float = CONNECT_SECONDS,
) -> Client:
    """Connect within a timeout, or raise `BrokerAway`; once connected, reconnect for ever.

    There is no second try if the broker refuses the credential, or if its TLS certificate is not valid.
    `on_closed` is called when the connection is closed for good, as after a credential expires or is
    revoked: then the client does not reconnect, and the supervisor must start again. Raises
    `CredentialUnusable`, or `OSError` if the credential does not exist.
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
    refusal = asyncio.ensure_future(callbacks.refused.wait())
    try:
        await asyncio.wait(
            (connecting, refusal), timeout=timeout_seconds, return_when=asyncio.FIRST_COMPLETED
        )
        if connecting.done():
            await connecting
            callbacks.connected = True
            return client
    except (NatsError, OSError) as error:
        callbacks.last_error = str(error)
    finally:
        refusal.cancel()
        connecting.cancel()
    await close_connection(client)
    raise BrokerAway(url, callbacks.last_error or "no answer")


@contextmanager
def ignore_sigpipe() -> Generator[None]:
    """Ignore SIGPIPE in this block, so that a closed socket raises an error and does not end the process.

    Elsewhere a command keeps SIGPIPE: a closed pipe, as of `head`, ends it. Only for the main thread.
    """
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGPIPE, before)


async def close_connection(client: Client) -> None:
    """Close a connection; it may be cut already."""
    with suppress(OSError):
        await client.close()


async def flush_twice(client: Client) -> None:
    """Wait until the broker has handled all messages sent so far.

    Twice: nats-py writes the PING of a flush before the messages that still wait in its buffer, so the first
    PONG proves nothing about them.
    """
    await client.flush()
    await client.flush()


def _check_credential(credentials: Path) -> None:
    """Read the seed as the client will: with an unreadable seed, the client would retry for ever."""
    _, _, rest = credentials.read_bytes().partition(b"-----BEGIN USER NKEY SEED-----")
    try:
        nkeys.from_seed(bytearray(rest.split()[0]))  # pyright: ignore[reportUnknownMemberType]
    except (nkeys.NkeysError, IndexError, ValueError):
        raise CredentialUnusable(credentials) from None


class _ConnectionCallbacks:
    """The callbacks of one client; none may raise, or the client would stop reconnecting."""

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
