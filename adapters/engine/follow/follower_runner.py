"""All readers of a store together: they follow the log, sagas are given their orders, time passes."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from adapters.engine.follow.derived import Checkpoint, Derived, Moved
from adapters.engine.follow.derived_database import Gone
from adapters.engine.follow.followed_log import Log
from adapters.engine.follow.follower import Follower
from adapters.engine.follow.log_subscription import Reader, of_projection, of_saga
from adapters.engine.follow.outbox import SagaFollower, State
from adapters.engine.follow.outbox_sender import Sender, Submit
from adapters.engine.follow.parking_decisions import Decisions
from adapters.engine.follow.rebuilding import begun
from projections.projection import Projection
from sagas.saga import Saga

log = logging.getLogger("jalon.runners")

HEARTBEAT = 1.0  # seconds; a wake-up that was lost costs no more
STANDBY = 1.0  # seconds between two tries to lead


class Runner:
    """Runs projections and sagas; of several processes one leads, the others stand by.

    `now` is the store's clock: deadlines fall due by it.
    """

    name = "runner"

    def __init__(
        self,
        projections: Sequence[Projection[Any, Any]],
        sagas: Sequence[Saga[Any]],
        log: Log,
        derived: Derived,
        submit: Submit,
        now: Callable[[], datetime],
    ) -> None:
        self._sagas = {saga.name: saga for saga in sagas}
        self._readers = [*map(of_projection, projections), *map(of_saga, sagas)]
        self._log = log
        self._derived = derived
        self._decisions = Decisions.of(log)
        self._sender = Sender(derived, submit)
        self._now = now
        self._followers: dict[str, Follower] = {}
        self._head = 0
        self.settled = 0
        """The position up to which every reader knows the log and all that was due of it is done."""
        self.outdated: list[str] = []

    async def run(self) -> None:
        """Follow the log for ever, once this process leads."""
        while True:
            if not await asyncio.to_thread(self._derived.database.lead):
                await asyncio.sleep(STANDBY)
            elif not await self.turn():
                await self._wait()

    async def settle(self) -> None:
        """Go on until every reader stands at the head and nothing is owed that is due."""
        while await self.turn():
            pass

    async def turn(self) -> bool:
        """Take every reader a page on, then give what sagas owe; say whether anything moved."""
        self._head = await asyncio.to_thread(self._log.store.head)
        moved = await asyncio.to_thread(self._step)
        sagas = await asyncio.to_thread(self._caught_up)
        sent = await self._sender.send(self._now(), sagas) if sagas else 0
        if not (moved or sent) and sagas == self._sagas.keys() & self._followers.keys():
            self.settled = self._head
        return moved or sent > 0

    @property
    def followers(self) -> Iterable[Follower]:
        """The readers that are followed."""
        return self._followers.values()

    @property
    def position(self) -> int:
        """The position up to which every reader knows the log."""
        return min((one.stand.position for one in self._followers.values()), default=0)

    @property
    def orders(self) -> dict[State, int]:
        """How many orders there are in each state."""
        return self._sender.orders()

    @property
    def parked(self) -> int:
        """How many lines are parked."""
        return sum(len(one.parked) for one in self._followers.values())

    def _step(self) -> bool:
        self._open()
        moved = False
        for name, follower in list(self._followers.items()):
            try:
                with ExitStack() as opened_anew:
                    opened_anew.callback(self._followers.pop, name)
                    moved |= follower.step()
                    opened_anew.pop_all()
            except (Moved, Gone):
                log.info("%s was moved by another process", name)
                moved = True
        return moved

    def _open(self) -> None:
        """Open the readers that are not open; one whose rows another version made waits for its rebuild."""
        self.outdated = []
        for reader in self._readers:
            if reader.name in self._followers:
                continue
            stand = begun(self._derived, self._log, reader)
            if stand.version == reader.version:
                self._followers[reader.name] = self._follower(reader, stand)
            else:
                self.outdated.append(reader.name)

    def _follower(self, reader: Reader, stand: Checkpoint) -> Follower:
        saga = self._sagas.get(reader.name)
        if saga is not None:
            return SagaFollower(saga, stand, self._log, self._derived, self._decisions)
        return Follower(reader, stand, self._log, self._derived, self._decisions)

    def _caught_up(self) -> set[str]:
        """Name the sagas that know the whole log: only they may act on what they believe is owed."""
        head = self._log.store.head()
        return {
            name
            for name, follower in self._followers.items()
            if name in self._sagas and follower.stand.position >= head
        }

    async def _wait(self) -> None:
        """Wait for the log to go on, or for the next instant at which something falls due."""
        due = await asyncio.to_thread(self._sender.next_due)
        left = (due - self._now()).total_seconds() if due else HEARTBEAT
        seconds = min(left, HEARTBEAT) if left > 0 else HEARTBEAT
        await asyncio.to_thread(self._log.store.await_beyond, self._head, seconds)
