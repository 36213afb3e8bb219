"""The stream read whole, in its order, without a consumer: by direct gets, as an auditor reads it."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg

from adapters.engine.store.reinserting import ArchivedEvent
from adapters.nats.connection import BrokerAway
from adapters.nats.stream_tail import POSITION
from adapters.nats.subjects import STREAM

PAGE = 500
ANSWER_SECONDS = 10.0


class Message(NamedTuple):
    """A message of the stream: its rank, where it was published, under which id, and the fact that it is."""

    sequence: int
    subject: str
    id: str
    kept: ArchivedEvent


async def replay(client: Client) -> AsyncIterator[list[Message]]:
    """Read the stream from its first message to its last, page by page; raises `BrokerAway`."""
    inbox, arrived = client.new_inbox(), asyncio.Queue[Msg]()
    listening = await client.subscribe(inbox, cb=arrived.put)  # pyright: ignore[reportUnknownMemberType]
    try:
        following = 1
        while page := await _page(client, following, inbox, arrived):
            yield page
            following = page[-1].sequence + 1
    finally:
        await listening.unsubscribe()


async def _page(client: Client, first: int, inbox: str, arrived: "asyncio.Queue[Msg]") -> list[Message]:
    asked = {"seq": first, "next_by_subj": ">", "batch": PAGE}
    await client.publish(f"$JS.API.DIRECT.GET.{STREAM}", msgspec.json.encode(asked), reply=inbox)
    page: list[Message] = []
    while True:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                said = await arrived.get()
        except TimeoutError:
            raise BrokerAway(
                client.connected_url.netloc if client.connected_url else "", "no answer"
            ) from None
        headers = said.headers or {}
        match headers.get("Status"):
            case None:
                page.append(_message(headers, said.data))
            case "404" | "204":
                return page
            case status:
                raise BrokerAway(STREAM, f"{status} {headers.get('Description', '')}".strip())


def _message(headers: dict[str, str], body: bytes) -> Message:
    position = headers.get(POSITION, "")
    return Message(
        int(headers["Nats-Sequence"]),
        headers["Nats-Subject"],
        headers.get("Nats-Msg-Id", ""),
        ArchivedEvent(int(position) if position.isdecimal() else 0, body),
    )
