"""The one writer as a part: when the store failed it, a new one takes its place."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from adapters.engine.access.command_handler import StoreAway
from adapters.engine.dispatch import Answer, Dispatcher
from adapters.engine.store.recorder import Store
from adapters.engine.validation import Door, Malformed, Request


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
        return bool(await asyncio.to_thread(self._store.answers, [command_id]))
