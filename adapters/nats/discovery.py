"""The answers to `$SRV` (ADR-32 of NATS): the service, its endpoints with their schemas, and counts.

The service class of nats-py handles one request of an endpoint at a time. Our endpoints handle many, so we
count and answer here, in the same format.
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

from adapters.engine.access.replies import ERROR_CODES, Outcome
from adapters.engine.access.requests import MeasuredRequest
from adapters.nats.request_listener import DROPPED, QUEUE_GROUP

SERVICE_NAME: Final = "jalon"
_NANOSECONDS = 1_000_000_000
_ERROR_OUTCOMES = {*map(str, ERROR_CODES), DROPPED}


class Discovery:
    """Answers `$SRV.PING`, `$SRV.INFO` and `$SRV.STATS` for one running service."""

    def __init__(self, id: UUID, version: str, endpoints: Iterable[EndpointInfo]) -> None:
        self._identity: dict[str, Any] = {
            "name": SERVICE_NAME,
            "id": str(id),
            "version": version,
            "metadata": {},
        }
        self._started = datetime.now(UTC)
        self._endpoints = {endpoint.name: endpoint for endpoint in endpoints}
        self._stats_of = {name: _empty_stats(endpoint) for name, endpoint in self._endpoints.items()}

    async def subscribe_all(self, client: Client) -> None:
        """Subscribe to the `$SRV` subjects, and answer them."""
        for verb, make_reply in {
            "PING": self._ping_reply,
            "INFO": self._info_reply,
            "STATS": self._stats_reply,
        }.items():
            for subject in (verb, f"{verb}.{SERVICE_NAME}", f"{verb}.{SERVICE_NAME}.{self._identity['id']}"):
                await client.subscribe(  # pyright: ignore[reportUnknownMemberType]
                    f"$SRV.{subject}", cb=partial(_publish_reply, client, make_reply)
                )

    def count_request(self, request: MeasuredRequest) -> None:
        """Count a request in the statistics of its endpoint; an unknown endpoint has none."""
        stats = self._stats_of.get(endpoint_name(request.kind, request.what))
        if stats is None:
            return
        stats.num_requests += 1
        stats.processing_time += int(request.seconds * _NANOSECONDS)
        stats.average_processing_time = stats.processing_time // stats.num_requests
        if request.outcome in _ERROR_OUTCOMES:
            stats.num_errors += 1
            stats.last_error = f"{ERROR_CODES.get(Outcome(request.outcome), '')} {request.outcome}"

    def _ping_reply(self) -> dict[str, Any]:
        return {**self._identity, "type": PING_RESPONSE_TYPE}

    def _info_reply(self) -> dict[str, Any]:
        endpoints = [endpoint.to_dict() for endpoint in self._endpoints.values()]
        about = "Commands and queries of portage salarial missions"
        return {**self._identity, "type": INFO_RESPONSE_TYPE, "description": about, "endpoints": endpoints}

    def _stats_reply(self) -> dict[str, Any]:
        stats = [counts.to_dict() for counts in self._stats_of.values()]
        return {
            **self._identity,
            "type": STATS_RESPONSE_TYPE,
            "started": self._started.isoformat(),
            "endpoints": stats,
        }


def describe_endpoints(
    tenant: str, kind: str, schemas_by_token: Iterable[tuple[str, str]]
) -> Iterable[EndpointInfo]:
    """Return an endpoint for each request of one kind: its last token, and the URI of its schema."""
    for what, schema in schemas_by_token:
        yield EndpointInfo(
            name=endpoint_name(kind, what),
            subject=f"jalon.{tenant}.{kind}.*.*.{what}",
            queue_group=QUEUE_GROUP,
            metadata={"schema": schema},
        )


def endpoint_name(kind: str, what: str) -> str:
    """Return the name of an endpoint."""
    return f"{kind}-{what}"


async def _publish_reply(client: Client, make_reply: Any, msg: Msg) -> None:
    if msg.reply:
        await client.publish(msg.reply, msgspec.json.encode(make_reply()))


def _empty_stats(endpoint: EndpointInfo) -> EndpointStats:
    return EndpointStats(endpoint.name, endpoint.subject, endpoint.queue_group, 0, 0, 0, 0)
