"""After an older database was put back: what the stream knows and the log does not is added to the log.

Byte for byte, in stream order. What each command was answered is rebuilt from its events; an answer that
stated nothing, and an event that had not reached the stream yet, are in neither and stay lost.
"""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from nats.aio.client import Client

from adapters.engine.store.recorder import LIMIT, Store
from adapters.engine.store.reinserting import (
    Contradiction,
    ParsedEvent,
    Reinsertion,
    parse_event,
    rebuild_answers,
)
from adapters.engine.store.stored import RECOVERED
from adapters.nats.stream_replay import StreamMessage, replay_stream
from adapters.nats.subjects import event_subject


class Recovery(NamedTuple):
    """What was added, now or before one was broken off, and is not recorded as an event yet."""

    first: int
    last: int
    added: int


async def recover_events(client: Client, store: Store) -> int:
    """Add what is missing, and return how many events that were; raises `Contradiction`, and adds no more.

    It may be broken off and begun again. Whatever else writes to the log must be stopped.
    """
    reinsertion, pending = Reinsertion(store), list[ParsedEvent]()
    async for messages in replay_stream(client):
        pending += [_check_message(message) for message in messages]
        if len(pending) >= LIMIT:
            count = _count_whole_commands(pending)
            await asyncio.to_thread(_append_events, reinsertion, pending[:count])
            pending = pending[count:]
    await asyncio.to_thread(_append_events, reinsertion, pending)
    return reinsertion.added


def find_unrecorded(store: Store, recorded_up_to: int) -> Recovery | None:
    """Return what recoveries added after a position: their answers are known from their events alone."""
    spans = [
        (answer.first, answer.last)
        for answer in store.read_answers()
        if answer.digest == RECOVERED and answer.first > recorded_up_to
    ]
    if not spans:
        return None
    return Recovery(
        min(first for first, _ in spans),
        max(last for _, last in spans),
        sum(last - first + 1 for first, last in spans),
    )


def _check_message(message: StreamMessage) -> ParsedEvent:
    event = parse_event(message.stored)
    if message.subject != event_subject(message.stored.body):
        raise Contradiction(message.stored.position, f"published as {message.subject}")
    return event


def _count_whole_commands(events: Sequence[ParsedEvent]) -> int:
    """Return how many of these events come before the last command: more of that one may follow."""
    last = events[-1].command
    return next((count for count in range(len(events), 0, -1) if events[count - 1].command != last), 0)


def _append_events(reinsertion: Reinsertion, events: Sequence[ParsedEvent]) -> None:
    reinsertion.take_events(events, rebuild_answers(events))
