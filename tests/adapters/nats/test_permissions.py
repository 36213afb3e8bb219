"""Every type of event for every role: each receives only its own events, and none can write."""

import asyncio
import json
from uuid import UUID

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from adapters.engine.access.requests import PrincipalRole
from adapters.nats.connection import flush_twice
from adapters.nats.request_listener import inbox_prefix
from adapters.nats.subjects import JETSTREAM_DOMAIN, LOG_API, STREAM, event_subject
from domain.aggregates import EVENT_TYPES
from domain.language import Audience
from tests.adapters.nats.wired import (
    ACME_CLIENT,
    ACME_CONSULTANT,
    CAST,
    OTHER_CLIENT,
    OTHER_CONSULTANT,
    Wired,
    count_messages,
    event_about,
    publish,
    pull_all,
    request_reply,
)
from tests.contracts.sample import SAMPLES

PAIRS: list[tuple[UUID | None, UUID | None]] = [
    (ACME_CLIENT, ACME_CONSULTANT),
    (OTHER_CLIENT, OTHER_CONSULTANT),
    (OTHER_CLIENT, ACME_CONSULTANT),
    (None, ACME_CONSULTANT),
    (ACME_CLIENT, None),
    (None, None),
]

NEVER_A_CLIENTS = (
    "fr.jalon.account.", "fr.jalon.pay-month.", "fr.jalon.consultant.",
    "fr.jalon.mission.salary-", "fr.jalon.mission.autonomy-signal-", "fr.jalon.mission.single-client-",
)  # fmt: skip
"""Pay, accounts, absences, employment and signals of autonomy."""


class ReceivedEvent:
    """The fields of a received event that these tests need."""

    def __init__(self, body: bytes) -> None:
        event = json.loads(body)
        self.type: str = event["type"]
        self.audience: str = event["audience"]
        self.client: str | None = event.get("clientid")
        self.consultant: str | None = event.get("consultantid")


@pytest.fixture(scope="module")
def published(wired: Wired) -> list[bytes]:
    """Each type of event, for each audience it may have, for each pair of parties."""
    events = [
        event_about(path.read_bytes(), "acme", *pair, audience=audience)
        for path in sorted(SAMPLES.iterdir())
        for audience in sorted(EVENT_TYPES[path.name.removesuffix(".json")].READERS)
        for pair in PAIRS
    ]

    async def publishing() -> None:
        async with wired.connect_as(PrincipalRole.RELAY) as relay:
            await publish(relay, events)

    asyncio.run(publishing())
    return events


def receive(wired: Wired, role: PrincipalRole, name: str) -> list[bytes]:
    async def pulling() -> list[bytes]:
        async with wired.connect_as(role, name) as reader:
            await reader.request(f"{LOG_API}.CONSUMER.RESET.{STREAM}.{role}-{name}", b'{"seq":1}')
            return [message.data for message in await pull_all(reader, f"{role}-{name}")]

    return asyncio.run(pulling())


def select(published: list[bytes], audiences: set[Audience], **party: UUID) -> list[bytes]:
    return [
        body
        for body in published
        if (event := ReceivedEvent(body)).audience in audiences
        and all(getattr(event, name) == str(own) for name, own in party.items())
    ]


def test_a_client_receives_its_own_events_in_order_and_no_pay_no_account_no_absence_no_signal(
    wired: Wired, published: list[bytes]
) -> None:
    found = receive(wired, PrincipalRole.CLIENT, "buyer")
    assert found == select(published, {Audience.ALL, Audience.CLIENT}, client=ACME_CLIENT)
    types = {ReceivedEvent(body).type for body in found}
    assert len(types) > 60
    assert [type for type in types if type.startswith(NEVER_A_CLIENTS)] == []


def test_a_consultant_receives_only_its_own_events(wired: Wired, published: list[bytes]) -> None:
    found = receive(wired, PrincipalRole.CONSULTANT, "camille")
    assert found == select(published, {Audience.ALL, Audience.CONSULTANT}, consultant=ACME_CONSULTANT)
    assert len({ReceivedEvent(body).type for body in found}) > 90


def test_the_back_office_receives_everything_to_the_byte(wired: Wired, published: list[bytes]) -> None:
    assert receive(wired, PrincipalRole.UMBRELLA, "payroll-1") == published


def test_another_service_receives_the_audiences_it_was_given(wired: Wired, published: list[bytes]) -> None:
    assert receive(wired, PrincipalRole.SUBSCRIBER, "lake") == published
    chosen = select(published, {Audience.ALL, Audience.CLIENT})
    assert receive(wired, PrincipalRole.SUBSCRIBER, "billing") == chosen


def test_every_type_of_event_was_crossed_with_every_role(published: list[bytes]) -> None:
    assert {ReceivedEvent(body).type for body in published} == set(EVENT_TYPES)
    admitted = {
        PrincipalRole(name)
        for name in ("client", "consultant", "umbrella", "auditor", "subscriber", "operator")
    }
    assert {someone.role for someone in CAST} == admitted


EVERYONE = pytest.mark.parametrize(("role", "name"), [(one.role, one.id) for one in CAST])


@EVERYONE
def test_nobody_writes_purges_deletes_or_makes_anything_in_the_stream(
    wired: Wired, published: list[bytes], role: PrincipalRole, name: str
) -> None:
    event = event_subject(published[0])
    push = {"stream_name": STREAM, "config": {"name": "spy", "deliver_subject": "_INBOX.client.rival.x"}}
    writing = {
        event: published[0],
        **{f"{api}.STREAM.PURGE.{STREAM}": b"" for api in APIS},
        **{f"{api}.STREAM.DELETE.{STREAM}": b"" for api in APIS},
        **{f"{api}.STREAM.MSG.DELETE.{STREAM}": b'{"seq":1}' for api in APIS},
        **{f"{api}.STREAM.UPDATE.{STREAM}": b'{"name":"EVT","deny_purge":false}' for api in APIS},
        **{f"{api}.STREAM.CREATE.MINE": b'{"name":"MINE","subjects":["jalon.>"]}' for api in APIS},
        **{f"{api}.CONSUMER.CREATE.{STREAM}.spy": json.dumps(push).encode() for api in APIS},
        **{f"{api}.CONSUMER.CREATE.{STREAM}": json.dumps(push).encode() for api in APIS},
        **{f"{api}.CONSUMER.DELETE.{STREAM}.client-rival": b"" for api in APIS},
    }

    async def trying() -> None:
        async with wired.connect_as(role, name) as reader:
            tried = await asyncio.gather(*(request_reply(reader, *request) for request in writing.items()))
            assert tried == [None] * len(writing)

    before = asyncio.run(stream_state(wired))
    asyncio.run(trying())
    assert asyncio.run(stream_state(wired)) == before


@EVERYONE
def test_no_forged_reply_subject_brings_a_message_into_the_stream(
    wired: Wired, published: list[bytes], role: PrincipalRole, name: str
) -> None:
    """The broker sends a reply to any reply subject, and does not check who may publish there."""
    own = f"{role}-{name}"
    subjects = [f"{LOG_API}.DIRECT.GET.{STREAM}", f"{LOG_API}.STREAM.INFO.{STREAM}", "$SRV.PING", "$SRV.INFO"]
    subjects += [f"{LOG_API}.CONSUMER.{verb}.{STREAM}.{own}" for verb in ("INFO", "RESET", "MSG.NEXT")]
    subjects += [f"jalon.acme.{kind}.{role}.{name}.any" for kind in ("command", "query")]

    async def forging() -> None:
        async with wired.connect_as(role, name) as reader:
            for subject in subjects:
                await reader.publish(subject, b'{"seq":1,"batch":1}', reply=event_subject(published[0]))
            await flush_twice(reader)
            await request_reply(reader, f"{LOG_API}.STREAM.INFO.{STREAM}")

    asyncio.run(forging())
    assert asyncio.run(count_messages(wired, wired.acme)) == len(published)


@EVERYONE
def test_nobody_pulls_acknowledges_or_resets_by_the_consumer_of_another(
    wired: Wired, published: list[bytes], role: PrincipalRole, name: str
) -> None:
    verbs = ("MSG.NEXT", "INFO", "RESET")
    others = [other.name for other in CAST if other.id != name]
    theirs = [f"{LOG_API}.CONSUMER.{verb}.{STREAM}.{other}" for verb in verbs for other in others]

    async def trying() -> None:
        async with wired.connect_as(role, name) as reader:
            tried = await asyncio.gather(*(request_reply(reader, subject, b"{}") for subject in theirs))
            assert tried == [None] * len(theirs)

    asyncio.run(trying())


@EVERYONE
def test_nobody_publishes_as_another_principal(wired: Wired, role: PrincipalRole, name: str) -> None:
    """The service subscribes to all requests, and gets only those under the own name of each principal."""

    async def speaking() -> list[str]:
        async with wired.connect_as(PrincipalRole.SERVICE) as service, wired.connect_as(role, name) as reader:
            heard = [await service.subscribe(f"jalon.acme.{kind}.>") for kind in ("command", "query")]
            await flush_twice(service)
            for other in CAST:
                for kind in ("command", "query"):
                    await reader.publish(f"jalon.acme.{kind}.{other.role}.{other.id}.sign-contract", b"{}")
            await reader.publish(f"jalon.beta.command.{role}.{name}.sign-contract", b"{}")
            return [message.subject for message in await drain(reader, service, *heard)]

    kinds = {PrincipalRole.SUBSCRIBER: [], PrincipalRole.AUDITOR: ["query"]}.get(role, ["command", "query"])
    assert asyncio.run(speaking()) == [f"jalon.acme.{kind}.{role}.{name}.sign-contract" for kind in kinds]


@EVERYONE
def test_nobody_subscribes_as_another_principal(wired: Wired, role: PrincipalRole, name: str) -> None:
    everywhere = (">", "*.>", "_INBOX.>", "_INBOX.*.*.>", "jalon.>", "$JS.>", "$SRV.>", "_R_.>", "$SYS.>")

    async def listening() -> list[Msg]:
        async with wired.connect_as(PrincipalRole.SERVICE) as service, wired.connect_as(role, name) as reader:
            heard = [await reader.subscribe(subject) for subject in everywhere]
            await flush_twice(reader)
            for other in CAST:
                if other.id != name:
                    await service.publish(f"{inbox_prefix(other.role, other.id)}.answer", b"secret")
            return await drain(service, reader, *heard)

    assert asyncio.run(listening()) == []


async def drain(publisher: Client, subscriber: Client, *subscriptions: Subscription) -> list[Msg]:
    """Return the messages that arrived, once none can be on its way."""
    await flush_twice(publisher)
    await flush_twice(subscriber)
    return [await one.next_msg() for one in subscriptions for _ in range(one.pending_msgs)]


APIS = ("$JS.API", LOG_API)


async def stream_state(wired: Wired) -> object:
    async with wired.connect_as(PrincipalRole.PROVISIONER) as provisioner:
        info = await provisioner.jetstream().stream_info(STREAM)
        return info.state.messages, info.state.consumer_count, info.config


def test_nobody_of_another_tenant_sees_or_changes_anything(wired: Wired, published: list[bytes]) -> None:
    async def trying() -> None:
        async with wired.connect_as(PrincipalRole.AUDITOR, "urssaf", wired.beta) as stranger:
            assert await request_reply(stranger, f"{LOG_API}.DIRECT.GET.{STREAM}", b'{"seq":1}') == b""
        async with wired.connect_as(PrincipalRole.UMBRELLA, "payroll-1", wired.beta) as stranger:
            assert await pull_all(stranger, "umbrella-payroll-1") == []
        async with wired.connect_as(PrincipalRole.RELAY, tenancy=wired.beta) as relay:
            assert await request_reply(relay, event_subject(published[0]), published[0]) is None

    asyncio.run(trying())
    assert asyncio.run(count_messages(wired, wired.beta)) == 0
    assert asyncio.run(count_messages(wired, wired.acme)) == len(published)


def test_a_reader_can_reset_its_own_consumer(wired: Wired, published: list[bytes]) -> None:
    """A subscriber with a restored database needs the events after its checkpoint."""

    async def resetting() -> list[bytes]:
        async with wired.connect_as(PrincipalRole.SUBSCRIBER, "lake") as reader:
            await pull_all(reader, "subscriber-lake")
            reset = f"{LOG_API}.CONSUMER.RESET.{STREAM}.subscriber-lake"
            assert b"error" not in (await reader.request(reset, b'{"seq":901}')).data
            return [message.data for message in await pull_all(reader, "subscriber-lake")]

    assert asyncio.run(resetting()) == published[900:]


def test_a_stock_client_only_needs_the_jetstream_domain(wired: Wired, published: list[bytes]) -> None:
    async def reading() -> None:
        async with wired.connect_as(PrincipalRole.CONSULTANT, "sacha") as reader:
            jetstream = reader.jetstream(domain=JETSTREAM_DOMAIN)
            pull = await jetstream.pull_subscribe_bind(consumer="consultant-sacha", stream=STREAM)
            own = select(published, {Audience.ALL, Audience.CONSULTANT}, consultant=OTHER_CONSULTANT)
            for event in own[:3]:
                (message,) = await pull.fetch(1, timeout=10)
                assert message.data == event
                await message.ack_sync()
            assert (await jetstream.consumer_info(STREAM, "consultant-sacha")).num_pending == len(own) - 3
        async with wired.connect_as(PrincipalRole.AUDITOR, "urssaf") as auditor:
            state = (await auditor.jetstream(domain=JETSTREAM_DOMAIN).stream_info(STREAM)).state
            assert (state.messages, state.last_seq) == (len(published), len(published))

    asyncio.run(reading())
