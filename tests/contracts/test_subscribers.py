"""The programs of the page for other services, run as they stand there, under the real permissions."""

import asyncio
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from jsonschema import Draft202012Validator
from nats.aio.msg import Msg

from adapters.contracts.schema_builder import Schema
from adapters.engine.access.requests import Principal, PrincipalRole
from adapters.engine.clock import real_now
from adapters.nats.authority import PRODUCT_PRINCIPAL, BrokerAuthority, Tenancy
from adapters.nats.connection import connect_to_broker
from adapters.nats.embedded_broker import run_broker
from adapters.nats.enrolment import admit_principal, apply_to_broker
from adapters.nats.relay import Relay
from adapters.nats.request_listener import inbox_prefix
from adapters.nats.subjects import LOG_API, STREAM, event_subject
from adapters.sqlite.sqlite_store import SQLiteStore
from domain.language import Audience, Kind
from tests.contracts.conftest import Everything

PAGE = (Path(__file__).resolve().parents[2] / "contracts" / "README.md").read_text(encoding="utf-8")
SECONDS = 60.0
OF_THE_RELAY = {"Nats-Expected-Last-Sequence", "Nats-Batch-Id", "Nats-Batch-Sequence", "Nats-Batch-Commit"}
"""Headers from the relay to the broker, which passes them on; readers should not use them."""

SUBSCRIBERS = {"books": frozenset[Audience](), "clients": frozenset({Audience.ALL, Audience.CLIENT})}


def write_program(name: str, folder: Path) -> Path:
    (text,) = re.findall(rf"^```python {name}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    place = folder / f"{name}.py"
    place.write_text(text, encoding="utf-8")
    return place


class Broker(NamedTuple):
    """A broker whose stream holds the log of every scenario."""

    url: str
    everything: Everything
    tenancy: Tenancy
    forged: Tenancy
    shifted: Tenancy
    late: Tenancy

    def env(self, role: PrincipalRole, name: str, tenancy: Tenancy | None = None) -> dict[str, str]:
        tenancy = tenancy or self.tenancy
        return {
            **os.environ,
            "NATS_URL": self.url,
            "JALON_PRINCIPAL": name,
            "JALON_TENANT": tenancy.name,
            "JALON_CREDENTIALS": str(tenancy.credential_path(role, name)),
        }

    @property
    def head(self) -> int:
        return len(self.everything.lines)

    def sum_invoices(self) -> dict[str, tuple[int, int]]:
        """Return the cents and the number of invoices of each client, from the log itself."""
        events = [json.loads(line.body) for line in self.everything.lines]
        mine = [event for event in events if event["type"] == "fr.jalon.mission.invoiced.v1"]
        cents, count = Counter[str](), Counter(event["clientid"] for event in mine)
        for event in mine:
            cents[event["clientid"]] += event["data"]["net"]
        return {client: (cents[client], count[client]) for client in cents}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory, everything: Everything) -> Iterator[Broker]:
    folder = tmp_path_factory.mktemp("subscribers")
    authority = BrokerAuthority.open(folder / "keys")
    tenancies = [authority.open_tenancy(name) for name in ("demo", "forged", "shifted", "late")]
    with asyncio.Runner() as runner:
        served = run_broker(folder / "nats", authority)
        url = runner.run(served.__aenter__())
        try:
            runner.run(_admit_principals(url, authority, tenancies))
            runner.run(_relay_log(url, tenancies[0], everything))
            runner.run(_publish_events(url, tenancies[1], _without_one(everything)))
            runner.run(_publish_events(url, tenancies[2], [everything.lines[0].body], first=7))
            yield Broker(url, everything, *tenancies)
        finally:
            runner.run(served.__aexit__(None, None, None))


async def _admit_principals(url: str, authority: BrokerAuthority, tenancies: list[Tenancy]) -> None:
    for tenancy in tenancies:
        for name, audiences in SUBSCRIBERS.items():
            admit_principal(tenancy, _make_principal(PrincipalRole.SUBSCRIBER, name, audiences))
        admit_principal(tenancy, _make_principal(PrincipalRole.AUDITOR, "urssaf", frozenset()))
        await apply_to_broker(url, authority, tenancy)


def _make_principal(role: PrincipalRole, name: str, audiences: frozenset[Audience]) -> Principal:
    return Principal(role=role, id=name, key="", audiences=audiences, added_at=real_now())


async def _relay_log(url: str, tenancy: Tenancy, everything: Everything) -> None:
    """Publish the whole log with the real relay."""
    credential = tenancy.credential_path(PrincipalRole.RELAY)
    client = await connect_to_broker(
        url, credential, name="relay", inbox_prefix=inbox_prefix(PrincipalRole.RELAY, PRODUCT_PRINCIPAL)
    )
    store = SQLiteStore.open_existing(everything.store)
    relay = Relay(store, client)
    running = asyncio.create_task(relay.run())
    try:
        async with asyncio.timeout(SECONDS):
            while relay.progress.position < store.head():  # noqa: ASYNC110 -- it has no event to wait for
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await client.close()
        store.close()


def _without_one(everything: Everything) -> list[bytes]:
    """Return a history without the second event of one mission."""
    of_missions = [line for line in everything.lines[:60] if line.recorded.stream.kind is Kind.MISSION]
    left_out = next(line for line in of_missions if line.recorded.version == 2)
    return [line.body for line in everything.lines[:60] if line is not left_out]


async def _publish_events(url: str, tenancy: Tenancy, bodies: list[bytes], *, first: int = 1) -> None:
    """Publish events to the stream of another tenant as its relay would, from a position on."""
    credential = tenancy.credential_path(PrincipalRole.RELAY)
    client = await connect_to_broker(
        url, credential, name="relay", inbox_prefix=inbox_prefix(PrincipalRole.RELAY, PRODUCT_PRINCIPAL)
    )
    for position, body in enumerate(bodies, start=first):
        event = json.loads(body) | {"source": f"/jalon/{tenancy.name}"}
        headers = {"Jalon-Position": str(position), "Nats-Msg-Id": event["id"]}
        written = json.dumps(event).encode()
        if position == first + len(bodies) - 1:
            await client.jetstream().publish(event_subject(written), written, headers=headers)
        else:
            await client.publish(event_subject(written), written, headers=headers)
    await client.close()


class Subscriber:
    """The subscriber program of the page, and its database."""

    def __init__(
        self, broker: Broker, folder: Path, name: str = "books", tenancy: Tenancy | None = None
    ) -> None:
        self.database = folder / "books.db"
        self._program = write_program("subscriber", folder)
        self._env = {**broker.env(PrincipalRole.SUBSCRIBER, name, tenancy), "DATABASE": str(self.database)}
        self.output = folder / "output"

    def start(self) -> subprocess.Popen[bytes]:
        with self.output.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, self._program], env=self._env, stdout=output, stderr=output
            )

    def run_until(self, condition: Callable[[], bool]) -> None:
        """Run the program until a condition holds, then kill it."""
        running = self.start()
        try:
            until(lambda: condition() or running.poll() is not None)
            assert running.poll() is None, self.output.read_text()
        finally:
            running.send_signal(signal.SIGKILL)
            running.wait()

    def position(self) -> int:
        return next((position for (position,) in self._select("SELECT position FROM checkpoint")), 0)

    def sum_invoices(self) -> dict[str, tuple[int, int]]:
        rows = self._select("SELECT client, cents, invoices FROM invoiced")
        return {client: (cents, invoices) for client, cents, invoices in rows}

    def _select(self, statement: str) -> list[Any]:
        if not self.database.exists():
            return []
        database = sqlite3.connect(self.database)
        try:
            return database.execute(statement).fetchall()
        except sqlite3.OperationalError:  # its tables are not made yet
            return []
        finally:
            database.close()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "the condition did not become true"
        time.sleep(0.01)  # it depends on another process


def test_a_subscriber_that_is_killed_again_and_again_keeps_each_effect_once(
    broker: Broker, tmp_path: Path
) -> None:
    subscriber = Subscriber(broker, tmp_path)
    for goal in (1, broker.head // 3, 2 * broker.head // 3, broker.head):
        subscriber.run_until(lambda goal=goal: subscriber.position() >= goal)  # type: ignore[misc]
    assert broker.sum_invoices()
    assert subscriber.sum_invoices() == broker.sum_invoices()
    assert subscriber.position() == broker.head


def test_a_subscriber_whose_database_was_restored_or_lost_starts_at_its_checkpoint(
    broker: Broker, tmp_path: Path
) -> None:
    """The consumer was acknowledged to the end, but only the checkpoint counts."""
    subscriber = Subscriber(broker, tmp_path)
    subscriber.run_until(lambda: subscriber.position() >= 100)
    sqlite3.connect(subscriber.database).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    backup = shutil.copy(subscriber.database, tmp_path / "backup.db")
    subscriber.run_until(lambda: subscriber.position() == broker.head)
    for older in (backup, None):
        for left in tmp_path.glob("books.db*"):
            left.unlink()
        if older:
            shutil.copy(older, subscriber.database)
        subscriber.run_until(lambda: subscriber.position() == broker.head)
        assert subscriber.sum_invoices() == broker.sum_invoices()


def test_a_subscriber_of_some_audiences_reaches_the_end_despite_the_gaps(
    broker: Broker, tmp_path: Path
) -> None:
    read = [line.position for line in broker.everything.lines if line.recorded.audience in ("all", "client")]
    subscriber = Subscriber(broker, tmp_path, "clients")
    subscriber.run_until(lambda: subscriber.position() == read[-1])
    assert subscriber.sum_invoices() == broker.sum_invoices()
    assert "starting again" not in subscriber.output.read_text()


def test_a_stream_that_is_not_that_of_the_log_stops_a_subscriber(broker: Broker, tmp_path: Path) -> None:
    """Its first message has position 7: earlier events are missing, so nothing is stored."""
    subscriber = Subscriber(broker, tmp_path, tenancy=broker.shifted)
    assert subscriber.start().wait(SECONDS) == 1
    assert "position 7 is not where it should be" in subscriber.output.read_text()
    assert (subscriber.position(), subscriber.sum_invoices()) == (0, {})


def test_a_message_that_is_lost_on_its_way_is_detected_and_read_again(broker: Broker, tmp_path: Path) -> None:
    """Another reader of the same consumer takes messages that the subscriber has not pulled yet."""
    bodies = [line.body for line in broker.everything.lines]
    asyncio.run(_publish_events(broker.url, broker.late, bodies[:30]))
    subscriber = Subscriber(broker, tmp_path, tenancy=broker.late)

    async def steal_messages() -> int:
        credential = broker.late.credential_path(PrincipalRole.SUBSCRIBER, "books")
        thief = await connect_to_broker(
            broker.url, credential, name="thief", inbox_prefix=inbox_prefix(PrincipalRole.SUBSCRIBER, "books")
        )
        pulling = await thief.jetstream(prefix=LOG_API).pull_subscribe_bind(
            consumer="subscriber-books", stream=STREAM
        )
        fetching = asyncio.create_task(pulling.fetch(50, timeout=SECONDS))
        await thief.flush()
        await _publish_events(broker.url, broker.late, bodies[30:], first=31)
        taken = len(await fetching)
        await thief.close()
        return taken

    running = subscriber.start()
    try:
        until(lambda: subscriber.position() == 30)
        assert asyncio.run(steal_messages()) > 0
        until(lambda: subscriber.position() == broker.head)
    finally:
        running.kill()
        running.wait()
    assert "starting again" in subscriber.output.read_text()
    assert subscriber.sum_invoices() == broker.sum_invoices()


def test_what_travels_is_the_stored_cloudevent_to_the_byte_with_the_headers_that_are_promised(
    broker: Broker, schemas: dict[str, Schema]
) -> None:
    async def receive_all() -> list[Msg]:
        credential = broker.tenancy.credential_path(PrincipalRole.SUBSCRIBER, "books")
        client = await connect_to_broker(
            broker.url, credential, name="sdk", inbox_prefix=inbox_prefix(PrincipalRole.SUBSCRIBER, "books")
        )
        jetstream = client.jetstream(prefix=LOG_API)
        await jetstream.reset_consumer(STREAM, "subscriber-books", 1)
        pulling = await jetstream.pull_subscribe_bind(consumer="subscriber-books", stream=STREAM)
        found: list[Msg] = []
        while len(found) < broker.head:
            found += (page := await pulling.fetch(500, timeout=SECONDS))
            for message in page:
                await message.ack()
        await client.close()
        return found

    messages = asyncio.run(receive_all())
    assert [message.data for message in messages] == [line.body for line in broker.everything.lines]
    promised = Draft202012Validator(
        schemas["wire:fact-headers"] | {"additionalProperties": False},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    for position, message in enumerate(messages, start=1):
        headers = {name: value for name, value in (message.headers or {}).items() if name not in OF_THE_RELAY}
        promised.validate(headers)
        event = JSONFormat().read(CloudEvent, message.data)
        assert (headers["Nats-Msg-Id"], headers["Jalon-Position"]) == (event.get_id(), str(position))
        assert message.subject == event_subject(message.data)


def run_auditor(
    broker: Broker, folder: Path, *words: str, tenancy: Tenancy | None = None
) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, write_program("auditor", folder), *words],
        env=broker.env(PrincipalRole.AUDITOR, "urssaf", tenancy),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_an_auditor_replays_the_whole_log_and_finds_no_gap(broker: Broker, tmp_path: Path) -> None:
    code, out, err = run_auditor(broker, tmp_path)
    assert (code, err) == (0, "")
    *lines, summary = out.splitlines()
    assert [line.split()[0] for line in lines] == [str(line.position) for line in broker.everything.lines]
    assert [line.split()[-1] for line in lines] == [line.recorded.type for line in broker.everything.lines]
    streams = {line.recorded.subject for line in broker.everything.lines}
    assert summary.startswith(f"{broker.head} events of {len(streams)} streams")


def test_an_auditor_replays_one_mission(broker: Broker, tmp_path: Path) -> None:
    mission = Counter(
        line.recorded.subject
        for line in broker.everything.lines
        if line.recorded.subject.startswith("mission/")
    ).most_common(1)[0][0]
    code, out, _ = run_auditor(broker, tmp_path, mission)
    events = [line.recorded for line in broker.everything.lines if line.recorded.subject == mission]
    assert code == 0
    assert [line.split()[-1] for line in out.splitlines()[:-1]] == [event.type for event in events]


def test_an_auditor_finds_an_event_that_was_left_out(broker: Broker, tmp_path: Path) -> None:
    code, _, err = run_auditor(broker, tmp_path, tenancy=broker.forged)
    assert code == 1
    assert "version 3 of its stream, not 2" in err


def test_an_auditor_of_an_empty_stream_ends_with_an_error(broker: Broker, tmp_path: Path) -> None:
    assert run_auditor(broker, tmp_path, "mission/00000000-0000-0000-0000-000000000000")[0] == 1
