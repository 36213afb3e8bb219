"""A party's post: its own consumer's events, each heard once and in order; its commands, each answered once.

It follows the page on building upon Jalon: at each start, and whenever a delivery is missing, the consumer
is set back to what was heard. A command is asked again under its id until there is an answer.
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
    """An event as it came: its place in the log, its short name, its envelope and what it says."""

    position: int
    name: str
    fact: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        return self.fact["data"]

    @property
    def subject(self) -> str:
        return self.fact["subject"]


class Answered(NamedTuple):
    """What a command was answered, and the last position of its events."""

    outcome: str
    position: int
    positions: tuple[int, ...]
    refusal: str | None


class Post:
    """One principal's connection; `position` is the last event that it heard."""

    def __init__(self, asking: Asking, hear: Callable[[Heard], None]) -> None:
        self._asking = asking
        self._hear = hear
        self._stretch: asyncio.Task[None] | None = None
        self.consumer = principal_name(*asking.sender)
        self.position = 0

    async def listen(self) -> None:
        """Hear whatever comes, for ever."""
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
        """Begin again after what was heard: something may have been lost with a connection."""
        if self._stretch is not None:
            self._stretch.cancel()

    async def give(
        self, command: str, body: dict[str, Any], id: UUID, approval: str | None = None
    ) -> Answered:
        """Give a command until it has its answer; what needs a second person encloses its approval."""
        enclosed = {} if approval is None else {header_names.APPROVAL: approval}
        return _answered(await self._said(command, body, id, enclosed))

    async def approve(self, command: str, body: dict[str, Any], id: UUID) -> str:
        """Approve the command that another person will give."""
        return (await self._said(command, body, id, {header_names.APPROVE: "true"}))["approval"]

    async def _said(
        self, command: str, body: dict[str, Any], id: UUID, more: dict[str, str]
    ) -> dict[str, Any]:
        subject, words = self._asking.subject("command", command_verb(command)), msgspec.json.encode(body)
        given = {header_names.COMMAND_ID: str(id), **more}
        while True:
            with suppress(BrokerError, TimeoutError):
                said = await self._asking.client.request(subject, words, ANSWER_SECONDS, headers=given)
                told = msgspec.json.decode(said.data)
                if told["outcome"] in FINAL:
                    return told
                assert told["outcome"] == "busy", (command, body, told)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _follow(self) -> None:
        """Pull what follows, until a delivery is missing or the connection is."""
        with suppress(BrokerError, TimeoutError):
            await self._pulled()

    async def _pulled(self) -> None:
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


def _answered(told: dict[str, Any]) -> Answered:
    positions = tuple(placed["position"] for placed in told.get("facts", ()))
    refusal = told["refusal"]["refusal"] if told["outcome"] == "refused" else None
    return Answered(told["outcome"], told.get("position") or 0, positions, refusal)
