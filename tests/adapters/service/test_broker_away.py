"""The broker goes and comes: ours is begun again, another's is waited for; no answer is lost."""

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
from tests.adapters.service.served import LEA, MISSION, Served, populate, serving, told, until

MINE = {"mission": str(MISSION)}


async def in_step(served: Served) -> None:
    """Wait until everything is at work, then see that the stream is the log."""

    async def ready() -> bool:
        return (await told(served, "/health/ready"))[0] == 200

    await until(ready)
    async with served.as_(LEA) as one:
        answer = await one.command("abandon-mission", {**MINE, "reason": "Essai"}, dry_run="true")
        assert answer["outcome"] in ("accepted", "refused", "malformed")
        answer = await one.command("give-consent", MINE)
        assert answer["outcome"] == "refused"

        async def published() -> bool:
            """Stories go on meanwhile: the stream may soon be further than the answer."""
            metrics = (await told(served, "/metrics"))[1]
            position = re.search(r"^jalon_stream_position (\S+)$", metrics, re.MULTILINE)
            return position is not None and float(position[1]) >= answer["position"]

        await until(published)


async def same(served: Served) -> None:
    async with served.as_(LEA) as one:
        received = [msg.data for msg in await pull_all(one.client, f"umbrella-{LEA.name}")]
    assert received == [event.state for event in served.server.archive.store.read_log()]


def test_our_broker_killed_is_begun_again_where_it_was(tmp_path: Path) -> None:
    async def test() -> None:
        store = tmp_path / "jalon.db"
        await populate(store)
        async with serving(store) as served:
            await in_step(served)
            url = served.url
            place = private_folder(store) / "broker" / "server.pid"
            killed = place.read_text()
            os.kill(int(killed), signal.SIGKILL)

            async def another() -> bool:
                return place.exists() and place.read_text() not in ("", killed)

            await until(another)
            await in_step(served)
            assert await served.server.broker.url() == url
            await same(served)

    asyncio.run(test())


def test_the_broker_of_somebody_else_is_waited_for(tmp_path: Path) -> None:
    async def test() -> None:
        store = tmp_path / "jalon.db"
        await populate(store)
        authority, folder = BrokerAuthority.open(private_folder(store) / "nats"), tmp_path / "elsewhere"
        broker = run_broker(folder, authority)
        url = await broker.__aenter__()
        async with serving(store, settings=Settings(nats_url=url)) as served:
            await in_step(served)
            await broker.__aexit__(None, None, None)

            async def away() -> bool:
                return (await told(served, "/health/ready"))[0] == 503

            await until(away)
            assert (await told(served, "/health/live"))[0] == 200
            async with run_broker(folder, authority, urlsplit(url).port or 0):
                await in_step(served)
                await same(served)

    asyncio.run(test())
