"""Is the stream what the log is: as many facts, in the same order, byte for byte?"""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

from nats.aio.client import Client
from nats.errors import Error as BrokerError

from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import StoredNotification
from adapters.nats.connection import BrokerAway
from adapters.nats.stream_replay import Message, replay
from adapters.nats.stream_tail import info_of
from adapters.nats.subjects import STREAM, event_subject

NEARLY_FULL = 0.8


class Compared(NamedTuple):
    """What was found; `difference` says the first one, `waiting` how many facts are not relayed yet."""

    facts: int
    messages: int
    waiting: int
    bytes: int
    max_bytes: int | None
    difference: str | None

    @property
    def nearly_full(self) -> bool:
        """Whether there is little room left: a full stream takes nothing more, and facts wait in the log."""
        return self.max_bytes is not None and self.bytes >= NEARLY_FULL * self.max_bytes


async def compare(client: Client, store: Store) -> Compared:
    """Read the log and the stream side by side, up to the first difference."""
    head = await asyncio.to_thread(store.head)
    try:
        info = await info_of(client)
    except BrokerError as error:
        raise BrokerAway(STREAM, str(error)) from error
    state, most = info.state, info.config.max_bytes or 0
    seen, difference = 0, None
    async for page in _side_by_side(client, store):
        for rank, (message, fact) in enumerate(page, start=seen + 1):
            if difference is None:
                difference = _difference(rank, message, fact)
        seen += len(page)
        if difference is not None:
            break
    return Compared(
        facts=head,
        messages=state.messages,
        waiting=max(0, head - state.messages),
        bytes=state.bytes,
        max_bytes=most if most > 0 else None,
        difference=difference,
    )


async def _side_by_side(
    client: Client, store: Store
) -> AsyncIterator[list[tuple[Message, StoredNotification | None]]]:
    after = 0
    async for page in replay(client):
        facts = await asyncio.to_thread(store.select_notifications, after + 1, len(page))
        yield [*zip(page, [*facts, *[None] * (len(page) - len(facts))], strict=True)]
        after = facts[-1].id if facts else after


def _difference(rank: int, message: Message, fact: StoredNotification | None) -> str | None:
    at = f"{STREAM} {message.sequence}"
    if message.sequence != rank:
        return f"{at}: messages {rank} to {message.sequence - 1} are missing"
    if fact is None:
        return f"{at}: position {message.kept.position}, where the log has no fact"
    if message.kept.position != fact.id:
        return f"{at}: position {message.kept.position}, where the log goes on with {fact.id}"
    if message.kept.body != fact.state:
        return f"{at}: other bytes than the log at position {fact.id}"
    if message.subject != event_subject(fact.state):
        return f"{at}: published as {message.subject}, not as {event_subject(fact.state)}"
    return None
