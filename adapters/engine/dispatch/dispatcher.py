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
from adapters.engine.dispatch.command_answer import CommandAnswer, CommandOutcome
from adapters.engine.dispatch.key_erasure import ERASED
from adapters.engine.dispatch.working_set import WorkingSet
from adapters.engine.sealing import KeyDestroyed
from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import HeadMoved, StoredNotification
from adapters.engine.validation import CommandValidator, Malformed, Request, ValidatedCommand

BATCH_MAX = 512
TRIES = 2

log = logging.getLogger("jalon.dispatcher")

WaitingCommand = tuple[ValidatedCommand, bool, "asyncio.Future[CommandAnswer]"]


class DispatcherStopped(Exception):
    """The dispatcher was closed: it takes no further command."""


class StoreAway(Exception):
    """The store did not answer: the outcome of the command is unknown; the same command id asks for it."""


class Dispatcher:
    """Answers commands, one turn after the other; use it as an async context manager.

    Only a failing store stops it: then every `submit` raises what the store said.
    """

    def __init__(self, store: Store, settings: Dependencies) -> None:
        self._store = store
        self._settings = settings
        self._working_set = WorkingSet(settings.codec)
        self._pending: list[WaitingCommand] = []
        self._wake = asyncio.Event()
        self._stopping = False
        self._failure: Exception | None = None

    async def __aenter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="jalon-dispatcher")
        self._settings.erasing.catch_up()
        self._worker_task = asyncio.create_task(self._answer_pending())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Answer what waits, then stop."""
        self._stopping = True
        self._wake.set()
        await self._worker_task
        self._thread.shutdown()

    async def submit(self, request: Request, *, dry_run: bool = False) -> CommandAnswer:
        """Answer a command; raises `Malformed`, or why the dispatcher stopped."""
        checked = self._settings.validator.validate_command(request)
        if self._failure is not None or self._stopping:
            raise self._failure or DispatcherStopped()
        answer: asyncio.Future[CommandAnswer] = asyncio.get_running_loop().create_future()
        self._pending.append((checked, dry_run, answer))
        if len(self._pending) == 1:
            self._wake.set()
        return await answer

    async def _answer_pending(self) -> None:
        """Take what waits, answer it in one turn, and take what came meanwhile; the last on stopping."""
        loop = asyncio.get_running_loop()
        while self._pending or not self._stopping:
            await self._wake.wait()
            gathered, self._pending = self._pending[:BATCH_MAX], self._pending[BATCH_MAX:]
            if not (self._pending or self._stopping):
                self._wake.clear()
            if gathered:
                batch = [(checked, dry_run) for checked, dry_run, _ in gathered]
                began = perf_counter()
                answers = await loop.run_in_executor(self._thread, self._answer_batch, batch)
                self._settings.observe(len(batch), perf_counter() - began)
                for (_, _, future), answer in zip(gathered, answers, strict=True):
                    _resolve_future(future, answer)

    def _answer_batch(self, batch: list[tuple[ValidatedCommand, bool]]) -> list[CommandAnswer | Exception]:
        """Decide and store; when the outcome is unknown, forget, and ask the store what it holds.

        The second try finds the answers of what was stored after all, and decides the rest anew.
        """
        failed = self._failure
        for _ in range(TRIES if failed is None else 0):
            try:
                return self._decide_and_store(batch)
            except Exception as failure:  # whatever it was, every caller hears of it
                self._working_set.clear()
                failed = failure
                log.warning("a turn of %d failed: %s", len(batch), type(failure).__name__)
        assert failed is not None
        self._failure = failed
        return [failed] * len(batch)

    def _decide_and_store(
        self, batch: list[tuple[ValidatedCommand, bool]]
    ) -> list[CommandAnswer | Exception]:
        """Decide anew as long as the head moves meanwhile: each time somebody else got on."""
        commands = self._seal_batch(batch)
        while True:
            with suppress(HeadMoved):
                return self._run_unit_of_work(commands)

    def _run_unit_of_work(self, commands: list[PendingCommand]) -> list[CommandAnswer | Exception]:
        with self._store.begin_unit_of_work() as unit:
            self._working_set.catch_up(unit)
            batch = Batch(self._settings, self._working_set, unit)
            answers: list[CommandAnswer | Exception] = [*batch.answer_commands(commands)]
        batch.update_working_set()
        self._update_vault(commands, answers, batch.events)
        return answers

    def _update_vault(
        self,
        commands: list[PendingCommand],
        answers: list[CommandAnswer | Exception],
        events: list[StoredNotification],
    ) -> None:
        """Keep in the vault only what was accepted, and destroy the keys that the turn says are destroyed."""
        sealed = [one for one in zip(commands, answers, strict=True) if one[0].sealed]
        if sealed:
            accepted = [command.command for command, answer in sealed if _is_accepted(answer)]
            refused = [command.command for command, answer in sealed if not _is_accepted(answer)]
            self._settings.validator.discard_refused(refused, accepted)
        if any(event.topic == ERASED for event in events):
            self._settings.erasing.catch_up()

    def _seal_batch(self, batch: list[tuple[ValidatedCommand, bool]]) -> list[PendingCommand]:
        """Seal what is personal before the turn is taken: it is slow, and others wait for the turn.

        What was answered before is not sealed again, and a dry run leaves no trace with the keys.
        """
        validator = self._settings.validator
        personal = [checked.request.command_id for checked, _ in batch if validator.is_personal(checked)]
        fresh = personal and {*personal} - self._store.select_answers(personal).keys()
        return [
            self._seal_one(checked, dry_run=dry_run)
            if fresh and checked.request.command_id in fresh
            else PendingCommand(checked, checked.command, dry_run)
            for checked, dry_run in batch
        ]

    def _seal_one(self, checked: ValidatedCommand, *, dry_run: bool) -> PendingCommand:
        """Seal one command; for a person who was erased nothing is sealed, and the domain says no."""
        validator = self._settings.validator
        try:
            return PendingCommand(
                checked, validator.seal_command(checked, persist=not dry_run), dry_run, sealed=not dry_run
            )
        except KeyDestroyed:
            return PendingCommand(
                checked, validator.seal_command(checked, persist=False), dry_run, key_destroyed=True
            )


class DispatcherPart:
    """Decides commands, with a dispatcher that is made anew whenever the store failed it."""

    name = "dispatcher"

    def __init__(
        self, make_dispatcher: Callable[[], Dispatcher], validator: CommandValidator, store: Store
    ) -> None:
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

    async def submit(self, request: Request, *, dry_run: bool = False) -> CommandAnswer:
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
        self._validator.validate_command(request)

    async def was_answered(self, command_id: UUID) -> bool:
        """Say whether a command was answered before."""
        return bool(await asyncio.to_thread(self._store.select_answers, [command_id]))


def _is_accepted(answer: CommandAnswer | Exception) -> bool:
    return isinstance(answer, CommandAnswer) and answer.outcome is CommandOutcome.ACCEPTED


def _resolve_future(future: "asyncio.Future[CommandAnswer]", answer: CommandAnswer | Exception) -> None:
    if future.cancelled():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
