"""Recovers a log after an older database was restored: adds the events that only the stream holds.

They are added byte for byte, in the order of the stream. The answer of each command is rebuilt from its
events. Answers without events, and events that had not reached the stream, stay lost.
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
    """The positions that recoveries have added and that no `StreamRecovered` event records yet."""

    first: int
    last: int
    added: int


async def recover_events(client: Client, store: Store) -> int:
    """Add the missing events, and return how many; raises `Contradiction`, and then adds no more.

    It can be interrupted and run again. All other writers of the log must be stopped.
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
    """Return what recoveries added after a position; their answers carry the mark of a recovery."""
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
    """Return how many events come before those of the last command, of which more may follow."""
    last = events[-1].command
    return next((count for count in range(len(events), 0, -1) if events[count - 1].command != last), 0)


def _append_events(reinsertion: Reinsertion, events: Sequence[ParsedEvent]) -> None:
    reinsertion.take_events(events, rebuild_answers(events))
