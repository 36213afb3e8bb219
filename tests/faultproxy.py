"""A TCP proxy that a test can cut, delay, silence or truncate; it needs no root."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import Enum


class Line(Enum):
    """The state of the connection: whole, refused, silent one way or both, or cut inside a message."""

    WHOLE = "whole"
    REFUSED = "refused"
    SILENT = "silent"
    SILENT_UP = "silent-up"
    SILENT_DOWN = "silent-down"
    TRUNCATED = "truncated"


class FaultProxy:
    """Forwards to a port; a test may set `line` and `delay` (in seconds) at any time."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self._target = port
        self._chance = chance
        self.line = Line.WHOLE
        self.delay = 0.0
        self._pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[int]:
        """Listen on a free port, and yield it."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            self.reset()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def reset(self) -> None:
        """Cut every connection at once."""
        for pair in tuple(self._pairs):
            for writer in pair:
                writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._forward(reader, writer)
        finally:
            self._tasks.discard(task)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.line is Line.REFUSED:
            writer.transport.abort()
            return
        try:
            upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        pair = (writer, upstream_writer)
        self._pairs.add(pair)
        await asyncio.gather(
            self._pump(reader, upstream_writer, Line.SILENT_UP),
            self._pump(upstream_reader, writer, Line.SILENT_DOWN),
        )
        self._pairs.discard(pair)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, silenced: Line) -> None:
        try:
            while data := await reader.read(16_384):
                if self.delay:
                    await asyncio.sleep(self.delay)
                if self.line in {Line.SILENT, silenced}:
                    continue  # the other side sees silence, not an error
                if self.line is Line.TRUNCATED:
                    writer.write(data[: self._chance.randrange(len(data) + 1)])
                    await writer.drain()
                    break
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.transport.abort()
