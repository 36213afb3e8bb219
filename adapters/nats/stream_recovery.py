"""After an older database was put back: what the stream knows and the log does not is added to the log.

Byte for byte, in stream order. What each command was answered is rebuilt from its facts; an answer that
stated nothing, and a fact that had not reached the stream yet, are in neither and stay lost.
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
from adapters.nats.stream_replay import Message, replay
from adapters.nats.subjects import event_subject


class Recovery(NamedTuple):
    """What was added, now or before one was broken off, and is not recorded as a fact yet."""

    first: int
    last: int
    added: int


async def recover(client: Client, store: Store) -> int:
    """Add what is missing, and return how many facts that were; raises `Contradiction`, and adds no more.

    It may be broken off and begun again. Whatever else writes to the log must be stopped.
    """
    reinsertion, gathered = Reinsertion(store), list[ParsedEvent]()
    async for page in replay(client):
        gathered += [_checked(message) for message in page]
        if len(gathered) >= LIMIT:
            whole = _whole_commands(gathered)
            await asyncio.to_thread(_take, reinsertion, gathered[:whole])
            gathered = gathered[whole:]
    await asyncio.to_thread(_take, reinsertion, gathered)
    return reinsertion.added


def unrecorded(store: Store, recorded_up_to: int) -> Recovery | None:
    """Return what recoveries added after a position: their answers are known from their facts alone."""
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


def _checked(message: Message) -> ParsedEvent:
    one = parse_event(message.kept)
    if message.subject != event_subject(message.kept.body):
        raise Contradiction(message.kept.position, f"published as {message.subject}")
    return one


def _whole_commands(facts: Sequence[ParsedEvent]) -> int:
    """Return how many of these facts come before the last command: more of that one may follow."""
    last = facts[-1].command
    return next((rank for rank in range(len(facts), 0, -1) if facts[rank - 1].command != last), 0)


def _take(reinsertion: Reinsertion, facts: Sequence[ParsedEvent]) -> None:
    reinsertion.take_events(facts, rebuild_answers(facts))
