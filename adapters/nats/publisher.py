"""Publishes events as a chain of messages or as one atomic batch; the last message asks for the reply."""

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
from adapters.nats.stream_tail import POSITION_HEADER, StreamTail
from adapters.nats.subjects import STREAM, SubjectFields, subject_of_fields

ATOMIC_MIN, ATOMIC_MAX = 16, 1_000  # the server takes no larger batch; a smaller one is never quicker
MESSAGES_PER_WRITE = 128
_TRACEPARENT = re.compile("[0-9a-f]{2}(-[0-9a-f]+)+")
CHAIN_MAX, TRIAL_EVENTS = 4_000, 256
BATCH_BYTES_MAX = 4 * 1024 * 1024
ACCEPT_SECONDS = 5.0


class NotAccepted(Exception):
    """The stream refused a batch, or its reply is missing: the relay must read the tail again."""


class _PublishedFields(SubjectFields, frozen=True, kw_only=True, gc=False):
    """The fields of an event that make its subject and its headers."""

    id: UUID
    traceparent: str | None = None


class _PublishError(msgspec.Struct, frozen=True):
    description: str = "an error without a description"


class _PublishReply(msgspec.Struct, frozen=True):
    """The server's reply to a publication."""

    stream: str = ""
    seq: int = 0
    duplicate: bool = False
    error: _PublishError | None = None


_PUBLISHED_FIELDS = msgspec.json.Decoder(_PublishedFields)
NO_STREAM_REPLY = b'{"error":{"description":"no stream takes what is published"}}'
_PUBLISH_REPLY = msgspec.json.Decoder(_PublishReply)


class PublishTimings:
    """Measures whether chains or atomic batches are quicker.

    Batches are, on a server that syncs every write to disk; chains are on other servers.
    """

    def __init__(self) -> None:
        self._chain = self._atomic = 0.0  # seconds per event; 0.0: not tried yet, so it is tried next

    def prefers_atomic(self, count: int) -> bool:
        """Return whether the next batch, of at least this many events, should be atomic."""
        return count >= ATOMIC_MIN and self._atomic <= self._chain

    def max_events(self, *, atomic: bool) -> int:
        """Return how many events the next batch may hold; few if this way has not been tried yet."""
        if not (self._atomic if atomic else self._chain):
            return TRIAL_EVENTS
        return ATOMIC_MAX if atomic else CHAIN_MAX

    def record_timing(self, count: int, seconds: float, *, atomic: bool) -> None:
        """Record how many seconds a batch took, if it was large enough for both ways."""
        if atomic:
            self._atomic = _smooth_average(self._atomic, seconds / count)
        elif count >= ATOMIC_MIN:
            self._chain = _smooth_average(self._chain, seconds / count)


def _smooth_average(before: float, now: float) -> float:
    return 0.8 * before + 0.2 * now if before else now


def take_batch(events: Sequence[StoredNotification], max_events: int) -> Sequence[StoredNotification]:
    """Return the first of these events: at most this many, and no more bytes than the client buffers."""
    sizes = accumulate(len(event.state) for event in events[:max_events])
    count = sum(1 for _ in takewhile(BATCH_BYTES_MAX.__gt__, sizes))
    return events[: max(1, count)]


class InFlightBatch(NamedTuple):
    """Events that are published without a reply yet, and the tail of the stream if it accepts them."""

    events: Sequence[StoredNotification]
    expected_tail: StreamTail
    atomic: bool
    reply: "asyncio.Future[bytes]"

    async def wait_accepted(self) -> None:
        """Wait until the stream has accepted all events; raises `NotAccepted` or `TimeoutError`."""
        async with asyncio.timeout(ACCEPT_SECONDS):  # `wait_for` may lose a cancellation on Python 3.11
            body = await self.reply
        reply = _PUBLISH_REPLY.decode(body or NO_STREAM_REPLY)
        if reply.error is not None:
            raise NotAccepted(reply.error.description)
        if reply.duplicate or (reply.stream, reply.seq) != (STREAM, self.expected_tail.sequence):
            raise NotAccepted(
                f"{reply.stream} is at {reply.seq}, not {STREAM} at {self.expected_tail.sequence}"
            )


class Publisher:
    """Writes the messages of batches, and passes each reply on to its batch."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._inbox = client.new_inbox()
        self._pending_replies: dict[str, asyncio.Future[bytes]] = {}

    async def subscribe_replies(self) -> None:
        """Subscribe to the replies of the stream."""
        inbox = f"{self._inbox}.*"
        await self._client.subscribe(inbox, cb=self._receive_reply)  # pyright: ignore[reportUnknownMemberType]

    def forget_replies(self) -> None:
        """Stop waiting for replies."""
        self._pending_replies.clear()

    async def publish_batch(
        self, events: Sequence[StoredNotification], tail: StreamTail, *, atomic: bool
    ) -> InFlightBatch:
        """Publish events after a tail.

        In a chain each message expects the one before it, so a reply to the last one covers all of them.
        """
        batch_id, last = uuid4().hex if atomic else None, len(events) - 1
        reply_subject = f"{self._inbox}.{uuid4().hex}"
        reply = self._pending_replies[reply_subject] = asyncio.get_running_loop().create_future()
        for first in range(0, last + 1, MESSAGES_PER_WRITE):
            indexes = range(first, min(first + MESSAGES_PER_WRITE, last + 1))
            messages = [
                self._encode_message(
                    events[index],
                    _expectation_headers(index, tail, batch_id, last),
                    reply_subject if index == last else "",
                )
                for index in indexes
            ]
            await self._write_messages(b"".join(messages))
        expected_tail = StreamTail(tail.sequence + len(events), events[last].id, tail.atomic)
        return InFlightBatch(events, expected_tail, atomic, reply)

    def _encode_message(self, event: StoredNotification, headers: str, reply_subject: str) -> bytes:
        """Encode the publication of an event in the NATS protocol (HPUB)."""
        fields = _PUBLISHED_FIELDS.decode(event.state)
        # An event may come from outside: a traceparent with a line break would add headers of its own.
        has_trace = fields.traceparent and _TRACEPARENT.fullmatch(fields.traceparent)
        trace = f"traceparent: {fields.traceparent}\r\n" if has_trace else ""
        head = (
            "NATS/1.0\r\nContent-Type: application/cloudevents+json\r\n"
            f"{POSITION_HEADER}: {event.id}\r\nNats-Msg-Id: {fields.id}\r\n{trace}{headers}\r\n"
        ).encode()
        size, max_bytes = len(head) + len(event.state), self._client.max_payload
        if size > max_bytes:
            raise NotAccepted(f"the event at {event.id} has {size} bytes, the broker takes {max_bytes}")
        start = f"HPUB {subject_of_fields(fields)} {reply_subject} {len(head)} {size}\r\n".encode()
        return b"%s%s%s\r\n" % (start, head, event.state)

    async def _write_messages(self, messages: bytes) -> None:
        """Write many publications at once; `publish` takes one, and spends most time on its headers."""
        await self._client._send_command(messages)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        await self._client._flush_pending()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        await asyncio.sleep(0)  # lets the client write now, so that the server works while we encode more

    async def _receive_reply(self, message: Msg) -> None:
        reply = self._pending_replies.pop(message.subject, None)
        if reply is not None and not reply.done():
            reply.set_result(message.data)


def _expectation_headers(index: int, tail: StreamTail, batch_id: str | None, last_index: int) -> str:
    """Return the headers with the expected last sequence; in a batch only the first message has it."""
    if batch_id is None:
        return f"Nats-Expected-Last-Sequence: {tail.sequence + index}\r\n"
    place = f"Nats-Batch-Id: {batch_id}\r\nNats-Batch-Sequence: {index + 1}\r\n"
    if index == 0:
        place += f"Nats-Expected-Last-Sequence: {tail.sequence}\r\n"
    return f"{place}Nats-Batch-Commit: 1\r\n" if index == last_index else place
