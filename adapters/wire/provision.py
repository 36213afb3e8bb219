"""Makes the stream and the consumers what they must be, and checks that the broker did as it was told.

An older server ignores what it does not know and answers as if all were well: so its version and API level
are checked first, and every setting is compared with the one that it echoes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from nats.aio.client import Client
from nats.errors import Error as NatsError

from adapters.wire.authority import Capacity
from adapters.wire.permissions import facts_for
from adapters.wire.principals import Principal
from adapters.wire.subjects import STREAM, events_of

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
    await _settle(log, f"stream {STREAM}", f"STREAM.INFO.{STREAM}", stream_settings(tenant, capacity))
    for principal in principals:
        await provision_consumer(log, tenant, principal)


async def provision_consumer(log: Client, tenant: str, principal: Principal) -> None:
    """Make the consumer that belongs to a principal, or take it away once the principal is revoked."""
    if (subjects := facts_for(tenant, principal)) is None:
        return
    if principal.revoked_at:
        await _ask(log, f"CONSUMER.DELETE.{STREAM}.{principal.name}", None)
        return
    settings = consumer_settings(principal.name, subjects)
    await _settle(log, f"consumer {principal.name}", f"CONSUMER.INFO.{STREAM}.{principal.name}", settings)


async def check_server(log: Client) -> None:
    """Refuse a server without atomic batches, whatever it may say of the rest."""
    answered = await _ask(log, "INFO", None)
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


async def _settle(log: Client, of: str, info: str, settings: dict[str, Any]) -> None:
    found = await _ask(log, info, None)
    if found is not None and _first_difference(settings, found["config"]) is None:
        return
    kind = "STREAM" if info.startswith("STREAM") else "CONSUMER"
    if kind == "STREAM":
        asked = f"STREAM.{'UPDATE' if found else 'CREATE'}.{STREAM}"
        answered = await _ask(log, asked, settings)
    else:
        asked = f"CONSUMER.CREATE.{STREAM}.{settings['name']}"
        answered = await _ask(log, asked, {"stream_name": STREAM, "config": settings})
    if answered is None:
        raise BrokerRefused(asked, "not found")
    if (setting := _first_difference(settings, answered["config"])) is not None:
        raise Differs(of, setting, settings[setting], answered["config"].get(setting))


def _first_difference(wanted: dict[str, Any], found: dict[str, Any]) -> str | None:
    """The broker leaves out what is zero or false; a single filter it echoes alone."""
    return next((name for name, value in wanted.items() if _said(found, name, value) != value), None)


def _said(found: dict[str, Any], name: str, wanted: Any) -> Any:
    if name == "filter_subjects" and "filter_subject" in found:
        return [found["filter_subject"]]
    return found.get(name, type(wanted)())


async def _ask(log: Client, subject: str, body: dict[str, Any] | None) -> dict[str, Any] | None:
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
