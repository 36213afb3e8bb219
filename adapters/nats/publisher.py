"""Facts on their way: a chain of messages, or one atomic batch; the last one asks for the answer."""

import asyncio
import re
from collections.abc import Sequence
from itertools import accumulate, takewhile
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg

from adapters.engine.store.stored import StoredNotification
from adapters.nats.stream_tail import POSITION, Tail
from adapters.nats.subjects import STREAM, Envelope, subject_of

BATCH_MIN, BATCH_MAX = 16, 1_000  # the server takes no larger one; a smaller one never pays
WRITTEN_AT_ONCE = 128
TRACE = re.compile("[0-9a-f]{2}(-[0-9a-f]+)+")
CHAIN_MAX, TRIAL = 4_000, 256
FLIGHT_BYTES = 4 * 1024 * 1024
ANSWER_SECONDS = 5.0


class NotAccepted(Exception):
    """The stream did not take it, or did not say so: ask it what it holds."""


class _Sent(Envelope, frozen=True, kw_only=True, gc=False):
    """As much of a fact as its subject and its headers are made of."""

    id: UUID
    traceparent: str | None = None


class _Error(msgspec.Struct, frozen=True):
    description: str = "an error without a description"


class _Answer(msgspec.Struct, frozen=True):
    """What the server says to a publication."""

    stream: str = ""
    seq: int = 0
    duplicate: bool = False
    error: _Error | None = None


_SENT = msgspec.json.Decoder(_Sent)
NOBODY = b'{"error":{"description":"no stream takes what is published"}}'
_ANSWER = msgspec.json.Decoder(_Answer)


class Pace:
    """Which way is quicker: a server that syncs every write likes batches, another one chains."""

    def __init__(self) -> None:
        self._chain = self._batch = 0.0  # seconds a fact; what was never tried is tried

    def batch_next(self, count: int) -> bool:
        """Say whether the next flight, of so many facts at least, goes as a batch."""
        return count >= BATCH_MIN and self._batch <= self._chain

    def most(self, *, batched: bool) -> int:
        """Return how many facts the next flight may take; few, where the way is new."""
        if not (self._batch if batched else self._chain):
            return TRIAL
        return BATCH_MAX if batched else CHAIN_MAX

    def learn(self, count: int, seconds: float, *, batched: bool) -> None:
        """Remember how long a flight took, if it was one that could have gone either way."""
        if batched:
            self._batch = _smoothed(self._batch, seconds / count)
        elif count >= BATCH_MIN:
            self._chain = _smoothed(self._chain, seconds / count)


def _smoothed(before: float, now: float) -> float:
    return 0.8 * before + 0.2 * now if before else now


def boarding(facts: Sequence[StoredNotification], most: int) -> Sequence[StoredNotification]:
    """Return the first of these facts: so many at most, and no more bytes than the client holds at once."""
    sizes = accumulate(len(fact.state) for fact in facts[:most])
    fitting = sum(1 for _ in takewhile(FLIGHT_BYTES.__gt__, sizes))
    return facts[: max(1, fitting)]


class Flight(NamedTuple):
    """Facts that were published and are not answered yet, and where the stream will end if they are taken."""

    facts: Sequence[StoredNotification]
    hoped: Tail
    batched: bool
    answer: "asyncio.Future[bytes]"

    async def landed(self) -> None:
        """Wait until the stream took them all; raises `NotAccepted`, or `TimeoutError`."""
        async with asyncio.timeout(ANSWER_SECONDS):  # `wait_for` may lose a cancellation on Python 3.11
            said = await self.answer
        answer = _ANSWER.decode(said or NOBODY)
        if answer.error is not None:
            raise NotAccepted(answer.error.description)
        if answer.duplicate or (answer.stream, answer.seq) != (STREAM, self.hoped.sequence):
            raise NotAccepted(
                f"{answer.stream} stands at {answer.seq}, not {STREAM} at {self.hoped.sequence}"
            )


class Runway:
    """Where flights start: it writes their messages and brings each one its answer."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._inbox = client.new_inbox()
        self._awaited: dict[str, asyncio.Future[bytes]] = {}

    async def open(self) -> None:
        """Listen to the answers."""
        inbox = f"{self._inbox}.*"
        await self._client.subscribe(inbox, cb=self._answered)  # pyright: ignore[reportUnknownMemberType]

    def forget(self) -> None:
        """Wait for no answer any more."""
        self._awaited.clear()

    async def start(self, facts: Sequence[StoredNotification], tail: Tail, *, batched: bool) -> Flight:
        """Publish facts behind a tail.

        In a chain each message expects the one before it, so the answer to the last one speaks for all.
        """
        batch, last = uuid4().hex if batched else None, len(facts) - 1
        reply = f"{self._inbox}.{uuid4().hex}"
        answer = self._awaited[reply] = asyncio.get_running_loop().create_future()
        for first in range(0, last + 1, WRITTEN_AT_ONCE):
            ranks = range(first, min(first + WRITTEN_AT_ONCE, last + 1))
            lines = [
                self._line(facts[rank], _headers(rank, tail, batch, last), reply if rank == last else "")
                for rank in ranks
            ]
            await self._write(b"".join(lines))
        hoped = Tail(tail.sequence + len(facts), facts[last].id, tail.batches)
        return Flight(facts, hoped, batched, answer)

    def _line(self, fact: StoredNotification, headers: str, reply: str) -> bytes:
        """Write the publication of a fact as the protocol has it (HPUB)."""
        sent = _SENT.decode(fact.state)
        traced = sent.traceparent and TRACE.fullmatch(sent.traceparent)
        trace = f"traceparent: {sent.traceparent}\r\n" if traced else ""
        head = (
            "NATS/1.0\r\nContent-Type: application/cloudevents+json\r\n"
            f"{POSITION}: {fact.id}\r\nNats-Msg-Id: {sent.id}\r\n{trace}{headers}\r\n"
        ).encode()
        size, most = len(head) + len(fact.state), self._client.max_payload
        if size > most:
            raise NotAccepted(f"the fact at {fact.id} has {size} bytes, the broker takes {most}")
        start = f"HPUB {subject_of(sent)} {reply} {len(head)} {size}\r\n".encode()
        return b"%s%s%s\r\n" % (start, head, fact.state)

    async def _write(self, lines: bytes) -> None:
        """Hand over many publications at once: with `publish`, one by one, headers take most of the time."""
        await self._client._send_command(lines)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        await self._client._flush_pending()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        await asyncio.sleep(0)  # it goes out now, and the server works while we go on

    async def _answered(self, said: Msg) -> None:
        answer = self._awaited.pop(said.subject, None)
        if answer is not None and not answer.done():
            answer.set_result(said.data)


def _headers(rank: int, tail: Tail, batch: str | None, last: int) -> str:
    """Say what a message expects of the stream; those of a batch all expect what its first one does."""
    if batch is None:
        return f"Nats-Expected-Last-Sequence: {tail.sequence + rank}\r\n"
    place = f"Nats-Batch-Id: {batch}\r\nNats-Batch-Sequence: {rank + 1}\r\n"
    if rank == 0:
        place += f"Nats-Expected-Last-Sequence: {tail.sequence}\r\n"
    return f"{place}Nats-Batch-Commit: 1\r\n" if rank == last else place
