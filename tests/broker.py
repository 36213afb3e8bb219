"""A real nats-server from its wheel, on a free port: a test may kill it, freeze it and roll it back."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from nats.aio.client import Client
from nats.js.api import StreamConfig

from adapters.nats.connection import connect_to_broker
from adapters.nats.subjects import STREAM, tenant_events

SERVER = Path(sys.executable).parent / "nats-server"
STARTS_SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Broker:
    """One server and its folder; it keeps its port over restarts, as a real server does."""

    def __init__(self, folder: Path, *, sync: str = "2m") -> None:
        self.folder = folder / "nats"
        self.folder.mkdir(parents=True)
        self.port = free_port()
        self._data = self.folder / "data"
        self._config = self.folder / "nats.conf"
        jetstream = f'store_dir: "{self._data}", sync_interval: {sync}'
        self._config.write_text(f"host: 127.0.0.1\nport: {self.port}\njetstream {{ {jetstream} }}\n")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start the server, and return once it answers."""
        log = (self.folder / "nats.log").open("ab")
        with log:
            self._process = subprocess.Popen([SERVER, "-c", self._config], stdout=log, stderr=log)
        deadline = time.monotonic() + STARTS_SECONDS
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "nats.log").read_text()
            assert time.monotonic() < deadline, "nats-server does not answer"
            time.sleep(0.01)

    def kill(self) -> None:
        """Kill the server with SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Stop the process with SIGSTOP: its connections stay open, but nothing answers."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Continue the process after `freeze`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def copy(self, to: Path) -> None:
        """Copy the data of the server, which must be down."""
        assert self._process is None
        shutil.copytree(self._data, to)

    def set_back(self, to: Path) -> None:
        """Replace the data of the server, which must be down, by an older copy."""
        assert self._process is None
        shutil.rmtree(self._data)
        shutil.copytree(to, self._data)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as client:
                return client.recv(5) == b"INFO "
        except OSError:
            return False


async def connected(url: str, name: str = "test") -> Client:
    """Connect with the options of the product."""
    return await connect_to_broker(url, None, name=name, inbox_prefix=f"_INBOX.{name}")


async def make_stream(client: Client, tenant: str = "demo", **others: object) -> None:
    """Make the stream with the configuration of the product; `others` override it."""
    config = StreamConfig(
        name=STREAM,
        subjects=[tenant_events(tenant)],
        allow_direct=True,
        allow_atomic=True,
        deny_delete=True,
        deny_purge=True,
    )
    await client.jetstream().add_stream(config.evolve(**others))
