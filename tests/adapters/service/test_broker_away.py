"""The broker stops and returns: ours is restarted, an external one is waited for; no answer is lost."""

import asyncio
import os
import re
import signal
from pathlib import Path
from urllib.parse import urlsplit

from adapters.compose import Settings, private_folder
from adapters.nats.authority import BrokerAuthority
from adapters.nats.embedded_broker import run_broker
from tests.adapters.nats.wired import pull_all
from tests.adapters.service.served import LEA, MISSION, Served, fetch_path, populate, serving, until

MINE = {"mission": str(MISSION)}


async def in_step(served: Served) -> None:
    """Wait until all parts are ready, then check that the stream equals the log."""

    async def is_ready() -> bool:
        return (await fetch_path(served, "/health/ready"))[0] == 200

    await until(is_ready)
    async with served.connect_as(LEA) as caller:
        answer = await caller.command("abandon-mission", {**MINE, "reason": "Essai"}, dry_run="true")
        assert answer["outcome"] in ("accepted", "refused", "malformed")
        answer = await caller.command("give-consent", MINE)
        assert answer["outcome"] == "refused"

        async def is_published() -> bool:
            """Sagas continue meanwhile, so the stream may already be beyond the answer."""
            metrics = (await fetch_path(served, "/metrics"))[1]
            position = re.search(r"^jalon_stream_position (\S+)$", metrics, re.MULTILINE)
            return position is not None and float(position[1]) >= answer["position"]

        await until(is_published)


async def check_stream_equals_log(served: Served) -> None:
    async with served.connect_as(LEA) as caller:
        received = [msg.data for msg in await pull_all(caller.client, f"umbrella-{LEA.name}")]
    assert received == [event.state for event in served.server.archive.store.read_log()]


def test_our_killed_broker_is_restarted_at_the_same_address(tmp_path: Path) -> None:
    async def run_test() -> None:
        store = tmp_path / "jalon.db"
        await populate(store)
        async with serving(store) as served:
            await in_step(served)
            url = served.url
            place = private_folder(store) / "broker" / "server.pid"
            killed = place.read_text()
            os.kill(int(killed), signal.SIGKILL)

            async def is_restarted() -> bool:
                return place.exists() and place.read_text() not in ("", killed)

            await until(is_restarted)
            await in_step(served)
            assert await served.server.broker.wait_for_url() == url
            await check_stream_equals_log(served)

    asyncio.run(run_test())


def test_an_external_broker_is_waited_for(tmp_path: Path) -> None:
    async def run_test() -> None:
        store = tmp_path / "jalon.db"
        await populate(store)
        authority, folder = BrokerAuthority.open(private_folder(store) / "nats"), tmp_path / "elsewhere"
        broker = run_broker(folder, authority)
        url = await broker.__aenter__()
        async with serving(store, settings=Settings(nats_url=url)) as served:
            await in_step(served)
            await broker.__aexit__(None, None, None)

            async def is_away() -> bool:
                return (await fetch_path(served, "/health/ready"))[0] == 503

            await until(is_away)
            assert (await fetch_path(served, "/health/live"))[0] == 200
            async with run_broker(folder, authority, urlsplit(url).port or 0):
                await in_step(served)
                await check_stream_equals_log(served)

    asyncio.run(run_test())
