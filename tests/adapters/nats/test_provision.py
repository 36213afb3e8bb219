"""The stream has the required settings, or an error names the setting that differs."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from adapters.engine.access.requests import PrincipalRole
from adapters.nats.authority import BrokerAuthority
from adapters.nats.connection import connect_to_broker, flush_twice
from adapters.nats.embedded_broker import run_broker
from adapters.nats.enrolment import apply_to_broker
from adapters.nats.provisioning import (
    BrokerRefused,
    Differs,
    ServerTooOld,
    consumer_settings,
    provision_tenant,
    stream_settings,
)
from adapters.nats.subjects import STREAM
from domain.language import Audience
from tests.adapters.nats.wired import CAST, SMALL, Wired, admit_cast, make_principal, open_tenants, until


async def describe(wired: Wired) -> dict[str, Any]:
    async with wired.connect_as(PrincipalRole.PROVISIONER) as provisioner:
        settings: dict[str, Any] = {}
        for subject in [f"STREAM.INFO.{STREAM}", *(f"CONSUMER.INFO.{STREAM}.{one.name}" for one in CAST)]:
            answer = json.loads((await provisioner.request(f"$JS.API.{subject}", b"")).data)
            settings[subject] = {name: answer.get(name) for name in ("created", "config", "error")}
        return settings


def test_the_stream_is_as_it_must_be_and_a_second_time_changes_nothing(wired: Wired) -> None:
    before = asyncio.run(describe(wired))
    stream = before[f"STREAM.INFO.{STREAM}"]["config"]
    required = stream_settings("acme", SMALL)
    assert {name: stream.get(name, type(value)()) for name, value in required.items()} == required
    for _ in range(2):
        asyncio.run(apply_to_broker(wired.url, wired.authority, wired.acme))
    assert asyncio.run(describe(wired)) == before


def test_a_consumer_that_reads_too_much_is_corrected(wired: Wired) -> None:
    """The register decides, whatever the consumer was before."""

    async def widening() -> None:
        async with wired.connect_as(PrincipalRole.PROVISIONER) as provisioner:
            wide = {
                "stream_name": STREAM,
                "config": consumer_settings("client-buyer", ["jalon.acme.event.>"]),
            }
            subject = f"$JS.API.CONSUMER.CREATE.{STREAM}.client-buyer"
            assert b'"error"' not in (await provisioner.request(subject, msgspec.json.encode(wide))).data

    before = asyncio.run(describe(wired))
    asyncio.run(widening())
    assert asyncio.run(describe(wired)) != before
    asyncio.run(apply_to_broker(wired.url, wired.authority, wired.acme))
    assert asyncio.run(describe(wired)) == before


def test_a_subscriber_given_other_audiences_reads_those(wired: Wired) -> None:
    narrower = make_principal(PrincipalRole.SUBSCRIBER, "billing", audiences=frozenset({Audience.CLIENT}))

    async def narrowing() -> dict[str, Any]:
        wired.beta.enrol_principal(narrower)
        await apply_to_broker(wired.url, wired.authority, wired.beta)
        beta = wired._replace(acme=wired.beta)
        return (await describe(beta))[f"CONSUMER.INFO.{STREAM}.subscriber-billing"]

    assert asyncio.run(narrowing())["config"]["filter_subjects"] == ["jalon.beta.event.client.*.*.*.*.*"]


def test_a_setting_that_cannot_be_changed_is_refused_with_its_reason(tmp_path: Path) -> None:
    """A stream that deletes messages is not allowed, and the broker cannot change its retention."""

    async def spoiling() -> None:
        authority = BrokerAuthority.open(tmp_path / "keys")
        acme, _ = open_tenants(authority)
        async with run_broker(tmp_path / "nats", authority) as url:
            wired = Wired(url, authority, acme, acme)
            async with wired.connect_as(PrincipalRole.PROVISIONER) as provisioner:
                wrong = stream_settings("acme", SMALL) | {"retention": "workqueue"}
                subject = f"$JS.API.STREAM.CREATE.{STREAM}"
                assert b'"error"' not in (await provisioner.request(subject, msgspec.json.encode(wrong))).data
            await apply_to_broker(url, authority, acme)

    with pytest.raises(BrokerRefused, match="retention"):
        asyncio.run(spoiling())


def test_an_existing_stream_can_get_more_bytes(tmp_path: Path) -> None:
    async def growing() -> dict[str, Any]:
        authority = BrokerAuthority.open(tmp_path / "keys")
        acme, _ = open_tenants(authority)
        async with run_broker(tmp_path / "nats", authority) as url:
            wired = await admit_cast(url, authority)
        acme.set_capacity(msgspec.structs.replace(SMALL, max_bytes=2 * SMALL.max_bytes))
        async with run_broker(tmp_path / "nats", authority) as url:
            await apply_to_broker(url, authority, acme)
            return await describe(wired._replace(url=url))

    stream = asyncio.run(growing())[f"STREAM.INFO.{STREAM}"]
    assert stream["config"]["max_bytes"] == 2 * SMALL.max_bytes


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[str]:
    """A broker without JetStream: the test answers in its place as an older one would."""
    configuration = tmp_path / "plain.conf"
    configuration.write_text(f'listen: "127.0.0.1:-1"\nports_file_dir: {json.dumps(str(tmp_path))}\n')
    command = [Path(sys.executable).with_name("nats-server"), "--config", configuration]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        ports = tmp_path / f"nats-server_{server.pid}.ports"
        asyncio.run(until(lambda: ports.exists() and ports.read_bytes().endswith(b"}")))
        yield json.loads(ports.read_bytes())["nats"][0]
        server.terminate()


OLD = {"api": {"level": 0}}
NEW = {"api": {"level": 2}}


@pytest.mark.parametrize(
    ("info", "ignored", "message"),
    [
        (OLD, None, "2.12 or later is needed"),
        ({}, None, "2.12 or later is needed"),
        (NEW, "allow_atomic", "allow_atomic is False, not True"),
        (NEW, "deny_purge", "deny_purge is False, not True"),
        (NEW, "max_bytes", "max_bytes is 0, not"),
    ],
)
def test_a_server_that_ignores_a_setting_is_found_out(
    plain: str, info: dict[str, Any], ignored: str | None, message: str
) -> None:
    async def asking() -> None:
        async def answer(request: Msg) -> None:
            if request.subject == "$JS.API.INFO":
                await request.respond(msgspec.json.encode(info))
            elif ".INFO." in request.subject:
                await request.respond(b'{"error":{"err_code":10059}}')
            else:
                echoed = {name: value for name, value in json.loads(request.data).items() if name != ignored}
                await request.respond(msgspec.json.encode({"config": echoed}))

        server: Client = await connect_to_broker(plain, None, name="old", inbox_prefix="_INBOX.old")
        client: Client = await connect_to_broker(plain, None, name="new", inbox_prefix="_INBOX.new")
        try:
            await server.subscribe("$JS.API.>", cb=answer)
            await flush_twice(server)
            await provision_tenant(client, "acme", SMALL, [])
        finally:
            await server.close()
            await client.close()

    with pytest.raises((ServerTooOld, Differs)) as found:
        asyncio.run(asking())
    assert message in str(found.value)
