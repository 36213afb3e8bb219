"""The auditor replays one mission out of many events, and the whole log, without a consumer."""

import asyncio
import json
import time
from uuid import UUID

import msgspec
from nats.aio.client import Client

from adapters.engine.access.requests import PrincipalRole
from adapters.nats.subjects import LOG_API, STREAM
from tests.adapters.nats.wired import ACME_CLIENT, ACME_CONSULTANT, Wired, event_about, publish
from tests.contracts.sample import SAMPLES

EVENTS, MISSIONS = 20_000, 100


def events() -> list[bytes]:
    """Return events of missions, one mission after the other."""
    sample = (SAMPLES / "fr.jalon.mission.deliverable-accepted.v1.json").read_bytes()
    event = json.loads(event_about(sample, "acme", ACME_CLIENT, ACME_CONSULTANT))
    return [
        msgspec.json.encode(event | {"id": str(UUID(int=index)), "subject": f"mission/{mission(index)}"})
        for index in range(EVENTS)
    ]


def mission(index: int) -> UUID:
    return UUID(int=index % MISSIONS)


async def replay(auditor: Client, subjects: str) -> list[bytes]:
    found: list[bytes] = []
    replies, sequence = auditor.new_inbox(), 1
    subscription = await auditor.subscribe(replies)
    api = f"{LOG_API}.DIRECT.GET.{STREAM}"
    while True:
        request = {"seq": sequence, "next_by_subj": subjects, "batch": 500}
        await auditor.publish(api, json.dumps(request).encode(), replies)
        while (message := await subscription.next_msg(timeout=10)).headers.get("Nats-Sequence"):
            found.append(message.data)
            sequence = int(message.headers["Nats-Sequence"]) + 1
        if message.headers.get("Nats-Num-Pending", "0") == "0":
            return found


def test_an_auditor_replays_one_mission_out_of_twenty_thousand_events(wired: Wired) -> None:
    published = events()

    async def auditing() -> tuple[list[bytes], float, list[bytes]]:
        async with wired.connect_as(PrincipalRole.RELAY) as relay:
            await publish(relay, published)
        async with wired.connect_as(PrincipalRole.AUDITOR, "urssaf") as auditor:
            began = time.monotonic()
            one = await replay(auditor, f"jalon.acme.event.*.mission.{mission(7)}.>")
            return one, time.monotonic() - began, await replay(auditor, "jalon.acme.event.>")

    one, seconds, all_of_them = asyncio.run(auditing())
    assert one == [body for index, body in enumerate(published) if mission(index) == mission(7)]
    assert all_of_them == published
    assert seconds < 5, "the index of the broker finds a mission without reading the whole log"
