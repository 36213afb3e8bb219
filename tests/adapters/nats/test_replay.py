"""The auditor replays one mission out of many events, and the whole log, without a consumer."""

import asyncio
import json
import time
from uuid import UUID

import msgspec
from nats.aio.client import Client

from adapters.engine.access.requests import PrincipalRole
from adapters.nats.subjects import LOG_API, STREAM
from tests.adapters.nats.wired import ACME_CLIENT, ACME_CONSULTANT, Wired, concerning, publish
from tests.contracts.sample import SAMPLES

EVENTS, MISSIONS = 20_000, 100


def events() -> list[bytes]:
    """Facts of missions that take turns."""
    sample = (SAMPLES / "fr.jalon.mission.deliverable-accepted.v1.json").read_bytes()
    told = json.loads(concerning(sample, "acme", ACME_CLIENT, ACME_CONSULTANT))
    return [
        msgspec.json.encode(told | {"id": str(UUID(int=rank)), "subject": f"mission/{mission(rank)}"})
        for rank in range(EVENTS)
    ]


def mission(rank: int) -> UUID:
    return UUID(int=rank % MISSIONS)


async def replayed(auditor: Client, filtered: str) -> list[bytes]:
    found: list[bytes] = []
    replies, following = auditor.new_inbox(), 1
    heard = await auditor.subscribe(replies)
    asked = f"{LOG_API}.DIRECT.GET.{STREAM}"
    while True:
        wanted = {"seq": following, "next_by_subj": filtered, "batch": 500}
        await auditor.publish(asked, json.dumps(wanted).encode(), replies)
        while (message := await heard.next_msg(timeout=10)).headers.get("Nats-Sequence"):
            found.append(message.data)
            following = int(message.headers["Nats-Sequence"]) + 1
        if message.headers.get("Nats-Num-Pending", "0") == "0":
            return found


def test_an_auditor_replays_one_mission_out_of_twenty_thousand_events(wired: Wired) -> None:
    published = events()

    async def auditing() -> tuple[list[bytes], float, list[bytes]]:
        async with wired.as_(PrincipalRole.RELAY) as relay:
            await publish(relay, published)
        async with wired.as_(PrincipalRole.AUDITOR, "urssaf") as auditor:
            began = time.monotonic()
            one = await replayed(auditor, f"jalon.acme.event.*.mission.{mission(7)}.>")
            return one, time.monotonic() - began, await replayed(auditor, "jalon.acme.event.>")

    one, seconds, all_of_them = asyncio.run(auditing())
    assert one == [body for rank, body in enumerate(published) if mission(rank) == mission(7)]
    assert all_of_them == published
    assert seconds < 5, "the broker's own index finds a mission, nobody reads the whole log for it"
