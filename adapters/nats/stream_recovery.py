"""After an older database was put back: what the stream knows and the log does not is added to the log.

Byte for byte, in stream order. What each command was answered is rebuilt from its facts; an answer that
stated nothing, and a fact that had not reached the stream yet, are in neither and stay lost.
"""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from nats.aio.client import Client

from adapters.engine.store.recorder import PAGE, Store
from adapters.engine.store.reinserting import Again, Contradiction, Told, rebuilt, told
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
    again, gathered = Again(store), list[Told]()
    async for page in replay(client):
        gathered += [_checked(message) for message in page]
        if len(gathered) >= PAGE:
            whole = _whole_commands(gathered)
            await asyncio.to_thread(_take, again, gathered[:whole])
            gathered = gathered[whole:]
    await asyncio.to_thread(_take, again, gathered)
    return again.added


def unrecorded(store: Store, recorded_up_to: int) -> Recovery | None:
    """Return what recoveries added after a position: their answers are known from their facts alone."""
    spans = [
        (answer.first, answer.last)
        for answer in store.answered()
        if answer.digest == RECOVERED and answer.first > recorded_up_to
    ]
    if not spans:
        return None
    return Recovery(
        min(first for first, _ in spans),
        max(last for _, last in spans),
        sum(last - first + 1 for first, last in spans),
    )


def _checked(message: Message) -> Told:
    one = told(message.kept)
    if message.subject != event_subject(message.kept.body):
        raise Contradiction(message.kept.position, f"published as {message.subject}")
    return one


def _whole_commands(facts: Sequence[Told]) -> int:
    """Return how many of these facts come before the last command: more of that one may follow."""
    last = facts[-1].command
    return next((rank for rank in range(len(facts), 0, -1) if facts[rank - 1].command != last), 0)


def _take(again: Again, facts: Sequence[Told]) -> None:
    again.take(facts, rebuilt(facts))
