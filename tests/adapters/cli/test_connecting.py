"""A broker configured and opened to people from the command line, with TLS, and closed to them again."""

import asyncio
import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from nats.aio.client import Client

from adapters.wire.connection import BrokerAway, connect
from adapters.wire.subjects import WireRole, inbox
from tests.adapters.cli.conftest import Said, spawned, typed
from tests.adapters.wire.wired import ACME_CLIENT, concerning, publish, pulled, until
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

    def type(self, *words: object, lang: str = "en") -> Said:
        return typed(*words, "--store", self.store, lang=lang)

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.configured / "tls" / "ca.pem")

    def credential(self, role: str, name: str) -> Path:
        return (
            self.store.with_name("acme.db.private") / "nats" / "acme" / "credentials" / f"{role}-{name}.creds"
        )

    async def connect(self, role: WireRole, name: str, trust: ssl.SSLContext | None = None) -> Client:
        credential = self.credential(role, name)
        own = inbox(role, name)
        return await connect(self.url, credential, name=name, inbox_prefix=own, tls=trust or self.trust)


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


def test_somebody_is_let_in_reads_and_is_cut_off_again(served: Served) -> None:
    added = served.type("principal", "add", "client", "buyer", *REPRESENTS, "--json")
    told = json.loads(added.out)
    assert (added.code, told["state"], told["broker"]) == (0, "active", served.url)
    assert told["credential"] == str(served.credential("client", "buyer"))
    assert told["consumer"] == "client-buyer"

    async def reading() -> None:
        fact = concerning(NEED, "acme", ACME_CLIENT, None)
        relay = await served.connect(WireRole.RELAY, "jalon")
        buyer = await served.connect(WireRole.CLIENT, "buyer")
        await publish(relay, [fact])
        assert [message.data for message in await pulled(buyer, told["consumer"])] == [fact]
        revoked = await asyncio.to_thread(served.type, "principal", "revoke", "client", "buyer")
        assert (revoked.code, revoked.out) == (0, "")
        assert "may connect no more" in revoked.err
        await until(lambda: buyer.is_closed, within=2)
        await relay.close()

    asyncio.run(reading())
    listed = json.loads(served.type("principal", "list", "--json").out)
    assert {(one["id"], one["state"]) for one in listed if one["role"] == "client"} == {("buyer", "revoked")}
    assert not served.credential("client", "buyer").exists()


def test_a_broker_whose_certificate_another_signed_is_not_believed(served: Served, tmp_path: Path) -> None:
    assert (
        typed("nats-config", tmp_path / "other", "--tls-for", "127.0.0.1", "--store", tmp_path / "b.db").code
        == 0
    )
    other = ssl.create_default_context(cafile=tmp_path / "other" / "tls" / "ca.pem")
    for strange in (other, ssl.create_default_context()):
        with pytest.raises(BrokerAway, match="CERTIFICATE_VERIFY_FAILED"):
            asyncio.run(served.connect(WireRole.RELAY, "jalon", strange))


def test_a_broker_that_is_away_is_exit_three_and_the_same_words_say_it_again(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NATS_URL", "nats://127.0.0.1:9")
    added = served.type("principal", "add", "client", "buyer", *REPRESENTS)
    assert added.code == 3
    assert "the broker does not answer: nats://127.0.0.1:9" in added.err
    assert "the same command" in added.err
    monkeypatch.setenv("NATS_URL", served.url)
    assert served.type("principal", "add", "client", "buyer", *REPRESENTS).code == 0


@pytest.mark.parametrize(
    ("words", "said"),
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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answered = typed(*words, "--store", tmp_path / "x.db")
    assert (answered.code, answered.out) == (2, "")
    assert said in answered.err
    assert not (tmp_path / "conf").exists()


def test_without_a_broker_who_is_added_waits_for_it(tmp_path: Path) -> None:
    words = ("principal", "add", "auditor", "urssaf", "--store", tmp_path / "x.db")
    answered = spawned(*words, cwd=tmp_path, lang="fr")
    assert (answered.code, answered.out) == (0, "")
    assert "aucun courtier ne tourne" in answered.err
    listed = json.loads(
        spawned("principal", "list", "--json", "--store", tmp_path / "x.db", cwd=tmp_path).out
    )
    assert [one["reads"] for one in listed if one["id"] == "urssaf"] == [[]]
    assert {one["role"] for one in listed} == {"auditor", "operator", "provisioner", "relay", "service"}
