"""A real broker with the generated permissions, two tenants on it, and everyone who may connect."""

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
from adapters.nats.subjects import LOG_API, STREAM, event_subject, inbox_prefix
from domain.language import Audience, Role

ACME_CLIENT, OTHER_CLIENT = UUID(int=0xC1), UUID(int=0xC2)
ACME_CONSULTANT, OTHER_CONSULTANT = UUID(int=0xD1), UUID(int=0xD2)
SMALL = Capacity(max_bytes=64 * 1024 * 1024, consumers=200, connections=200)


def principal(role: PrincipalRole, name: str, **told: Any) -> Principal:
    return Principal(role=role, id=name, key="", **{"added_at": real_now()} | told)


CAST = (
    principal(PrincipalRole.CLIENT, "buyer", represents=ACME_CLIENT),
    principal(PrincipalRole.CLIENT, "rival", represents=OTHER_CLIENT),
    principal(PrincipalRole.CONSULTANT, "camille", represents=ACME_CONSULTANT),
    principal(PrincipalRole.CONSULTANT, "sacha", represents=OTHER_CONSULTANT),
    principal(PrincipalRole.UMBRELLA, "payroll-1", umbrella_role=Role.PAYROLL),
    principal(PrincipalRole.AUDITOR, "urssaf"),
    principal(PrincipalRole.SUBSCRIBER, "billing", audiences=frozenset({Audience.ALL, Audience.CLIENT})),
    principal(PrincipalRole.SUBSCRIBER, "lake"),
    principal(PrincipalRole.OPERATOR, "night-shift"),
)


class Wired(NamedTuple):
    """A broker and its tenants."""

    url: str
    authority: BrokerAuthority
    acme: Tenancy
    beta: Tenancy

    @asynccontextmanager
    async def as_(
        self, role: PrincipalRole, name: str = PRODUCT_PRINCIPAL, tenancy: Tenancy | None = None, **more: Any
    ) -> AsyncGenerator[Client]:
        tenancy = tenancy or self.acme
        told = {"name": name, "inbox_prefix": inbox_prefix(role, name), "tls": tenancy.tls_context} | more
        client = await connect_to_broker(self.url, tenancy.credential_path(role, name), **told)
        try:
            yield client
        finally:
            await client.close()


def tenants_of(authority: BrokerAuthority) -> tuple[Tenancy, Tenancy]:
    acme, beta = authority.open_tenancy("acme"), authority.open_tenancy("beta")
    for tenancy in (acme, beta):
        tenancy.set_capacity(SMALL)
    return acme, beta


async def populated(url: str, authority: BrokerAuthority) -> Wired:
    wired = Wired(url, authority, *tenants_of(authority))
    for tenancy in (wired.acme, wired.beta):
        for someone in CAST:
            admit_principal(tenancy, someone)
        await apply_to_broker(url, authority, tenancy)
    return wired


def concerning(
    body: bytes, tenant: str, client: UUID | None, consultant: UUID | None, *, audience: str | None = None
) -> bytes:
    """Return a stored event as if it were of this tenant, about these parties and for this audience."""
    told = json.loads(body)
    told |= {"source": f"/jalon/{tenant}", "audience": audience or told["audience"]}
    told |= {"clientid": str(client)} if client else {}
    told |= {"consultantid": str(consultant)} if consultant else {}
    return msgspec.json.encode(told)


async def publish(relay: Client, bodies: Sequence[bytes]) -> None:
    """Publish events in atomic batches, as the relay does when many wait."""
    for start in range(0, len(bodies), 1000):
        batch, name = bodies[start : start + 1000], uuid4().hex
        for rank, body in enumerate(batch, start=1):
            headers = {"Nats-Batch-Id": name, "Nats-Batch-Sequence": str(rank)}
            if rank == len(batch):
                headers["Nats-Batch-Commit"] = "1"
                answer = await relay.request(event_subject(body), body, timeout=10, headers=headers)
                assert json.loads(answer.data).get("count") == len(batch), answer.data
            elif rank == 1:
                await relay.request(event_subject(body), body, timeout=10, headers=headers)
            else:
                await relay.publish(event_subject(body), body, headers=headers)


async def pulled(client: Client, consumer: str, *, within: float = 5.0) -> list[Msg]:
    """Return everything that a consumer has for its owner, acknowledged."""
    replies = client.new_inbox()
    heard = await client.subscribe(replies)
    asked = f"{LOG_API}.CONSUMER.MSG.NEXT.{STREAM}.{consumer}"
    found: list[Msg] = []
    try:
        while True:
            await client.publish(asked, b'{"batch":500,"no_wait":true}', replies)
            for _ in range(500):
                message = await heard.next_msg(timeout=within)
                if not message.reply:  # a status: there is no more
                    return found
                found.append(message)
                await message.ack()
    finally:
        await heard.unsubscribe()


async def stream_messages(wired: Wired, tenancy: Tenancy) -> int:
    """Return how many messages the stream of a tenant holds, as its relay sees it."""
    async with wired.as_(PrincipalRole.RELAY, tenancy=tenancy) as relay:
        return (await relay.jetstream().stream_info(STREAM)).state.messages


async def answered(client: Client, subject: str, body: bytes = b"", *, within: float = 0.4) -> bytes | None:
    """Return the answer to a request, or nothing: a forbidden publication is dropped without a word."""
    try:
        return (await client.request(subject, body, timeout=within)).data
    except NatsError:
        return None


async def until(true: Any, *, within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110 -- what is awaited happens in another process
            await asyncio.sleep(0.01)
