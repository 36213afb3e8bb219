"""The dispatcher: while one turn commits, the next one gathers; under load, turns grow.

It stops when the store fails it; `DispatcherPart` then puts a new one in its place.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import perf_counter
from typing import Self
from uuid import UUID

from adapters.engine.dispatch.batch import Batch, Dependencies, PendingCommand
from adapters.engine.dispatch.command_answer import Answer, Outcome
from adapters.engine.dispatch.key_erasure import ERASED
from adapters.engine.dispatch.working_set import WorkingSet
from adapters.engine.sealing import KeyDestroyed
from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import HeadMoved, StoredNotification
from adapters.engine.validation import Checked, Door, Malformed, Request

TURN_MAX = 512
TRIES = 2

log = logging.getLogger("jalon.dispatcher")

Place = tuple[Checked, bool, "asyncio.Future[Answer]"]


class DispatcherStopped(Exception):
    """The dispatcher was closed: it takes no further command."""


class StoreAway(Exception):
    """The store did not answer: the outcome of the command is unknown; the same command id asks for it."""


class Dispatcher:
    """Answers commands, one turn after the other; use it as an async context manager.

    Only a failing store stops it: then every `submit` raises what the store said.
    """

    def __init__(self, store: Store, means: Dependencies) -> None:
        self._store = store
        self._means = means
        self._known = WorkingSet(means.codec)
        self._waiting: list[Place] = []
        self._wake = asyncio.Event()
        self._stopping = False
        self._failure: Exception | None = None

    async def __aenter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="jalon-dispatcher")
        self._means.erasing.catch_up()
        self._worker = asyncio.create_task(self._work())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Answer what waits, then stop."""
        self._stopping = True
        self._wake.set()
        await self._worker
        self._thread.shutdown()

    async def submit(self, request: Request, *, dry_run: bool = False) -> Answer:
        """Answer a command; raises `Malformed`, or why the dispatcher stopped."""
        checked = self._means.door.check(request)
        if self._failure is not None or self._stopping:
            raise self._failure or DispatcherStopped()
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((checked, dry_run, answer))
        if len(self._waiting) == 1:
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
                asked = [(checked, dry_run) for checked, dry_run, _ in gathered]
                began = perf_counter()
                answers = await loop.run_in_executor(self._thread, self._turn, asked)
                self._means.observe(len(asked), perf_counter() - began)
                for (_, _, future), answer in zip(gathered, answers, strict=True):
                    _tell(future, answer)

    def _turn(self, asked: list[tuple[Checked, bool]]) -> list[Answer | Exception]:
        """Decide and store; when the outcome is unknown, forget, and ask the store what it holds.

        The second try finds the answers of what was stored after all, and decides the rest anew.
        """
        failed = self._failure
        for _ in range(TRIES if failed is None else 0):
            try:
                return self._decide_and_store(asked)
            except Exception as failure:  # whatever it was, every caller hears of it
                self._known.clear()
                failed = failure
                log.warning("a turn of %d failed: %s", len(asked), type(failure).__name__)
        assert failed is not None
        self._failure = failed
        return [failed] * len(asked)

    def _decide_and_store(self, asked: list[tuple[Checked, bool]]) -> list[Answer | Exception]:
        """Decide anew as long as the head moves meanwhile: each time somebody else got on."""
        commands = self._sealed(asked)
        while True:
            with suppress(HeadMoved):
                return self._in_one_turn(commands)

    def _in_one_turn(self, commands: list[PendingCommand]) -> list[Answer | Exception]:
        with self._store.begin_unit_of_work() as unit:
            self._known.catch_up(unit)
            batch = Batch(self._means, self._known, unit)
            answers: list[Answer | Exception] = [*batch.answer_commands(commands)]
        batch.update_working_set()
        self._after(commands, answers, batch.events)
        return answers

    def _after(
        self,
        commands: list[PendingCommand],
        answers: list[Answer | Exception],
        facts: list[StoredNotification],
    ) -> None:
        """Keep in the vault only what was accepted, and destroy the keys that the turn says are destroyed."""
        sealed = [one for one in zip(commands, answers, strict=True) if one[0].sealed]
        if sealed:
            accepted = [command.order for command, answer in sealed if _is_accepted(answer)]
            refused = [command.order for command, answer in sealed if not _is_accepted(answer)]
            self._means.door.withdraw(refused, accepted)
        if any(fact.topic == ERASED for fact in facts):
            self._means.erasing.catch_up()

    def _sealed(self, asked: list[tuple[Checked, bool]]) -> list[PendingCommand]:
        """Seal what is personal before the turn is taken: it is slow, and others wait for the turn.

        What was answered before is not sealed again, and a dry run leaves no trace with the keys.
        """
        door = self._means.door
        personal = [checked.request.command_id for checked, _ in asked if door.is_personal(checked)]
        fresh = personal and {*personal} - self._store.select_answers(personal).keys()
        return [
            self._seal(checked, dry_run=dry_run)
            if fresh and checked.request.command_id in fresh
            else PendingCommand(checked, checked.command, dry_run)
            for checked, dry_run in asked
        ]

    def _seal(self, checked: Checked, *, dry_run: bool) -> PendingCommand:
        """Seal one command; for a person who was erased nothing is sealed, and the domain says no."""
        door = self._means.door
        try:
            return PendingCommand(checked, door.seal(checked, kept=not dry_run), dry_run, sealed=not dry_run)
        except KeyDestroyed:
            return PendingCommand(checked, door.seal(checked, kept=False), dry_run, keyless=True)


class DispatcherPart:
    """Decides commands, with a dispatcher that is made anew whenever the store failed it."""

    name = "dispatcher"

    def __init__(self, make_dispatcher: Callable[[], Dispatcher], validator: Door, store: Store) -> None:
        self._make_dispatcher = make_dispatcher
        self._validator = validator
        self._store = store
        self._dispatcher: Dispatcher | None = None
        self._failed = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether commands are decided."""
        return self._dispatcher is not None

    async def run(self) -> None:
        """Decide until the store fails; raises `StoreAway`."""
        self._failed.clear()
        async with self._make_dispatcher() as dispatcher:
            self._dispatcher = dispatcher
            try:
                await self._failed.wait()
            finally:
                self._dispatcher = None
        raise StoreAway

    async def submit(self, request: Request, *, dry_run: bool = False) -> Answer:
        """Answer a command; raises `Malformed`, or `StoreAway`."""
        if self._dispatcher is None:
            raise StoreAway
        try:
            return await self._dispatcher.submit(request, dry_run=dry_run)
        except Malformed:
            raise
        except Exception as failure:  # whatever stopped the dispatcher: another one is made
            self._failed.set()
            raise StoreAway from failure

    def validate_command(self, request: Request) -> None:
        """See whether a command is well made, and no more; raises `Malformed`."""
        self._validator.check(request)

    async def was_answered(self, command_id: UUID) -> bool:
        """Say whether a command was answered before."""
        return bool(await asyncio.to_thread(self._store.select_answers, [command_id]))


def _is_accepted(answer: Answer | Exception) -> bool:
    return isinstance(answer, Answer) and answer.outcome is Outcome.ACCEPTED


def _tell(future: "asyncio.Future[Answer]", answer: Answer | Exception) -> None:
    if future.cancelled():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
