"""The connection of a party: it receives each event once, and gets one answer to each command.

It does what the page on building upon Jalon says: at each start, and after a missing delivery, it resets
the consumer to its own position. It sends a command again under its id until there is an answer.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as BrokerError

from adapters.engine.access import header_names
from adapters.engine.access.requests import command_verb, principal_name
from adapters.nats.subjects import LOG_API, STREAM
from tests.adapters.service.served import Asking

BATCH = 500
PULL_SECONDS = 20
ANSWER_SECONDS = 2.0
AGAIN_SECONDS = 0.1
FINAL = ("accepted", "refused", "approved")


class Heard(NamedTuple):
    """A received event: its position, its short name, and the whole CloudEvent."""

    position: int
    name: str
    event: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        return self.event["data"]

    @property
    def subject(self) -> str:
        return self.event["subject"]


class Answered(NamedTuple):
    """The answer to a command, and the last position of its events."""

    outcome: str
    position: int
    positions: tuple[int, ...]
    refusal: str | None


class Post:
    """The connection of one principal; `position` is that of the last event received."""

    def __init__(self, asking: Asking, hear: Callable[[Heard], None]) -> None:
        self._asking = asking
        self._hear = hear
        self._stretch: asyncio.Task[None] | None = None
        self.consumer = principal_name(*asking.caller)
        self.position = 0

    async def listen(self) -> None:
        """Receive events until cancelled."""
        while True:
            self._stretch = asyncio.create_task(self._follow())
            try:
                await asyncio.wait([self._stretch])
            finally:
                self._stretch.cancel()
            if not self._stretch.cancelled():
                self._stretch.result()
            await asyncio.sleep(AGAIN_SECONDS)

    def again(self) -> None:
        """Start again after the last event: a broken connection may have lost some."""
        if self._stretch is not None:
            self._stretch.cancel()

    async def give(
        self, command: str, body: dict[str, Any], id: UUID, approval: str | None = None
    ) -> Answered:
        """Send a command until it is answered; enclose the approval of a second person, if given."""
        enclosed = {} if approval is None else {header_names.APPROVAL: approval}
        return _parse_answer(await self._request_reply(command, body, id, enclosed))

    async def approve(self, command: str, body: dict[str, Any], id: UUID) -> str:
        """Approve the command that another person will give."""
        return (await self._request_reply(command, body, id, {header_names.APPROVE: "true"}))["approval"]

    async def _request_reply(
        self, command: str, body: dict[str, Any], id: UUID, more: dict[str, str]
    ) -> dict[str, Any]:
        subject, words = self._asking.subject("command", command_verb(command)), msgspec.json.encode(body)
        given = {header_names.COMMAND_ID: str(id), **more}
        while True:
            with suppress(BrokerError, TimeoutError):
                message = await self._asking.client.request(subject, words, ANSWER_SECONDS, headers=given)
                reply = msgspec.json.decode(message.data)
                if reply["outcome"] in FINAL:
                    return reply
                assert reply["outcome"] == "busy", (command, body, reply)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _follow(self) -> None:
        """Pull events until a delivery is missing or the connection breaks."""
        with suppress(BrokerError, TimeoutError):
            await self._pull_events()

    async def _pull_events(self) -> None:
        client = self._asking.client
        await client.jetstream(prefix=LOG_API).reset_consumer(STREAM, self.consumer, self.position + 1)
        replies = client.new_inbox()
        coming = await client.subscribe(replies)
        try:
            delivered = 0
            while (upto := await self._pull(coming, replies, delivered)) is not None:
                delivered = upto
        finally:
            with suppress(BrokerError):
                await coming.unsubscribe()

    async def _pull(self, coming: Subscription, replies: str, delivered: int) -> int | None:
        asked = msgspec.json.encode({"batch": BATCH, "expires": PULL_SECONDS * 10**9})
        await self._asking.client.publish(
            f"{LOG_API}.CONSUMER.MSG.NEXT.{STREAM}.{self.consumer}", asked, replies
        )
        for _ in range(BATCH):
            message = await coming.next_msg(PULL_SECONDS + 2)
            if not message.reply:  # a status: this pull is over
                return delivered
            if message.metadata.sequence.consumer != delivered + 1:
                return None
            delivered += 1
            self._take(message)
            await message.ack()
        return delivered

    def _take(self, message: Msg) -> None:
        assert message.headers is not None
        position = int(message.headers["Jalon-Position"])
        if position > self.position:
            event = msgspec.json.decode(message.data)
            self._hear(Heard(position, event["type"].split(".")[-2], event))
            self.position = position


def _parse_answer(reply: dict[str, Any]) -> Answered:
    positions = tuple(placed["position"] for placed in reply.get("facts", ()))
    refusal = reply["refusal"]["refusal"] if reply["outcome"] == "refused" else None
    return Answered(reply["outcome"], reply.get("position") or 0, positions, refusal)
