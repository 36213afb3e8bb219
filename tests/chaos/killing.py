"""The service under test, its broker and its database: processes that can be killed and started again."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from adapters.compose import locate_store, private_folder
from adapters.engine.store.stored import Place
from tests.broker import free_port
from tests.postgres import Server

JALON = Path(sys.executable).with_name("jalon")
SOON_SECONDS = 20


class Service:
    """`jalon serve` over a store, with the broker that it starts itself; a new start uses the same ports."""

    def __init__(self, store: str, folder: Path, private: Path | None) -> None:
        self._folder = folder
        self._environment = os.environ | ({"JALON_PRIVATE": str(private)} if private else {})
        self._port, self.health = free_port(), free_port()
        self._store = store
        self.private = private or private_folder(locate_store(store))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self._port}"

    @property
    def place(self) -> Place:
        return locate_store(self._store)

    def keep_up(self) -> bool:
        """Start the service if it does not run; return whether it was started."""
        if self._process is not None and self._process.poll() is None:
            return False
        ports = ["--port", str(self.health), "--broker-port", str(self._port)]
        with (self._folder / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                [JALON, "serve", "--store", self._store, "--clock", "simulated", *ports],
                stdout=log, stderr=log, env=self._environment,
            )  # fmt: skip
        return True

    def kill(self) -> None:
        """Kill the service without warning; its broker goes on."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def kill_broker(self) -> None:
        """Kill the broker without warning, if it runs and is ours."""
        with suppress(OSError, ValueError):
            number = int((self.private / "broker" / "server.pid").read_text())
            if str(self.private).encode() in Path(f"/proc/{number}/cmdline").read_bytes():
                os.kill(number, signal.SIGKILL)

    def stop(self) -> None:
        """Terminate the service; kill it and its broker if it does not end in time."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(SOON_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            self.kill_broker()


def kill_and_restart(database: Server) -> None:
    """Kill PostgreSQL without warning, and start it again; its child processes may take a moment to end."""
    database.kill()
    deadline = time.monotonic() + SOON_SECONDS
    while True:
        try:
            database.start()
            return
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
