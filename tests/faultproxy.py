"""A proxy between a client and a server whose line a test may cut, delay, hush or garble; no root needed."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import Enum


class Line(Enum):
    """How the line is: whole, refused, silent one way or both, or cut in the middle of a message."""

    WHOLE = "whole"
    REFUSED = "refused"
    SILENT = "silent"
    SILENT_UP = "silent-up"
    SILENT_DOWN = "silent-down"
    TRUNCATED = "truncated"


class FaultProxy:
    """Forwards to a port; set `line` and `delay` at any time."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self._target = port
        self._chance = chance
        self.line = Line.WHOLE
        self.delay = 0.0
        self._pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._at_work: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[int]:
        """Listen on a free port, and return it."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            self.reset()
            await asyncio.gather(*self._at_work, return_exceptions=True)

    def reset(self) -> None:
        """Cut every connection at once."""
        for pair in tuple(self._pairs):
            for writer in pair:
                writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        try:
            await self._forward(reader, writer)
        finally:
            self._at_work.discard(task)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.line is Line.REFUSED:
            writer.transport.abort()
            return
        try:
            answers, questions = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        pair = (writer, questions)
        self._pairs.add(pair)
        await asyncio.gather(
            self._pump(reader, questions, Line.SILENT_UP), self._pump(answers, writer, Line.SILENT_DOWN)
        )
        self._pairs.discard(pair)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hushed: Line) -> None:
        try:
            while data := await reader.read(16_384):
                if self.delay:
                    await asyncio.sleep(self.delay)
                if self.line in {Line.SILENT, hushed}:
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
