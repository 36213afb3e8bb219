"""The dispatcher: while one batch commits, the next one gathers, so batches grow under load.

It stops when the store fails; `DispatcherPart` then starts a new one.
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
    """The dispatcher is closed and takes no more commands."""


class StoreAway(Exception):
    """The store failed, so the outcome is unknown; send the command again with the same id to learn it."""


class Dispatcher:
    """Answers commands, one batch after the other; use it as an async context manager.

    Only a failing store stops it: every `submit` then raises the error of the store.
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
        """Answer the pending commands, then stop."""
        self._stopping = True
        self._wake.set()
        await self._worker_task
        self._thread.shutdown()

    async def submit(self, request: Request, *, dry_run: bool = False) -> CommandAnswer:
        """Answer a command; raises `Malformed`, or the error that stopped the dispatcher."""
        checked = self._settings.validator.validate_command(request)
        if self._failure is not None or self._stopping:
            raise self._failure or DispatcherStopped()
        answer: asyncio.Future[CommandAnswer] = asyncio.get_running_loop().create_future()
        self._pending.append((checked, dry_run, answer))
        if len(self._pending) == 1:
            self._wake.set()
        return await answer

    async def _answer_pending(self) -> None:
        """Answer the pending commands batch by batch until the dispatcher stops and none is left."""
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
        """Decide and store a batch; return the answers, or the error for each command.

        A failed commit may have been stored. The second try then finds its answers, and decides the rest.
        """
        failed = self._failure
        for _ in range(TRIES if failed is None else 0):
            try:
                return self._decide_and_store(batch)
            except Exception as failure:  # any failure is the answer of every caller
                self._working_set.clear()
                failed = failure
                log.warning("a batch of %d failed: %s", len(batch), type(failure).__name__)
        assert failed is not None
        self._failure = failed
        return [failed] * len(batch)

    def _decide_and_store(
        self, batch: list[tuple[ValidatedCommand, bool]]
    ) -> list[CommandAnswer | Exception]:
        """Decide again after each lost race: if the log head moved, another writer made progress."""
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
        """Remove the values of refused commands from the vault, and carry out the erasures of the batch."""
        sealed = [pair for pair in zip(commands, answers, strict=True) if pair[0].sealed]
        if sealed:
            accepted = [command.command for command, answer in sealed if _is_accepted(answer)]
            refused = [command.command for command, answer in sealed if not _is_accepted(answer)]
            self._settings.validator.discard_refused(refused, accepted)
        if any(event.topic == ERASED for event in events):
            self._settings.erasing.catch_up()

    def _seal_batch(self, batch: list[tuple[ValidatedCommand, bool]]) -> list[PendingCommand]:
        """Seal personal values before the unit of work begins: sealing is slow, and other writers would wait.

        An answered command is not sealed again, and a dry run leaves no trace in the key store.
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
        """Seal one command; for an erased person the values are blank, and the domain refuses the command."""
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
    """Decides commands with a dispatcher, and makes a new one after each failure of the store."""

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
        """Whether a dispatcher is at work."""
        return self._dispatcher is not None

    async def run(self) -> None:
        """Decide until the store fails, then raise `StoreAway`."""
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
        except Exception as failure:  # any other error stops the dispatcher: `run` ends, and is called again
            self._failed.set()
            raise StoreAway from failure

    def validate_command(self, request: Request) -> None:
        """Check the form of a command without deciding on it; raises `Malformed`."""
        self._validator.validate_command(request)

    async def was_answered(self, command_id: UUID) -> bool:
        """Whether a command was answered before."""
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
