"""Taking requests: many at once but not too many, each replied to its sender's own inbox and nowhere else."""

import asyncio
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import perf_counter
from typing import Any, NamedTuple, Protocol

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as BrokerError

from adapters.engine.access.replies import Outcome, Reply, busy, said
from adapters.engine.clock import command_id
from adapters.nats.subjects import Asked, NotAToken, asked, inbox

QUEUE = "jalon"
"""Services of one tenant share its requests: each is answered by one of them."""

AT_ONCE = 2_048
AT_ONCE_EACH = 512
UNKNOWN = "unknown"
DROPPED = "dropped"
SENDER = 5
"""The tokens of a subject that the broker vouches for."""


log = structlog.get_logger("jalon.wire")


class Handled(NamedTuple):
    """What became of one request, for whoever measures; `rule` is the one that refused."""

    kind: str
    what: str
    outcome: str
    seconds: float
    rule: str | None = None


class Answering(Protocol):
    """What answers one kind of request."""

    kind: str

    def known(self, what: str) -> bool:
        """Say whether there is such a command or page."""
        ...

    def answer(self, asked: Asked, msg: Msg) -> Awaitable[Reply]:
        """Answer a request; whatever it raises is a defect."""
        ...


class Room:
    """How many requests may wait, of all senders and of each: one of them never shuts out the others."""

    def __init__(self, at_once: int = AT_ONCE, each: int = AT_ONCE_EACH) -> None:
        self._at_once = at_once
        self._each = each
        self._waiting: Counter[tuple[str, str]] = Counter()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self._waiting.total()

    def enter(self, sender: tuple[str, str]) -> bool:
        """Take a place, if there is one."""
        free = self._waiting.total() < self._at_once and self._waiting[sender] < self._each
        if free:
            self._waiting[sender] += 1
        return free

    def leave(self, sender: tuple[str, str]) -> None:
        """Give the place back."""
        self._waiting[sender] -= 1
        if not self._waiting[sender]:
            del self._waiting[sender]


class Listener:
    """Listens on the subjects of one kind of request."""

    def __init__(
        self, tenant: str, answering: Answering, observe: Callable[[Handled], None], room: Room | None = None
    ) -> None:
        self.subject = f"jalon.{tenant}.{answering.kind}.>"
        self.room = room or Room()
        self._answering = answering
        self._observe = observe
        self._tasks: set[asyncio.Task[None]] = set()
        self._subscription: Subscription | None = None

    async def open(self, client: Client) -> None:
        """Begin to take requests."""
        self._client = client
        self._subscription = await client.subscribe(  # pyright: ignore[reportUnknownMemberType]
            self.subject, queue=QUEUE, cb=self._take
        )

    async def drain(self) -> None:
        """Take no more, and answer what waits."""
        if self._subscription is not None:
            with suppress(BrokerError, TimeoutError):  # the connection may be gone; what waits is answered
                await self._subscription.drain()
        await asyncio.gather(*self._tasks)

    async def _take(self, msg: Msg) -> None:
        """Begin to answer a request, and be free for the next one; so they are begun in their order."""
        try:
            request = asked(msg.subject)
        except NotAToken:
            self._drop(msg, "no such subject")
            return
        if not msg.reply.startswith(f"{inbox(request.role, request.principal)}."):
            self._drop(msg, "the reply subject is not the sender's own inbox")
        elif self.room.enter(sender := (request.role, request.principal)):
            task = asyncio.create_task(self._serve(request, msg))
            self._tasks.add(task)
            task.add_done_callback(lambda done: self._left(done, sender))
        else:
            await self._reply(request, msg, _full(), perf_counter())

    def _left(self, task: asyncio.Task[None], sender: tuple[str, str]) -> None:
        self._tasks.discard(task)
        self.room.leave(sender)

    async def _serve(self, request: Asked, msg: Msg) -> None:
        began = perf_counter()
        try:
            reply = await self._answering.answer(request, msg)
        except Exception as bug:  # one request's defect is answered, and leaves the others alone
            reply = _defect(self._named(request), bug)
        await self._reply(request, msg, reply, began)

    async def _reply(self, request: Asked, msg: Msg, reply: Reply, began: float) -> None:
        body = reply.body
        if len(body) > self._client.max_payload:
            body = reply.in_short().body
        try:
            await self._client.publish(msg.reply, body, headers=reply.headers)
        except BrokerError as lost:  # the sender asks again, with the same command id
            log.warning("reply lost", what=self._named(request), why=type(lost).__name__)
        rule = reply.refusal.rule if reply.refusal else None
        seconds = perf_counter() - began
        self._observe(Handled(self._answering.kind, self._named(request), reply.outcome, seconds, rule))

    def _named(self, request: Asked) -> str:
        return request.what if self._answering.known(request.what) else UNKNOWN

    def _drop(self, msg: Msg, why: str) -> None:
        sender = ".".join(msg.subject.split(".")[:SENDER])  # what follows may be anything
        log.warning("request dropped", why=why, sender=sender)
        self._observe(Handled(self._answering.kind, UNKNOWN, DROPPED, 0.0))


def _full() -> Reply:
    return busy(
        "trop de demandes attendent ; redemandez dans un instant",
        "too many requests are waiting; ask again in a moment",
    )


def _defect(what: str, bug: Exception) -> Reply:
    """Log where the bug is, never what was said, and answer with the incident's name."""
    incident: Any = command_id()
    where = "".join(traceback.format_tb(bug.__traceback__))
    log.error("defect", incident=str(incident), what=what, bug=type(bug).__name__, where=where)
    return said(Outcome.DEFECT, incident=incident)
