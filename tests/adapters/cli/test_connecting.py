"""The broker from the command line: its configuration with TLS, its principals added and revoked."""

import asyncio
import json
import signal
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from nats.aio.client import Client

from adapters.engine.access.requests import PrincipalRole
from adapters.nats.connection import BrokerAway, connect_to_broker
from adapters.nats.request_listener import inbox_prefix
from tests.adapters.cli.conftest import ROOT, CommandOutput, run_jalon, run_process
from tests.adapters.nats.wired import ACME_CLIENT, event_about, publish, pull_all, until
from tests.contracts.sample import SAMPLES

NEED = (SAMPLES / "fr.jalon.mission.need-stated.v1.json").read_bytes()
REPRESENTS = ("--represents", ACME_CLIENT)


class Served:
    """A store, and a broker that runs with the configuration written for it."""

    def __init__(self, folder: Path) -> None:
        self.store = folder / "acme.db"
        self.configured = folder / "conf"
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.url = f"tls://127.0.0.1:{self.port}"

    def type(self, *words: object, lang: str = "en") -> CommandOutput:
        return run_jalon(*words, "--store", self.store, lang=lang)

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.configured / "tls" / "ca.pem")

    def credential(self, role: str, name: str) -> Path:
        return (
            self.store.with_name("acme.db.private") / "nats" / "acme" / "credentials" / f"{role}-{name}.creds"
        )

    async def connect(self, role: PrincipalRole, name: str, trust: ssl.SSLContext | None = None) -> Client:
        credential = self.credential(role, name)
        own = inbox_prefix(role, name)
        return await connect_to_broker(
            self.url, credential, name=name, inbox_prefix=own, tls=trust or self.trust
        )


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    served = Served(tmp_path)
    monkeypatch.setenv("JALON_TENANT", "acme")
    monkeypatch.setenv("NATS_URL", served.url)
    hosts = ("--tls-for", "localhost", "--tls-for", "127.0.0.1")
    written = served.type("nats-config", served.configured, "--port", served.port, *hosts)
    assert (written.code, written.out) == (0, "")
    file = served.configured / "nats-server.conf"
    assert f"nats-server --config {file}" in written.err
    words = [Path(sys.executable).with_name("nats-server"), "--config", file]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(words, stderr=log) as server:
        asyncio.run(until(lambda: "Server is ready" in (tmp_path / "log").read_text()))
        yield served
        server.terminate()


def test_an_added_principal_reads_and_a_revoked_one_is_cut_off(served: Served) -> None:
    added = served.type("principal", "add", "client", "buyer", *REPRESENTS, "--json")
    result = json.loads(added.out)
    assert (added.code, result["state"], result["broker"]) == (0, "active", served.url)
    assert result["credential"] == str(served.credential("client", "buyer"))
    assert result["consumer"] == "client-buyer"

    async def reading() -> None:
        event = event_about(NEED, "acme", ACME_CLIENT, None)
        relay = await served.connect(PrincipalRole.RELAY, "jalon")
        buyer = await served.connect(PrincipalRole.CLIENT, "buyer")
        await publish(relay, [event])
        assert [message.data for message in await pull_all(buyer, result["consumer"])] == [event]
        words = ("principal", "revoke", "client", "buyer", "--store", served.store)
        revoked = await asyncio.to_thread(run_process, *words, cwd=served.configured)
        assert (revoked.code, revoked.out) == (0, "")
        assert "may no longer connect" in revoked.err
        await until(lambda: buyer.is_closed, within=2)
        await relay.close()

    asyncio.run(reading())
    listed = json.loads(served.type("principal", "list", "--json").out)
    assert {
        (principal["id"], principal["state"]) for principal in listed if principal["role"] == "client"
    } == {("buyer", "revoked")}
    assert not served.credential("client", "buyer").exists()


def test_a_broker_with_a_certificate_of_another_authority_is_not_trusted(
    served: Served, tmp_path: Path
) -> None:
    assert (
        run_jalon(
            "nats-config", tmp_path / "other", "--tls-for", "127.0.0.1", "--store", tmp_path / "b.db"
        ).code
        == 0
    )
    other = ssl.create_default_context(cafile=tmp_path / "other" / "tls" / "ca.pem")
    for strange in (other, ssl.create_default_context()):
        with pytest.raises(BrokerAway, match="CERTIFICATE_VERIFY_FAILED"):
            asyncio.run(served.connect(PrincipalRole.RELAY, "jalon", strange))


def test_a_broker_that_is_away_is_exit_three_and_the_same_command_works_later(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NATS_URL", "nats://127.0.0.1:9")
    added = served.type("principal", "add", "client", "buyer", *REPRESENTS)
    assert added.code == 3
    assert "the broker does not answer: nats://127.0.0.1:9" in added.err
    assert "the same command" in added.err
    monkeypatch.setenv("NATS_URL", served.url)
    assert served.type("principal", "add", "client", "buyer", *REPRESENTS).code == 0


def test_the_doctor_trusts_the_same_broker(served: Served) -> None:
    company = {"siren": "902145739", "vat_number": "FR71902145739", "name": "Arche", "address": "Nantes"}
    assert served.type("do", "RegisterCompany", json.dumps(company)).code == 0
    assert served.type("principal", "add", "auditor", "urssaf").code == 0
    compared = served.type("doctor", "--stream", "--json")
    assert compared.code == 0, compared.err
    result = json.loads(compared.out)
    assert (result["messages"], result["waiting"], result["difference"]) == (0, 1, None)
    figures = ["facts", "messages", "waiting", "bytes", "max_bytes", "difference", "nearly_full"]
    assert list(result) == figures
    words = [sys.executable, "-c", "from adapters.cli import main; main()", "doctor", "--stream"]
    command = [*words, "--store", str(served.store)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as unread:
        assert unread.stdout is not None
        assert unread.stderr is not None
        unread.stdout.close()
        assert unread.stderr.read() == b""
    assert unread.returncode == -signal.SIGPIPE, "a closed pipe ends the command quietly"


@pytest.fixture
def hanging_broker() -> Iterator[str]:
    """The address of a peer that greets like a broker, then hangs up."""
    greeting = {"server_id": "X", "version": "2.15.0", "proto": 1, "max_payload": 1_048_576, "headers": True}

    class HangUp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(f"INFO {json.dumps(greeting)}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), HangUp) as peer:
        threading.Thread(target=peer.serve_forever).start()
        yield f"nats://127.0.0.1:{peer.server_address[1]}"
        peer.shutdown()


def test_a_broker_that_hangs_up_is_exit_three_and_no_broken_pipe_kills_the_command(
    store: Path, hanging_broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NATS_URL", hanging_broker)

    def type_(words: tuple[str, ...]) -> CommandOutput:
        return run_process(*words, "--store", store, cwd=store.parent)

    commands = (("doctor", "--stream"), ("principal", "add", "auditor", "urssaf"))
    with ThreadPoolExecutor() as at_once:
        for output in at_once.map(type_, commands):
            assert output.code == 3, output.err
            assert f"{store}:" not in output.err, "it is not the store that failed"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("principal", "add", "client", "buyer"), "--represents says whom"),
        (("principal", "add", "auditor", "a.b"), "letters, digits"),
        (("principal", "add", "auditor", ""), "letters, digits"),
        (("principal", "add", "auditor", "x", "--expires", "2020-01-01"), "has passed"),
        (("principal", "add", "auditor", "x", "--expires", "soon"), "--expires"),
        (("principal", "add", "relay", "x"), "relay"),
        (("principal", "add", "auditor", "jalon"), "another role"),
        (("principal", "revoke", "client", "nobody"), "“nobody” is not known"),
        (("nats-config", "conf", "--tls-cert", "c.pem"), "go together"),
        (("nats-config", "conf", "--tls-cert", "c", "--tls-key", "k", "--tls-for", "h"), "one or the other"),
    ],
)
def test_bad_input_is_exit_two_and_writes_no_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    output = run_jalon(*words, "--store", tmp_path / "x.db")
    assert (output.code, output.out) == (2, "")
    assert expected in output.err
    assert not (tmp_path / "conf").exists()


def test_a_principal_added_without_a_broker_waits_for_it(tmp_path: Path) -> None:
    words = ("principal", "add", "auditor", "urssaf", "--store", tmp_path / "x.db")
    output = run_process(*words, cwd=tmp_path, lang="fr")
    assert (output.code, output.out) == (0, "")
    assert "aucun courtier ne tourne" in output.err
    listed = json.loads(
        run_process("principal", "list", "--json", "--store", tmp_path / "x.db", cwd=tmp_path).out
    )
    assert [principal["reads"] for principal in listed if principal["id"] == "urssaf"] == [[]]
    assert {principal["role"] for principal in listed} == {
        "auditor",
        "operator",
        "provisioner",
        "relay",
        "service",
    }


def test_a_configuration_written_again_keeps_the_keys_the_certificate_and_the_room(tmp_path: Path) -> None:
    words = ("nats-config", tmp_path / "conf", "--tls-for", "nats", "--store", tmp_path / "x.db")
    assert run_jalon(*words, "--max-bytes", 5_000_000, "--replicas", 3).code == 0
    files = [*(tmp_path / "conf" / "tls").iterdir(), *tmp_path.rglob("*.seed"), *tmp_path.rglob("*.creds")]
    before = {path: path.read_bytes() for path in files}
    result = json.loads(run_jalon(*words, "--mounted-at", "/etc/nats", "--data", "/data", "--json").out)
    assert {path: path.read_bytes() for path in files} == before
    text = Path(result["file"]).read_text()
    for setting in (
        '"/etc/nats/tls/server.pem"',
        '"/data/jetstream"',
        '"/data/accounts"',
        "max_file: 5000000",
    ):
        assert setting in text
    assert not [
        place for place, content in before.items() if place.suffix == ".seed" and content.decode() in text
    ]
    assert run_jalon(*words, "--tls-for", "localhost").code == 0
    assert (tmp_path / "conf" / "tls" / "server.pem").read_bytes() not in before.values()


def test_two_stores_that_share_their_keys_share_a_broker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JALON_NATS_KEYS", str(tmp_path / "keys"))
    for tenant in ("acme", "beta"):
        monkeypatch.setenv("JALON_TENANT", tenant)
        words = ("nats-config", tmp_path / "conf", "--store", tmp_path / f"{tenant}.db")
        assert f"“{tenant}”" in run_jalon(*words).err
    text = (tmp_path / "conf" / "nats-server.conf").read_text()
    assert text.count("\n  A") == 5, "the broker's own account, and two of each tenant"


def test_a_list_of_principals_makes_no_keys(tmp_path: Path) -> None:
    words = ("principal", "list", "--store", tmp_path / "x.db")
    output = run_jalon(*words)
    assert (output.code, output.out, output.err) == (0, "", "nobody may connect\n")
    assert run_jalon(*words, "--json").out == "[]\n"
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_register_is_exit_three(tmp_path: Path) -> None:
    words = ("principal", "list", "--store", tmp_path / "x.db")
    assert run_jalon("nats-config", tmp_path / "conf", "--store", tmp_path / "x.db").code == 0
    place = next(tmp_path.rglob("relay-jalon.json"))
    place.write_bytes(b"{")
    damaged = run_jalon(*words)
    assert (damaged.code, damaged.out) == (3, "")
    assert str(place) in damaged.err
