"""What `$SRV` answers (ADR-32 of NATS): who is there, each command and page with its schema, and counts.

NATS' own client answers for endpoints that handle one request at a time; ours handle many, so we count
and answer ourselves, in its words.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.micro.service import (
    INFO_RESPONSE_TYPE,
    PING_RESPONSE_TYPE,
    STATS_RESPONSE_TYPE,
    EndpointInfo,
    EndpointStats,
)

from adapters.engine.access.replies import CODES, Outcome
from adapters.engine.access.requests import MeasuredRequest
from adapters.nats.request_listener import DROPPED, QUEUE_GROUP

NAME: Final = "jalon"
_NANOSECONDS = 1_000_000_000
_WRONG = {*map(str, CODES), DROPPED}


class Discovery:
    """Answers `$SRV.PING`, `$SRV.INFO` and `$SRV.STATS` for one running service."""

    def __init__(self, id: UUID, version: str, endpoints: Iterable[EndpointInfo]) -> None:
        self._identity: dict[str, Any] = {
            "name": NAME,
            "id": str(id),
            "version": version,
            "metadata": {},
        }
        self._started = datetime.now(UTC)
        self._endpoints = {endpoint.name: endpoint for endpoint in endpoints}
        self._counted = {name: _nothing(endpoint) for name, endpoint in self._endpoints.items()}

    async def open(self, client: Client) -> None:
        """Begin to answer."""
        for verb, said in {"PING": self._ping, "INFO": self._info, "STATS": self._stats}.items():
            for subject in (verb, f"{verb}.{NAME}", f"{verb}.{NAME}.{self._identity['id']}"):
                await client.subscribe(  # pyright: ignore[reportUnknownMemberType]
                    f"$SRV.{subject}", cb=partial(_answer, client, said)
                )

    def observe(self, handled: MeasuredRequest) -> None:
        """Count a request."""
        counted = self._counted.get(name_of(handled.kind, handled.what))
        if counted is None:
            return
        counted.num_requests += 1
        counted.processing_time += int(handled.seconds * _NANOSECONDS)
        counted.average_processing_time = counted.processing_time // counted.num_requests
        if handled.outcome in _WRONG:
            counted.num_errors += 1
            counted.last_error = f"{CODES.get(Outcome(handled.outcome), '')} {handled.outcome}"

    def _ping(self) -> dict[str, Any]:
        return {**self._identity, "type": PING_RESPONSE_TYPE}

    def _info(self) -> dict[str, Any]:
        described = [endpoint.to_dict() for endpoint in self._endpoints.values()]
        about = "Commands and queries of portage salarial missions"
        return {**self._identity, "type": INFO_RESPONSE_TYPE, "description": about, "endpoints": described}

    def _stats(self) -> dict[str, Any]:
        counted = [counts.to_dict() for counts in self._counted.values()]
        return {
            **self._identity,
            "type": STATS_RESPONSE_TYPE,
            "started": self._started.isoformat(),
            "endpoints": counted,
        }


def endpoints(tenant: str, kind: str, named: Iterable[tuple[str, str]]) -> Iterable[EndpointInfo]:
    """Return how the requests of one kind are described: each by its token, and the URI of its schema."""
    for what, schema in named:
        yield EndpointInfo(
            name=name_of(kind, what),
            subject=f"jalon.{tenant}.{kind}.*.*.{what}",
            queue_group=QUEUE_GROUP,
            metadata={"schema": schema},
        )


def name_of(kind: str, what: str) -> str:
    """Return the name of an endpoint."""
    return f"{kind}-{what}"


async def _answer(client: Client, said: Any, msg: Msg) -> None:
    if msg.reply:
        await client.publish(msg.reply, msgspec.json.encode(said()))


def _nothing(endpoint: EndpointInfo) -> EndpointStats:
    return EndpointStats(endpoint.name, endpoint.subject, endpoint.queue_group, 0, 0, 0, 0)
