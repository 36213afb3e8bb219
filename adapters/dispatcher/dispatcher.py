"""The dispatcher: while one turn commits, the next one gathers; under load, turns grow."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Self

from adapters.dispatcher.answer import Answer
from adapters.dispatcher.known import KnownStreams
from adapters.dispatcher.turn import Means, Round, Waiting
from adapters.door import Request
from adapters.store.sqlite import SQLiteStore
from adapters.store.stored import StoreFailed, StoreUnusable

TURN_MAX = 512
TRIES = 2

log = logging.getLogger("jalon.dispatcher")

Place = tuple[Waiting, "asyncio.Future[Answer]"]


class Dispatcher:
    """Answers commands, one turn after the other; use it as an async context manager.

    Only a failing store stops it: then every `submit` raises what the store said.
    """

    def __init__(self, store: SQLiteStore, means: Means) -> None:
        self._store = store
        self._means = means
        self._known = KnownStreams(means.codec)
        self._waiting: list[Place] = []
        self._wake = asyncio.Event()
        self._stopping = False
        self._failure: StoreFailed | StoreUnusable | None = None

    async def __aenter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="jalon-dispatcher")
        self._worker = asyncio.create_task(self._work())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Answer what waits, then stop."""
        self._stopping = True
        self._wake.set()
        await self._worker
        self._thread.shutdown()

    async def submit(self, request: Request, *, dry_run: bool = False) -> Answer:
        """Answer a command; raises `Malformed`, or what the store said when it failed."""
        checked = self._means.door.check(request)
        if self._failure is not None:
            raise self._failure
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((Waiting(checked, dry_run), answer))
        self._wake.set()
        return await answer

    async def _work(self) -> None:
        """Take what waits, answer it in one turn, and take what came meanwhile; the last on stopping."""
        loop = asyncio.get_running_loop()
        while self._waiting or not self._stopping:
            await self._wake.wait()
            gathered, self._waiting = self._waiting[:TURN_MAX], self._waiting[TURN_MAX:]
            if not (self._waiting or self._stopping):
                self._wake.clear()
            if gathered:
                commands = [waiting for waiting, _ in gathered]
                answers = await loop.run_in_executor(self._thread, self._turn, commands)
                for (_, future), answer in zip(gathered, answers, strict=True):
                    _tell(future, answer)

    def _turn(self, commands: list[Waiting]) -> list[Answer | Exception]:
        """Decide and store; when the outcome is unknown, forget, and ask the store what it holds.

        The second try finds the answers of what was stored after all, and decides the rest anew.
        """
        failed: Exception | None = self._failure
        for _ in range(TRIES if failed is None else 0):
            try:
                return self._decide_and_store(commands)
            except (StoreFailed, StoreUnusable) as failure:
                self._known.forget()
                failed = failure
                log.warning("the store failed in a turn of %d: %s", len(commands), failure)
        assert isinstance(failed, StoreFailed | StoreUnusable)
        self._failure = failed
        return [failed] * len(commands)

    def _decide_and_store(self, commands: list[Waiting]) -> list[Answer | Exception]:
        with self._store.turn() as turn:
            self._known.catch_up(turn)
            round_ = Round(self._means, self._known, turn)
            answers: list[Answer | Exception] = [*round_.answer(commands)]
            round_.keep()
        round_.learn()
        return answers


def _tell(future: "asyncio.Future[Answer]", answer: Answer | Exception) -> None:
    if future.cancelled():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
