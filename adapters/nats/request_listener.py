"""Takes requests from NATS, up to a limit at once; each reply goes only to the principal's own inbox.

The subject of a request holds only checked tokens: its tenant, its principal, and its command or view.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as BrokerError

from adapters.engine.access.replies import Reply, make_defect_reply, make_too_many_reply
from adapters.engine.access.requests import (
    UNKNOWN,
    IncomingRequest,
    MeasuredRequest,
    NotAToken,
    PrincipalRole,
    RequestAddress,
    RequestHandler,
    RequestLimit,
    check_token,
)

QUEUE_GROUP = "jalon"
"""The processes of one tenant share its requests: one of them answers each request."""

DROPPED = "dropped"
CALLER_TOKENS = 5
"""The first tokens of a subject: the broker has checked them, so they may be logged."""


log = structlog.get_logger("jalon.wire")


def command_subject(tenant: str, role: PrincipalRole, principal: str, verb: str) -> str:
    """Return the subject of a command; permissions let a principal publish under its own tokens only."""
    return f"jalon.{check_token(tenant)}.command.{role}.{check_token(principal)}.{verb}"


def query_subject(tenant: str, role: PrincipalRole, principal: str, view: str) -> str:
    """Return the subject of a query for a view."""
    return f"jalon.{check_token(tenant)}.query.{role}.{check_token(principal)}.{view}"


def parse_subject(subject: str) -> RequestAddress:
    """Return the principal and the command or view of a request's subject; raises `NotAToken`."""
    match subject.split("."):
        case ["jalon", _, "command" | "query", role, principal, what] if role in set(PrincipalRole):
            return RequestAddress(PrincipalRole(role), check_token(principal), check_token(what))
        case _:
            raise NotAToken(subject)


def inbox_prefix(role: PrincipalRole, principal: str) -> str:
    """Return the prefix of a principal's inboxes; nobody else may subscribe to them."""
    return f"_INBOX.{role}.{check_token(principal)}"


class RequestListener:
    """Listens to the requests of one kind: commands, or queries."""

    def __init__(
        self,
        tenant: str,
        handler: RequestHandler,
        observe: Callable[[MeasuredRequest], None],
        limit: RequestLimit | None = None,
    ) -> None:
        self.subject = f"jalon.{tenant}.{handler.kind}.>"
        self.limit = limit or RequestLimit()
        self._handler = handler
        self._observe = observe
        self._tasks: set[asyncio.Task[None]] = set()
        self._subscription: Subscription | None = None

    async def start_listening(self, client: Client) -> None:
        """Subscribe to the requests."""
        self._client = client
        self._subscription = await client.subscribe(  # pyright: ignore[reportUnknownMemberType]
            self.subject, queue=QUEUE_GROUP, cb=self._take_message
        )

    async def drain_requests(self) -> None:
        """Take no more requests, and answer those that were taken."""
        if self._subscription is not None:
            with suppress(
                BrokerError, TimeoutError
            ):  # the connection may be gone; the requests are still answered
                await self._subscription.drain()
        await asyncio.gather(*self._tasks)

    async def _take_message(self, msg: Msg) -> None:
        """Start a task that answers a request; requests start in the order in which they arrive."""
        try:
            address = parse_subject(msg.subject)
        except NotAToken:
            self._drop_message(msg, "no such subject")
            return
        if not msg.reply.startswith(f"{inbox_prefix(address.role, address.principal)}."):
            self._drop_message(msg, "the reply subject is not the principal's own inbox")
        elif self.limit.try_enter(caller := (address.role, address.principal)):
            task = asyncio.create_task(self._answer_message(address, msg))
            self._tasks.add(task)
            task.add_done_callback(lambda done: self._finish_request(done, caller))
        else:
            await self._send_reply(address, msg, make_too_many_reply(), perf_counter())

    def _finish_request(self, task: asyncio.Task[None], caller: tuple[str, str]) -> None:
        self._tasks.discard(task)
        self.limit.leave_place(caller)

    async def _answer_message(self, address: RequestAddress, msg: Msg) -> None:
        started = perf_counter()
        try:
            request = IncomingRequest(address, msg.headers or {}, msg.data)
            reply = await self._handler.answer_request(request)
        except Exception as bug:  # a bug in one request is answered, and does not stop the others
            reply = make_defect_reply(self._known_name(address), bug)
        await self._send_reply(address, msg, reply, started)

    async def _send_reply(self, address: RequestAddress, msg: Msg, reply: Reply, started: float) -> None:
        body = reply.body
        if len(body) > self._client.max_payload:
            body = reply.drop_details().body
        try:
            await self._client.publish(msg.reply, body, headers=reply.headers)
        except BrokerError as lost:  # the client sends the request again, with the same command id
            log.warning("reply lost", what=self._known_name(address), why=type(lost).__name__)
        rule = reply.refusal.rule if reply.refusal else None
        seconds = perf_counter() - started
        self._observe(
            MeasuredRequest(self._handler.kind, self._known_name(address), reply.outcome, seconds, rule)
        )

    def _known_name(self, address: RequestAddress) -> str:
        return address.what if self._handler.is_known(address.what) else UNKNOWN

    def _drop_message(self, msg: Msg, why: str) -> None:
        caller = ".".join(msg.subject.split(".")[:CALLER_TOKENS])  # the other tokens may hold anything
        log.warning("request dropped", why=why, caller=caller)
        self._observe(MeasuredRequest(self._handler.kind, UNKNOWN, DROPPED, 0.0))
