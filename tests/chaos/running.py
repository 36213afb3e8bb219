"""Run commands over NATS while processes are killed; each is sent again under its id until it is answered."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

import msgspec
from nats.aio.client import Client
from nats.errors import Error as BrokerError

from adapters.compose import open_archive
from adapters.engine.access.requests import PrincipalRole
from adapters.engine.validation import Request
from adapters.nats.authority import PRODUCT_PRINCIPAL, BrokerAuthority
from adapters.nats.connection import connect_to_broker
from adapters.nats.request_listener import inbox_prefix
from domain.language import Party
from tests.adapters.crash.living import AT_ONCE, life
from tests.adapters.crash.test_crash import prepare
from tests.adapters.service.served import ACME, JEANNE, LEA, Asking, Caller, asking, everyone
from tests.chaos.judging import Journal, Verdict, judge
from tests.chaos.killing import Service, kill_and_restart
from tests.postgres import Server

AS = {Party.CONSULTANT: JEANNE, Party.CLIENT: ACME, Party.UMBRELLA: LEA}
ANSWER_SECONDS = 3.0
UP_SECONDS = 90.0
ANSWERS = ("accepted", "refused")


class Run(NamedTuple):
    """The kills by victim, and the verdict."""

    kills: Counter[str]
    verdict: Verdict


async def run(folder: Path, kills: int, seed: int, database: tuple[Server, str] | None = None) -> Run:
    """Run commands while service, broker and database are killed, so many times in all; then judge."""
    store = str(folder / "chaos.db") if database is None else database[1]
    service = Service(store, folder, None if database is None else folder / "private")
    await prepare(service.place)
    everyone(service.place)  # type: ignore[arg-type]
    journal: Journal = {}
    killed: Counter[str] = Counter()
    over = asyncio.Event()
    try:
        async with AsyncExitStack() as stack:
            keeping = asyncio.create_task(_keep_up(service))
            stack.callback(keeping.cancel)
            connections = await _connect_principals(service, stack)
            lives = (_live(connections, number, journal, over) for number in range(AT_ONCE))
            asking_all = [asyncio.create_task(one) for one in lives]
            await _kill(service, database, kills, random.Random(seed), killed, journal)
            over.set()
            for task in asking_all:
                task.cancel()
            await asyncio.gather(*asking_all, return_exceptions=True)
            return Run(killed, await _wait_and_judge(service, journal))
    finally:
        service.stop()


async def _keep_up(service: Service) -> None:
    """Start the service again after each death, as a supervisor does."""
    while True:
        service.keep_up()
        await asyncio.sleep(0.1)


async def _connect_principals(service: Service, stack: AsyncExitStack) -> dict[Caller, Asking]:
    tenancy = BrokerAuthority.open(service.private / "nats").open_tenancy("demo")
    await _until((service.private / "broker" / "url").exists)
    return {
        principal: await stack.enter_async_context(
            asking(service.url, tenancy.credential_path(*principal), principal)
        )
        for principal in AS.values()
    }


async def _live(
    connections: dict[Caller, Asking], number: int, journal: Journal, over: asyncio.Event
) -> None:
    """Send the commands of a mission; then send them again under new ids, to be refused."""
    for request in chain.from_iterable(life(number, repeat) for repeat in count()):
        if over.is_set():  # a cancellation alone can be lost in `wait_for`
            return
        journal[request.command_id] = await _answer(connections[AS[request.actor.party]], request)


async def _answer(connection: Asking, request: Request) -> str:
    """Send a request until it is answered; any other reply changed nothing, or will come again."""
    verb = re.sub("(?<!^)(?=[A-Z])", "-", request.name).lower()
    given = {"Jalon-Command-Id": str(request.command_id)}
    while True:
        try:
            message = await connection.client.request(
                connection.subject("command", verb), request.body, ANSWER_SECONDS, headers=given
            )
        except (BrokerError, TimeoutError):
            await asyncio.sleep(0.05)
            continue
        answer = _Reply.of(message.data)
        if answer.outcome in ANSWERS:
            return f"{answer.outcome} {','.join(str(position) for position in answer.positions)}"
        assert answer.outcome not in {"malformed", "defect", "expired"}, message.data
        await asyncio.sleep(0.05)


class _Reply(NamedTuple):
    outcome: str
    positions: list[int]

    @classmethod
    def of(cls, message: bytes) -> "_Reply":
        fields = msgspec.json.decode(message)
        return cls(fields["outcome"], [event["position"] for event in fields.get("facts", ())])


async def _kill(
    service: Service,
    database: tuple[Server, str] | None,
    kills: int,
    chance: random.Random,
    killed: Counter[str],
    journal: Journal,
) -> None:
    """Kill one process after the other; wait for some answers between two kills."""
    victims = ["service", "broker", *(["database"] if database else [])]
    for number in range(kills):
        answered = len(journal)
        await _until(lambda answered=answered: len(journal) >= answered + 10)
        await asyncio.sleep(chance.uniform(0, 0.3))
        victim = victims[number % len(victims)]
        killed[victim] += 1
        if victim == "service":
            service.kill()
        elif victim == "broker":
            service.kill_broker()
        elif database is not None:
            await asyncio.to_thread(kill_and_restart, database[0])
    answered = len(journal)
    await _until(lambda: len(journal) >= answered + 10)


async def _wait_and_judge(service: Service, journal: Journal) -> Verdict:
    """Wait until the stream has the whole log, then judge."""
    credentials = (
        BrokerAuthority.open(service.private / "nats")
        .open_tenancy("demo")
        .credential_path(PrincipalRole.RELAY)
    )
    prefix = inbox_prefix(PrincipalRole.RELAY, PRODUCT_PRINCIPAL)
    client = await connect_to_broker(
        service.url, credentials, name="judge", inbox_prefix=prefix, timeout_seconds=UP_SECONDS
    )
    try:
        with open_archive(service.place) as archive:
            await _wait_for_stream(client, archive.store.head)
            return await judge(archive, client, journal)
    finally:
        await client.close()


async def _wait_for_stream(client: Client, head: Callable[[], int]) -> None:
    async with asyncio.timeout(UP_SECONDS):
        while (await client.jetstream().stream_info("EVT")).state.messages < head():  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def _until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(UP_SECONDS):
        while not true():  # noqa: ASYNC110 -- what is waited for is in another process
            await asyncio.sleep(0.02)
