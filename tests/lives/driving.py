"""Run missions over NATS alone: the operator advances the days, the parties answer, the service is killed."""

import asyncio
import random
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import date, timedelta
from http.client import HTTPException
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple
from urllib.request import urlopen
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from adapters.engine.access.requests import Principal, PrincipalRole
from adapters.engine.clock import real_now
from adapters.nats.authority import BrokerAuthority, Tenancy
from adapters.nats.enrolment import admit_principal
from tests.adapters.service.served import OPERATOR, Caller, asking
from tests.chaos.killing import Service
from tests.lives.office import Ledger, User, users
from tests.lives.party import Journal, Party, act_all
from tests.lives.people import Client, Consultant
from tests.lives.post import Heard, Post
from tests.lives.town import FIRST_DAY, Town, morning

UP_SECONDS = 120.0
STUCK_SECONDS = 120.0
LOOKS_SECONDS = 0.01
DAYS_MAX = 400
KILLED_IN_DAYS = range(2, 122)  # no town ends earlier
QUIET_DAYS = 45
"""How many days the town goes on after its last mission closed, for statements, contributions, evidence."""

OnDay = Callable[["Lives"], None]


class Member(NamedTuple):
    """A party, and its principal on the wire."""

    principal: Caller
    party: Party
    represents: UUID | None


class Lives:
    """A town, its service, and the program of each party."""

    def __init__(self, folder: Path, seed: int, missions: int, kills: int) -> None:
        self.town = Town(seed, missions)
        self.journal = Journal()
        self.ledger = Ledger(self.town)
        self.service = Service(str(folder / "lives.db"), folder, None)
        self.today = FIRST_DAY
        self.killed = 0
        self.head = 0
        self.slowest = 0.0
        self._away = False
        self._chance = random.Random(seed)
        self._kill_days = frozenset(self._chance.sample(KILLED_IN_DAYS, kills))
        self._expected: dict[str, int] = {}
        self._members = self._make_members()

    def _make_members(self) -> list[Member]:
        town, journal, bank = self.town, self.journal, self.ledger.bank
        office = [
            Member(Caller(PrincipalRole.UMBRELLA, user.name), user, None)
            for user in users(self.ledger, journal)
        ]
        clients = [Client(siren, town, journal, bank) for siren in town.clients]
        consultants = [Consultant(number, town, journal) for number in range(len(town.consultants))]
        represented = {agreed.siren: agreed.client for agreed in town.missions}
        return [
            *office,
            *(
                Member(Caller(PrincipalRole.CLIENT, client.name), client, represented[siren])
                for siren, client in zip(town.clients, clients, strict=True)
            ),
            *(
                Member(Caller(PrincipalRole.CONSULTANT, each.name), each, each.identity)
                for each in consultants
            ),
        ]

    @property
    def director(self) -> User:
        party = self._members[0].party
        assert isinstance(party, User)
        return party

    @property
    def closed_count(self) -> int:
        return len(self.ledger.closed)

    @property
    def days(self) -> int:
        return (self.today - FIRST_DAY).days + 1

    async def live(self, on_day: OnDay) -> None:
        """Advance the days until all missions are closed, at most `DAYS_MAX`."""
        tenancy = self._admit_members()
        try:
            async with AsyncExitStack() as stack:
                keeping = asyncio.create_task(self._keep_up())
                stack.callback(keeping.cancel)
                await _until((self.service.private / "broker" / "url").exists)
                await self._connect_members(tenancy, stack)
                operator = await stack.enter_async_context(self._asking(tenancy, OPERATOR))
                self._clock = Post(operator, lambda _: None)
                await self._run_days(on_day)
        finally:
            await asyncio.to_thread(self.service.stop)

    def _admit_members(self) -> Tenancy:
        tenancy = BrokerAuthority.open(self.service.private / "nats").open_tenancy("demo")
        for member in self._members:
            role, name = member.principal
            user = member.party
            admit_principal(
                tenancy,
                Principal(
                    role=role,
                    id=name,
                    key="",
                    represents=member.represents,
                    umbrella_role=user.role if isinstance(user, User) else None,
                    added_at=real_now() - timedelta(minutes=1),
                ),
            )
        return tenancy

    def _asking(self, tenancy: Tenancy, principal: Caller) -> Any:
        return asking(self.service.url, tenancy.credential_path(*principal), principal)

    async def _connect_members(self, tenancy: Tenancy, stack: AsyncExitStack) -> None:
        """Connect every party, and start its listener."""
        for member in self._members:
            connection = await stack.enter_async_context(self._asking(tenancy, member.principal))
            hear = self._hear if member.party is self.director else member.party.hear
            post = member.party.post = Post(connection, hear)
            listening = asyncio.create_task(post.listen())
            stack.callback(listening.cancel)

    def _hear(self, heard: Heard) -> None:
        """Note which other parties must receive an event; the director receives every event."""
        self.head = heard.position
        for role, concerned in (
            (PrincipalRole.CLIENT, "clientid"),
            (PrincipalRole.CONSULTANT, "consultantid"),
        ):
            if heard.event["audience"] in ("all", role) and concerned in heard.event:
                self._expected[f"{role} {heard.event[concerned]}"] = heard.position
        self.director.hear(heard)

    async def _keep_up(self) -> None:
        while True:
            self.service.keep_up()
            await asyncio.sleep(0.05)

    # the days ------------------------------------------------------------------------------------

    async def _run_days(self, on_day: OnDay) -> None:
        quiet = 0
        self._start_day(self.today)
        self.director.plan_founding()
        while quiet < QUIET_DAYS and self.days < DAYS_MAX:
            began = monotonic()
            await self._run_day()
            self.slowest = max(self.slowest, monotonic() - began)
            on_day(self)
            quiet = quiet + 1 if self.closed_count == len(self.town.missions) else 0
            self._start_day(self.today + timedelta(days=1))

    def _start_day(self, day: date) -> None:
        self.today = day
        for member in self._members:
            member.party.today = day

    async def _run_day(self) -> None:
        killing = asyncio.create_task(self._kill()) if self.days in self._kill_days else None
        await self._advance()
        await self._wait_until_quiet()
        self.director.take_to_the_books()
        while any(member.party.busy for member in self._members):
            await act_all([member.party for member in self._members])
            await self._wait_until_quiet()
        if killing is not None:
            await killing

    async def _advance(self) -> None:
        body = {"tenant": "demo", "to": morning(self.today).isoformat()}
        answered = await self._clock.give("AdvanceClock", body, uuid5(NAMESPACE_URL, f"clock {self.today}"))
        self.journal.note(uuid5(NAMESPACE_URL, f"clock {self.today}"), "AdvanceClock", answered)

    async def _wait_until_quiet(self) -> None:
        """Wait until all that was due is done, published, and received by every party that may read it."""
        since = monotonic()
        while not await self._is_quiet():
            assert monotonic() - since < STUCK_SECONDS, await self._describe_positions()
            await asyncio.sleep(LOOKS_SECONDS)

    async def _is_quiet(self) -> bool:
        positions = await self._positions()
        if positions is None:
            self._away = True
            return False
        if self._away:
            self._away = False
            self._restart_posts()
        settled = set(positions.values()) == {self.head} and self.head >= self.journal.position
        return settled and not self._find_behind()

    def _find_behind(self) -> list[Post]:
        """Return the posts that have not received all their events."""
        return [
            post
            for principal, party, represents in self._members
            if (post := party.post) is not None
            and post.position
            < (self.head if represents is None else self._expected.get(f"{principal.role} {represents}", 0))
        ]

    def _restart_posts(self) -> None:
        """Restart every post after its last event, because the broker's death lost the pulled batches."""
        for member in self._members:
            if member.party.post is not None:
                member.party.post.again()

    async def _describe_positions(self) -> str:
        behind = [post.consumer for post in self._find_behind()]
        return f"{self.today}: {await self._positions()}, heard {self.head}, behind {behind[:5]}"

    async def _positions(self) -> dict[str, int] | None:
        return await asyncio.to_thread(_positions, self.service.health)

    # the kills -----------------------------------------------------------------------------------

    async def _kill(self) -> None:
        await asyncio.sleep(self._chance.uniform(0, 0.4))
        self.killed += 1
        self._away = True
        await asyncio.to_thread(self.service.kill)


def _positions(port: int) -> dict[str, int] | None:
    """Return the positions that the service reports; None while it does not answer."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return msgspec.json.decode(answer.read())["positions"]
    except (OSError, HTTPException):  # the service is down, or not ready
        return None


async def _until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(UP_SECONDS):
        while not true():  # noqa: ASYNC110 -- what is waited for is in another process
            await asyncio.sleep(0.02)
