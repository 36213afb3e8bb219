"""Compares the stream with the log: the same events, in the same order, byte for byte."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

from nats.aio.client import Client
from nats.errors import Error as BrokerError

from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import StoredNotification
from adapters.nats.connection import BrokerAway
from adapters.nats.stream_replay import StreamMessage, replay_stream
from adapters.nats.stream_tail import read_stream_info
from adapters.nats.subjects import STREAM, event_subject

NEARLY_FULL = 0.8


class StreamComparison(NamedTuple):
    """The result: counts, and the first difference; `waiting` events are not published yet."""

    events: int
    messages: int
    waiting: int
    bytes: int
    max_bytes: int | None
    difference: str | None

    @property
    def nearly_full(self) -> bool:
        """Whether the stream is at least 80 % full; a full stream accepts no more events."""
        return self.max_bytes is not None and self.bytes >= NEARLY_FULL * self.max_bytes


async def compare_stream(client: Client, store: Store) -> StreamComparison:
    """Read the log and the stream side by side, up to the first difference."""
    head = await asyncio.to_thread(store.head)
    try:
        info = await read_stream_info(client)
    except BrokerError as error:
        raise BrokerAway(STREAM, str(error)) from error
    state, max_bytes = info.state, info.config.max_bytes or 0
    seen, difference = 0, None
    async for pairs in _pair_messages(client, store):
        for expected, (message, event) in enumerate(pairs, start=seen + 1):
            if difference is None:
                difference = _find_difference(expected, message, event)
        seen += len(pairs)
        if difference is not None:
            break
    return StreamComparison(
        events=head,
        messages=state.messages,
        waiting=max(0, head - state.messages),
        bytes=state.bytes,
        max_bytes=max_bytes if max_bytes > 0 else None,
        difference=difference,
    )


async def _pair_messages(
    client: Client, store: Store
) -> AsyncIterator[list[tuple[StreamMessage, StoredNotification | None]]]:
    after = 0
    async for messages in replay_stream(client):
        events = await asyncio.to_thread(store.select_notifications, after + 1, len(messages))
        yield [*zip(messages, [*events, *[None] * (len(messages) - len(events))], strict=True)]
        after = events[-1].id if events else after


def _find_difference(expected: int, message: StreamMessage, event: StoredNotification | None) -> str | None:
    place = f"{STREAM} {message.sequence}"
    if message.sequence != expected:
        return f"{place}: messages {expected} to {message.sequence - 1} are missing"
    if event is None:
        return f"{place}: position {message.stored.position}, where the log has no event"
    if message.stored.position != event.id:
        return f"{place}: position {message.stored.position}, where the log goes on with {event.id}"
    if message.stored.body != event.state:
        return f"{place}: other bytes than the log at position {event.id}"
    if message.subject != event_subject(event.state):
        return f"{place}: published as {message.subject}, not as {event_subject(event.state)}"
    return None
