"""A whole service in this process, over a real store and a real broker with the generated permissions."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import urlopen
from uuid import UUID, uuid4

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg

from adapters.compose import Settings, private_folder
from adapters.compose.server import ListenPorts, Server, open_server
from adapters.engine.access import header_names
from adapters.engine.access.requests import Principal, PrincipalRole
from adapters.engine.clock import real_now
from adapters.engine.store.stored import ClockKind
from adapters.nats.authority import PRODUCT_PRINCIPAL, BrokerAuthority, Tenancy
from adapters.nats.connection import connect_to_broker
from adapters.nats.enrolment import admit_principal
from adapters.nats.request_listener import inbox_prefix
from domain.language import Role
from tests.adapters.acts import CLIENT_ID, CONSULTANT_ID, Act, engine_at, give, parties, scoping

MISSION = UUID("11111111-1111-4111-8111-111111111111")
OTHER_CLIENT, OTHER_CONSULTANT = UUID(int=0xC2), UUID(int=0xD2)
SECONDS = 20


class Caller(NamedTuple):
    """A principal that sends requests: its role and its name."""

    role: PrincipalRole
    name: str


ACME = Caller(PrincipalRole.CLIENT, "acme-buyer")
RIVAL = Caller(PrincipalRole.CLIENT, "rival-buyer")
JEANNE = Caller(PrincipalRole.CONSULTANT, "jeanne-1")
SACHA = Caller(PrincipalRole.CONSULTANT, "sacha-1")
LEA = Caller(PrincipalRole.UMBRELLA, "lea-1")
MAX = Caller(PrincipalRole.UMBRELLA, "max-1")
URSSAF = Caller(PrincipalRole.AUDITOR, "urssaf-1")
LAKE = Caller(PrincipalRole.SUBSCRIBER, "lake-1")
OPERATOR = Caller(PrincipalRole.OPERATOR, PRODUCT_PRINCIPAL)
EVERYONE = (ACME, RIVAL, JEANNE, SACHA, LEA, MAX, URSSAF, LAKE)

REPRESENTED = {ACME: CLIENT_ID, RIVAL: OTHER_CLIENT, JEANNE: CONSULTANT_ID, SACHA: OTHER_CONSULTANT}
ROLES = {LEA: Role.DIRECTOR, MAX: Role.LEGAL}


class Served:
    """A running service, and how to connect to it."""

    def __init__(self, server: Server, tenancy: Tenancy, url: str) -> None:
        self.server = server
        self.tenancy = tenancy
        self.url = url

    @asynccontextmanager
    async def connect_as(self, caller: Caller) -> AsyncGenerator["Asking"]:
        credential = self.tenancy.credential_path(*caller)
        async with asking(self.url, credential, caller) as connection:
            yield connection

    @property
    def head(self) -> int:
        return self.server.archive.store.head()


class Asking:
    """The connection of one caller."""

    def __init__(self, client: Client, caller: Caller, tenant: str = "demo") -> None:
        self.client = client
        self.caller = caller
        self.tenant = tenant

    def subject(self, kind: str, what: str) -> str:
        return f"jalon.{self.tenant}.{kind}.{self.caller.role}.{self.caller.name}.{what}"

    async def raw(self, kind: str, what: str, body: bytes, given: dict[str, str] | None = None) -> Msg:
        return await self.client.request(self.subject(kind, what), body, SECONDS, headers=given)

    async def command(self, verb: str, body: Any, id: UUID | None = None, **given: str) -> dict[str, Any]:
        """Send a command; header names are without `Jalon-` and in snake case."""
        headers = {
            header_names.COMMAND_ID: str(id or uuid4()),
            **{_header_name(name): value for name, value in given.items()},
        }
        msg = await self.raw("command", verb, msgspec.json.encode(body), headers)
        return msgspec.json.decode(msg.data)

    async def query(self, page: str, **fields: Any) -> dict[str, Any]:
        msg = await self.raw("query", page, msgspec.json.encode(fields))
        return msgspec.json.decode(msg.data)


@asynccontextmanager
async def asking(url: str, credential: Path, caller: Caller) -> AsyncGenerator[Asking]:
    client = await connect_to_broker(url, credential, name=caller.name, inbox_prefix=inbox_prefix(*caller))
    try:
        yield Asking(client, caller)
    finally:
        await client.close()


def acts(mission: UUID = MISSION) -> Iterator[Act]:
    """What is known before the service begins: the parties, and a mission that is verified."""
    yield from parties()
    yield from scoping(mission)


async def populate(store: Path) -> Tenancy:
    """Create a store with a scoped mission, and admit all callers."""
    async with engine_at(store) as engine:
        await give(engine, acts())
    return everyone(store)


def everyone(store: Path) -> Tenancy:
    tenancy = BrokerAuthority.open(private_folder(store) / "nats").open_tenancy("demo")
    for caller in EVERYONE:
        represents, role = REPRESENTED.get(caller), ROLES.get(caller)
        admit_principal(
            tenancy,
            Principal(
                role=caller.role,
                id=caller.name,
                key="",
                represents=represents,
                umbrella_role=role,
                added_at=real_now() - timedelta(minutes=1),
            ),
        )
    return tenancy


@asynccontextmanager
async def serving(
    store: Path, clock: ClockKind = ClockKind.SIMULATED, settings: Settings | None = None
) -> AsyncGenerator[Served]:
    """Serve a store until the block ends, then drain."""
    stop = asyncio.Event()
    with open_server(store, clock=clock, ports=ListenPorts(0, 0), settings=settings or Settings()) as server:
        running = asyncio.create_task(server.supervisor.run(stop))
        listening = asyncio.create_task(server.requests.listening.wait())
        await asyncio.wait([running, listening], return_when=asyncio.FIRST_COMPLETED, timeout=60)
        listening.cancel()
        try:
            if running.done():
                running.result()
            tenancy = BrokerAuthority.open(private_folder(store) / "nats").open_tenancy("demo")
            yield Served(server, tenancy, await server.broker.wait_for_url())
        finally:
            stop.set()
            await running


def _header_name(name: str) -> str:
    return name if name == header_names.TRACEPARENT else "Jalon-" + name.replace("_", "-").title()


async def fetch_path(served: Served, path: str) -> tuple[int, str]:
    """Fetch a path of the health server; return status and body."""
    return await asyncio.to_thread(_fetch_url, f"http://127.0.0.1:{served.server.health.port}{path}")


async def wait_until_settled(served: Served) -> None:
    """Wait until all events are published, followed, and all due commands are sent."""

    health = dict[str, Any]()

    async def is_settled() -> bool:
        health.update(msgspec.json.decode((await fetch_path(served, "/health"))[1]))
        return set(health["positions"].values()) == {served.head}

    try:
        await until(is_settled)
    except TimeoutError:
        raise AssertionError(f"not settled at {served.head}: {health}") from None


async def count_requests(served: Served, **labels: str) -> float:
    """Return the value of the request counter with these labels."""
    _, metrics = await fetch_path(served, "/metrics")
    label_texts = [f'{name}="{value}"' for name, value in labels.items()]
    lines = [line for line in metrics.splitlines() if line.startswith("jalon_requests_total{")]
    return sum(float(line.rpartition(" ")[2]) for line in lines if all(text in line for text in label_texts))


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(SECONDS):
        while not await condition():  # noqa: ASYNC110 -- nothing notifies of the condition
            await asyncio.sleep(0.01)


def _fetch_url(url: str) -> tuple[int, str]:
    try:
        with urlopen(url, timeout=SECONDS) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
