"""Makes the stream and the consumers what they must be, and checks that the broker did as it was told.

An older server ignores what it does not know and answers as if all were well: so its version and API level
are checked first, and every setting is compared with the one that it echoes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from nats.aio.client import Client
from nats.errors import Error as NatsError

from adapters.engine.access.requests import Principal
from adapters.nats.authority import Capacity
from adapters.nats.permissions import facts_for
from adapters.nats.subjects import STREAM, events_of

OLDEST = (2, 12)
OLDEST_API_LEVEL = 2  # atomic batches
ANSWER_SECONDS = 5.0
NOT_FOUND = {10059, 10014}  # a stream, a consumer
ACKNOWLEDGED_WITHIN_SECONDS = 30


@dataclass(unsafe_hash=True)
class ServerTooOld(Exception):
    """The broker lacks what Jalon needs of it."""

    version: str
    level: int

    def __str__(self) -> str:
        return f"nats-server {self.version}, API level {self.level}: 2.12 or later is needed"


@dataclass(unsafe_hash=True)
class Differs(Exception):
    """The broker keeps a setting otherwise than it was told; `of` says of what."""

    of: str
    setting: str
    wanted: object
    found: object

    def __str__(self) -> str:
        return f"{self.of}: {self.setting} is {self.found!r}, not {self.wanted!r}"


@dataclass(unsafe_hash=True)
class BrokerRefused(Exception):
    """The broker answered no, or not at all, to what it was asked."""

    asked: str
    why: str

    def __str__(self) -> str:
        return f"{self.asked}: {self.why}"


async def provision(log: Client, tenant: str, capacity: Capacity, principals: Iterable[Principal]) -> None:
    """Make the stream of a tenant and the consumers of its principals; a second time changes nothing.

    `log` is connected as provisioner. Consumers of the revoked are taken away.
    """
    await check_server(log)
    await _settle(log, _stream(stream_settings(tenant, capacity)))
    for principal in principals:
        await provision_consumer(log, tenant, principal)


async def provision_consumer(log: Client, tenant: str, principal: Principal) -> None:
    """Make the consumer that belongs to a principal, or take it away once the principal is revoked."""
    if (subjects := facts_for(tenant, principal)) is None:
        return
    if principal.revoked_at:
        await _ask(log, f"CONSUMER.DELETE.{STREAM}.{principal.name}")
    else:
        await _settle(log, _consumer(consumer_settings(principal.name, subjects)))


async def check_server(log: Client) -> None:
    """Refuse a server without atomic batches, whatever it may say of the rest."""
    answered = await _ask(log, "INFO")
    level = int((answered or {}).get("api", {}).get("level", 0))
    version = log.connected_server_version
    if level < OLDEST_API_LEVEL or (version.major, version.minor) < OLDEST:
        raise ServerTooOld(str(version), level)


def stream_settings(tenant: str, capacity: Capacity) -> dict[str, Any]:
    """Return what the stream of a tenant must be: it forgets nothing, and rather refuses than overwrites."""
    return {
        "name": STREAM,
        "subjects": [events_of(tenant)],
        "retention": "limits",
        "discard": "new",
        "storage": "file",
        "max_bytes": capacity.max_bytes,
        "max_msgs": -1,
        "max_age": 0,
        "max_msgs_per_subject": -1,
        "num_replicas": capacity.replicas,
        "duplicate_window": 120 * 10**9,
        "deny_delete": True,
        "deny_purge": True,
        "allow_direct": True,
        "allow_atomic": True,
        "allow_rollup_hdrs": False,
    }


def consumer_settings(name: str, subjects: list[str]) -> dict[str, Any]:
    """Return what a principal's consumer must be: pulled, from the first fact on, none passed over."""
    return {
        "name": name,
        "durable_name": name,
        "filter_subjects": subjects,
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "ack_wait": ACKNOWLEDGED_WITHIN_SECONDS * 10**9,
        "max_deliver": -1,
        "max_ack_pending": 1000,
        "replay_policy": "instant",
    }


class _Kept(NamedTuple):
    """A thing the broker keeps: what it is called, how it is asked about, and how it is made or changed."""

    called: str
    info: str
    make: str
    change: str
    settings: dict[str, Any]
    body: dict[str, Any]


def _stream(settings: dict[str, Any]) -> _Kept:
    info, make, change = (f"STREAM.{verb}.{STREAM}" for verb in ("INFO", "CREATE", "UPDATE"))
    return _Kept(f"stream {STREAM}", info, make, change, settings, settings)


def _consumer(settings: dict[str, Any]) -> _Kept:
    name, body = settings["name"], {"stream_name": STREAM, "config": settings}
    info, make = (f"CONSUMER.{verb}.{STREAM}.{name}" for verb in ("INFO", "CREATE"))
    return _Kept(f"consumer {name}", info, make, make, settings, body)


async def _settle(log: Client, kept: _Kept) -> None:
    found = await _ask(log, kept.info)
    if found is not None and _first_difference(kept.settings, found["config"]) is None:
        return
    asked = kept.change if found else kept.make
    answered = await _ask(log, asked, kept.body)
    if answered is None:
        raise BrokerRefused(asked, "not found")
    if (setting := _first_difference(kept.settings, answered["config"])) is not None:
        wanted = kept.settings[setting]
        raise Differs(kept.called, setting, wanted, _said(answered["config"], setting, wanted))


def _first_difference(wanted: dict[str, Any], found: dict[str, Any]) -> str | None:
    """The broker leaves out what is zero or false."""
    return next((name for name, value in wanted.items() if _said(found, name, value) != value), None)


def _said(found: dict[str, Any], name: str, wanted: Any) -> Any:
    return found.get(name, type(wanted)())


async def _ask(log: Client, subject: str, body: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """Ask the JetStream API; nothing, if what is asked about is not there."""
    try:
        sent = b"" if body is None else msgspec.json.encode(body)
        answer = await log.request(f"$JS.API.{subject}", sent, timeout=ANSWER_SECONDS)
    except NatsError as error:
        raise BrokerRefused(subject, str(error) or type(error).__name__) from error
    told: dict[str, Any] = msgspec.json.decode(answer.data)
    if (error := told.get("error")) is None:
        return told
    if error.get("err_code") in NOT_FOUND:
        return None
    raise BrokerRefused(subject, error.get("description", str(error)))
