"""Makes the stream and the consumers, and checks that the broker has applied every setting.

An older server ignores a setting that it does not know, and reports no error. So its version and API level
are checked first, and every setting is compared with the one in its reply.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from nats.aio.client import Client
from nats.errors import Error as NatsError

from adapters.engine.access.requests import Principal
from adapters.nats.authority import Capacity
from adapters.nats.permissions import consumer_subjects
from adapters.nats.subjects import STREAM, tenant_events

OLDEST_VERSION = (2, 12)
OLDEST_API_LEVEL = 2  # atomic batches
REPLY_SECONDS = 5.0
NOT_FOUND = {10059, 10014}  # a stream, a consumer
ACK_SECONDS = 30


@dataclass(unsafe_hash=True)
class ServerTooOld(Exception):
    """The broker is older than Jalon needs."""

    version: str
    level: int

    def __str__(self) -> str:
        return f"nats-server {self.version}, API level {self.level}: 2.12 or later is needed"


@dataclass(unsafe_hash=True)
class Differs(Exception):
    """The broker did not apply a setting; `owner` is the stream or the consumer."""

    owner: str
    setting: str
    expected: object
    found: object

    def __str__(self) -> str:
        return f"{self.owner}: {self.setting} is {self.found!r}, not {self.expected!r}"


@dataclass(unsafe_hash=True)
class BrokerRefused(Exception):
    """The broker refused a request, or did not answer it."""

    request: str
    why: str

    def __str__(self) -> str:
        return f"{self.request}: {self.why}"


async def provision_tenant(
    log: Client, tenant: str, capacity: Capacity, principals: Iterable[Principal]
) -> None:
    """Make the stream of a tenant and the consumers of its principals; a second time changes nothing.

    `log` is connected as provisioner. The consumers of revoked principals are deleted.
    """
    await check_server(log)
    await _ensure_resource(log, _stream_resource(stream_settings(tenant, capacity)))
    for principal in principals:
        await provision_consumer(log, tenant, principal)


async def provision_consumer(log: Client, tenant: str, principal: Principal) -> None:
    """Make the consumer of a principal, or delete it if the principal is revoked."""
    if (subjects := consumer_subjects(tenant, principal)) is None:
        return
    if principal.revoked_at:
        await _call_api(log, f"CONSUMER.DELETE.{STREAM}.{principal.name}")
    else:
        await _ensure_resource(log, _consumer_resource(consumer_settings(principal.name, subjects)))


async def check_server(log: Client) -> None:
    """Raise `ServerTooOld` for a server without atomic batches."""
    reply = await _call_api(log, "INFO")
    level = int((reply or {}).get("api", {}).get("level", 0))
    version = log.connected_server_version
    if level < OLDEST_API_LEVEL or (version.major, version.minor) < OLDEST_VERSION:
        raise ServerTooOld(str(version), level)


def stream_settings(tenant: str, capacity: Capacity) -> dict[str, Any]:
    """Return the settings of a tenant's stream: it deletes nothing; when it is full, it refuses messages."""
    return {
        "name": STREAM,
        "subjects": [tenant_events(tenant)],
        "retention": "limits",
        "discard": "new",
        "storage": "file",
        "max_bytes": capacity.max_bytes,
        "max_msgs": -1,
        "max_age": 0,
        "max_msgs_per_subject": -1,
        "num_replicas": capacity.replicas,
        "duplicate_window": 120 * 10**9,  # nanoseconds, as all durations here
        "deny_delete": True,
        "deny_purge": True,
        "allow_direct": True,
        "allow_atomic": True,
        "allow_rollup_hdrs": False,
    }


def consumer_settings(name: str, subjects: list[str]) -> dict[str, Any]:
    """Return the settings of a principal's consumer: it pulls from the first event on, and skips none."""
    return {
        "name": name,
        "durable_name": name,
        "filter_subjects": subjects,
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "ack_wait": ACK_SECONDS * 10**9,
        "max_deliver": -1,
        "max_ack_pending": 1000,
        "replay_policy": "instant",
    }


class _BrokerResource(NamedTuple):
    """A stream or a consumer: the subjects that read, make and change it, and its settings."""

    title: str
    info: str
    make: str
    change: str
    settings: dict[str, Any]
    body: dict[str, Any]


def _stream_resource(settings: dict[str, Any]) -> _BrokerResource:
    info, make, change = (f"STREAM.{verb}.{STREAM}" for verb in ("INFO", "CREATE", "UPDATE"))
    return _BrokerResource(f"stream {STREAM}", info, make, change, settings, settings)


def _consumer_resource(settings: dict[str, Any]) -> _BrokerResource:
    name, body = settings["name"], {"stream_name": STREAM, "config": settings}
    info, make = (f"CONSUMER.{verb}.{STREAM}.{name}" for verb in ("INFO", "CREATE"))
    return _BrokerResource(f"consumer {name}", info, make, make, settings, body)


async def _ensure_resource(log: Client, resource: _BrokerResource) -> None:
    found = await _call_api(log, resource.info)
    if found is not None and _first_difference(resource.settings, found["config"]) is None:
        return
    subject = resource.change if found else resource.make
    reply = await _call_api(log, subject, resource.body)
    if reply is None:
        raise BrokerRefused(subject, "not found")
    if (setting := _first_difference(resource.settings, reply["config"])) is not None:
        expected = resource.settings[setting]
        raise Differs(resource.title, setting, expected, _setting_value(reply["config"], setting, expected))


def _first_difference(expected: dict[str, Any], found: dict[str, Any]) -> str | None:
    """Return the first setting that differs; the broker leaves out settings that are zero or false."""
    return next(
        (name for name, value in expected.items() if _setting_value(found, name, value) != value), None
    )


def _setting_value(found: dict[str, Any], name: str, expected: Any) -> Any:
    return found.get(name, type(expected)())


async def _call_api(log: Client, subject: str, body: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """Send a request to the JetStream API; return `None` if the stream or the consumer does not exist."""
    try:
        request = b"" if body is None else msgspec.json.encode(body)
        answer = await log.request(f"$JS.API.{subject}", request, timeout=REPLY_SECONDS)
    except NatsError as error:
        raise BrokerRefused(subject, str(error) or type(error).__name__) from error
    reply: dict[str, Any] = msgspec.json.decode(answer.data)
    if (error := reply.get("error")) is None:
        return reply
    if error.get("err_code") in NOT_FOUND:
        return None
    raise BrokerRefused(subject, error.get("description", str(error)))
