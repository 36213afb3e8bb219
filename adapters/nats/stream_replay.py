"""Reads the whole stream in order without a consumer, by direct gets, as an auditor does."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg

from adapters.engine.store.reinserting import ArchivedEvent
from adapters.nats.connection import BrokerAway
from adapters.nats.stream_tail import POSITION_HEADER
from adapters.nats.subjects import STREAM

MESSAGES_PER_READ = 500
REPLY_SECONDS = 10.0


class StreamMessage(NamedTuple):
    """A message of the stream: its sequence, subject and id, and the event in it."""

    sequence: int
    subject: str
    id: str
    stored: ArchivedEvent


async def replay_stream(client: Client) -> AsyncIterator[list[StreamMessage]]:
    """Read the stream from its first message to its last, in batches; raises `BrokerAway`."""
    inbox, arrived = client.new_inbox(), asyncio.Queue[Msg]()
    subscription = await client.subscribe(inbox, cb=arrived.put)  # pyright: ignore[reportUnknownMemberType]
    try:
        next_sequence = 1
        while messages := await _read_messages(client, next_sequence, inbox, arrived):
            yield messages
            next_sequence = messages[-1].sequence + 1
    finally:
        await subscription.unsubscribe()


async def _read_messages(
    client: Client, first: int, inbox: str, arrived: "asyncio.Queue[Msg]"
) -> list[StreamMessage]:
    request = {"seq": first, "next_by_subj": ">", "batch": MESSAGES_PER_READ}
    await client.publish(f"$JS.API.DIRECT.GET.{STREAM}", msgspec.json.encode(request), reply=inbox)
    messages: list[StreamMessage] = []
    while True:
        try:
            async with asyncio.timeout(REPLY_SECONDS):
                message = await arrived.get()
        except TimeoutError:
            raise BrokerAway(
                client.connected_url.netloc if client.connected_url else "", "no answer"
            ) from None
        headers = message.headers or {}
        match headers.get("Status"):
            case None:
                messages.append(_parse_message(headers, message.data))
            case "404" | "204":
                return messages
            case status:
                raise BrokerAway(STREAM, f"{status} {headers.get('Description', '')}".strip())


def _parse_message(headers: dict[str, str], body: bytes) -> StreamMessage:
    position = headers.get(POSITION_HEADER, "")
    return StreamMessage(
        int(headers["Nats-Sequence"]),
        headers["Nats-Subject"],
        headers.get("Nats-Msg-Id", ""),
        ArchivedEvent(int(position) if position.isdecimal() else 0, body),
    )
