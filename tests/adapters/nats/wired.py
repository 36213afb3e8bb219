"""A real broker with the generated permissions, two tenants on it, and all principals that may connect."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from adapters.engine.access.requests import Principal, PrincipalRole
from adapters.engine.clock import real_now
from adapters.nats.authority import PRODUCT_PRINCIPAL, BrokerAuthority, Capacity, Tenancy
from adapters.nats.connection import connect_to_broker
from adapters.nats.enrolment import admit_principal, apply_to_broker
from adapters.nats.request_listener import inbox_prefix
from adapters.nats.subjects import LOG_API, STREAM, event_subject
from domain.language import Audience, Role

ACME_CLIENT, OTHER_CLIENT = UUID(int=0xC1), UUID(int=0xC2)
ACME_CONSULTANT, OTHER_CONSULTANT = UUID(int=0xD1), UUID(int=0xD2)
SMALL = Capacity(max_bytes=64 * 1024 * 1024, consumers=200, connections=200)


def make_principal(role: PrincipalRole, name: str, **fields: Any) -> Principal:
    return Principal(role=role, id=name, key="", **{"added_at": real_now()} | fields)


CAST = (
    make_principal(PrincipalRole.CLIENT, "buyer", represents=ACME_CLIENT),
    make_principal(PrincipalRole.CLIENT, "rival", represents=OTHER_CLIENT),
    make_principal(PrincipalRole.CONSULTANT, "camille", represents=ACME_CONSULTANT),
    make_principal(PrincipalRole.CONSULTANT, "sacha", represents=OTHER_CONSULTANT),
    make_principal(PrincipalRole.UMBRELLA, "payroll-1", umbrella_role=Role.PAYROLL),
    make_principal(PrincipalRole.AUDITOR, "urssaf"),
    make_principal(PrincipalRole.SUBSCRIBER, "billing", audiences=frozenset({Audience.ALL, Audience.CLIENT})),
    make_principal(PrincipalRole.SUBSCRIBER, "lake"),
    make_principal(PrincipalRole.OPERATOR, "night-shift"),
)


class Wired(NamedTuple):
    """A broker and its tenants."""

    url: str
    authority: BrokerAuthority
    acme: Tenancy
    beta: Tenancy

    @asynccontextmanager
    async def connect_as(
        self, role: PrincipalRole, name: str = PRODUCT_PRINCIPAL, tenancy: Tenancy | None = None, **more: Any
    ) -> AsyncGenerator[Client]:
        tenancy = tenancy or self.acme
        options = {"name": name, "inbox_prefix": inbox_prefix(role, name), "tls": tenancy.tls_context} | more
        client = await connect_to_broker(self.url, tenancy.credential_path(role, name), **options)
        try:
            yield client
        finally:
            await client.close()


def open_tenants(authority: BrokerAuthority) -> tuple[Tenancy, Tenancy]:
    acme, beta = authority.open_tenancy("acme"), authority.open_tenancy("beta")
    for tenancy in (acme, beta):
        tenancy.set_capacity(SMALL)
    return acme, beta


async def admit_cast(url: str, authority: BrokerAuthority) -> Wired:
    wired = Wired(url, authority, *open_tenants(authority))
    for tenancy in (wired.acme, wired.beta):
        for someone in CAST:
            admit_principal(tenancy, someone)
        await apply_to_broker(url, authority, tenancy)
    return wired


def event_about(
    body: bytes, tenant: str, client: UUID | None, consultant: UUID | None, *, audience: str | None = None
) -> bytes:
    """Return a stored event changed to this tenant, these parties and this audience."""
    event = json.loads(body)
    event |= {"source": f"/jalon/{tenant}", "audience": audience or event["audience"]}
    event |= {"clientid": str(client)} if client else {}
    event |= {"consultantid": str(consultant)} if consultant else {}
    return msgspec.json.encode(event)


async def publish(relay: Client, bodies: Sequence[bytes]) -> None:
    """Publish events in atomic batches, as the relay does when it is far behind."""
    for start in range(0, len(bodies), 1000):
        batch, name = bodies[start : start + 1000], uuid4().hex
        for index, body in enumerate(batch, start=1):
            headers = {"Nats-Batch-Id": name, "Nats-Batch-Sequence": str(index)}
            if index == len(batch):
                headers["Nats-Batch-Commit"] = "1"
                answer = await relay.request(event_subject(body), body, timeout=10, headers=headers)
                assert json.loads(answer.data).get("count") == len(batch), answer.data
            elif index == 1:
                await relay.request(event_subject(body), body, timeout=10, headers=headers)
            else:
                await relay.publish(event_subject(body), body, headers=headers)


async def pull_all(client: Client, consumer: str, *, within: float = 5.0) -> list[Msg]:
    """Pull and acknowledge all waiting messages of a consumer."""
    replies = client.new_inbox()
    subscription = await client.subscribe(replies)
    subject = f"{LOG_API}.CONSUMER.MSG.NEXT.{STREAM}.{consumer}"
    found: list[Msg] = []
    try:
        while True:
            await client.publish(subject, b'{"batch":500,"no_wait":true}', replies)
            for _ in range(500):
                message = await subscription.next_msg(timeout=within)
                if not message.reply:  # a status: there are no more
                    return found
                found.append(message)
                await message.ack()
    finally:
        await subscription.unsubscribe()


async def count_messages(wired: Wired, tenancy: Tenancy) -> int:
    """Return how many messages the stream of a tenant holds, as its relay sees it."""
    async with wired.connect_as(PrincipalRole.RELAY, tenancy=tenancy) as relay:
        return (await relay.jetstream().stream_info(STREAM)).state.messages


async def request_reply(
    client: Client, subject: str, body: bytes = b"", *, within: float = 0.4
) -> bytes | None:
    """Return the reply to a request, or `None`: the broker drops a forbidden publication silently."""
    try:
        return (await client.request(subject, body, timeout=within)).data
    except NatsError:
        return None


async def until(condition: Any, *, within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 -- it depends on another process
            await asyncio.sleep(0.01)
