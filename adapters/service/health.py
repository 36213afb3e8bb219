"""Health and metrics of the service, by HTTP on the loopback interface."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple

import msgspec

HOST = "127.0.0.1"
REQUEST_SECONDS = 5
PATHS = ("/metrics", "/health", "/health/live", "/health/ready")
_CLIENT_FAILURES = (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
_PLAIN = "text/plain; version=0.0.4; charset=utf-8"
_JSON = "application/json"


@dataclass(unsafe_hash=True)
class PortTaken(Exception):
    """Another process listens on the port."""

    port: int

    def __str__(self) -> str:
        return f"{HOST}:{self.port} is taken"


class HttpResponse(NamedTuple):
    """The response to one request."""

    status: HTTPStatus
    type: str
    body: bytes


class HealthPart:
    """Serves the state and the positions of the parts; the service is alive as long as it answers."""

    name = "health"

    def __init__(
        self,
        port: int,
        parts: Callable[[], dict[str, bool]],
        positions: Callable[[], dict[str, int]],
        metrics: Callable[[], bytes],
    ) -> None:
        self.port = port
        self._parts = parts
        self._positions = positions
        self._metrics = metrics
        self._server: asyncio.Server | None = None

    @property
    def ready(self) -> bool:
        """Whether it listens."""
        return self._server is not None

    async def run(self) -> None:
        """Answer until cancelled; port 0 becomes the free port that the system chose. Raises `PortTaken`."""
        try:
            self._server = await asyncio.start_server(self._answer_connection, HOST, self.port)
        except OSError as error:
            raise PortTaken(self.port) from error
        self.port = self._server.sockets[0].getsockname()[1]
        try:
            await asyncio.Event().wait()
        finally:
            self._server.close()
            self._server = None

    async def _answer_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(*_CLIENT_FAILURES):
            async with asyncio.timeout(REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                response = await self._route_request(head.split(b"\r\n", 1)[0])
                writer.write(_encode_response(response))
                await writer.drain()
        writer.close()

    async def _route_request(self, request_line: bytes) -> HttpResponse:
        match request_line.split():
            case [b"GET", b"/metrics", _]:
                return HttpResponse(HTTPStatus.OK, _PLAIN, await asyncio.to_thread(self._metrics))
            case [b"GET", b"/health/live", _]:
                return HttpResponse(HTTPStatus.OK, _JSON, b'{"live":true}')
            case [b"GET", b"/health" | b"/health/ready", _]:
                return self._readiness_response()
            case _:
                return HttpResponse(HTTPStatus.NOT_FOUND, _JSON, msgspec.json.encode({"paths": PATHS}))

    def _readiness_response(self) -> HttpResponse:
        parts = self._parts()
        ready = all(parts.values())
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        report = {"ready": ready, "parts": parts, "positions": self._positions()}
        return HttpResponse(status, _JSON, msgspec.json.encode(report))


def _encode_response(response: HttpResponse) -> bytes:
    head = (
        f"HTTP/1.1 {response.status.value} {response.status.phrase}",
        f"Content-Type: {response.type}",
        f"Content-Length: {len(response.body)}",
        "Connection: close",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + response.body
