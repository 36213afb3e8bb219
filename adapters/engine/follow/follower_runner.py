"""All readers of a store together: they follow the log, sagas are given their commands, time passes."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from adapters.engine.follow.derived import Checkpoint, Derived, Moved
from adapters.engine.follow.derived_database import GenerationGone
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.follower import Follower
from adapters.engine.follow.log_subscription import (
    LogSubscription,
    subscription_of_projection,
    subscription_of_saga,
)
from adapters.engine.follow.outbox import OutboxState, SagaFollower
from adapters.engine.follow.outbox_sender import OutboxSender, Submit
from adapters.engine.follow.parking_decisions import ParkingDecisions
from adapters.engine.follow.rebuilding import ensure_checkpoint
from projections.projection import Projection
from sagas.saga import Saga

log = logging.getLogger("jalon.runners")

HEARTBEAT = 1.0  # seconds; a wake-up that was lost costs no more
STANDBY = 1.0  # seconds between two tries to lead


class FollowerRunner:
    """Runs projections and sagas; of several processes one leads, the others stand by.

    `now` is the store's clock: deadlines fall due by it.
    """

    name = "runner"

    def __init__(
        self,
        projections: Sequence[Projection[Any, Any]],
        sagas: Sequence[Saga[Any]],
        log: FollowedLog,
        derived: Derived,
        submit: Submit,
        now: Callable[[], datetime],
    ) -> None:
        self._sagas = {saga.name: saga for saga in sagas}
        self._readers = [*map(subscription_of_projection, projections), *map(subscription_of_saga, sagas)]
        self._log = log
        self._derived = derived
        self._decisions = ParkingDecisions.from_log(log)
        self._outbox_sender = OutboxSender(derived, submit)
        self._now = now
        self._followers: dict[str, Follower] = {}
        self._head = 0
        self.settled = 0
        """The position up to which every reader knows the log and all that was due of it is done."""
        self.outdated: list[str] = []

    async def run(self) -> None:
        """Follow the log for ever, once this process leads."""
        while True:
            if not await asyncio.to_thread(self._derived.database.try_lead):
                await asyncio.sleep(STANDBY)
            elif not await self.run_once():
                await self._wait_for_work()

    async def run_until_settled(self) -> None:
        """Go on until every reader stands at the head and nothing is owed that is due."""
        while await self.run_once():
            pass

    async def run_once(self) -> bool:
        """Take every reader a page on, then give what sagas owe; say whether anything moved."""
        self._head = await asyncio.to_thread(self._log.store.head)
        advanced = await asyncio.to_thread(self._step_followers)
        sagas = await asyncio.to_thread(self._caught_up_sagas)
        sent = await self._outbox_sender.send_due(self._now(), sagas) if sagas else 0
        if not (advanced or sent) and sagas == self._sagas.keys() & self._followers.keys():
            self.settled = self._head
        return advanced or sent > 0

    @property
    def followers(self) -> Iterable[Follower]:
        """The readers that are followed."""
        return self._followers.values()

    @property
    def position(self) -> int:
        """The position up to which every reader knows the log."""
        return min((one.checkpoint.position for one in self._followers.values()), default=0)

    @property
    def outbox_counts(self) -> dict[OutboxState, int]:
        """How many commands there are in each state."""
        return self._outbox_sender.count_commands()

    @property
    def parked_count(self) -> int:
        """How many lines are parked."""
        return sum(len(one.parked_keys) for one in self._followers.values())

    def _step_followers(self) -> bool:
        self._open_followers()
        advanced = False
        for name, follower in list(self._followers.items()):
            try:
                with ExitStack() as reopening:
                    reopening.callback(self._followers.pop, name)
                    advanced |= follower.follow_step()
                    reopening.pop_all()
            except (Moved, GenerationGone):
                log.info("%s was moved by another process", name)
                advanced = True
        return advanced

    def _open_followers(self) -> None:
        """Open the readers that are not open; one whose rows another version made waits for its rebuild."""
        self.outdated = []
        for reader in self._readers:
            if reader.name in self._followers:
                continue
            checkpoint = ensure_checkpoint(self._derived, self._log, reader)
            if checkpoint.version == reader.version:
                self._followers[reader.name] = self._create_follower(reader, checkpoint)
            else:
                self.outdated.append(reader.name)

    def _create_follower(self, reader: LogSubscription, checkpoint: Checkpoint) -> Follower:
        saga = self._sagas.get(reader.name)
        if saga is not None:
            return SagaFollower(saga, checkpoint, self._log, self._derived, self._decisions)
        return Follower(reader, checkpoint, self._log, self._derived, self._decisions)

    def _caught_up_sagas(self) -> set[str]:
        """Name the sagas that know the whole log: only they may act on what they believe is owed."""
        head = self._log.store.head()
        return {
            name
            for name, follower in self._followers.items()
            if name in self._sagas and follower.checkpoint.position >= head
        }

    async def _wait_for_work(self) -> None:
        """Wait for the log to go on, or for the next instant at which something falls due."""
        due = await asyncio.to_thread(self._outbox_sender.next_due)
        remaining = (due - self._now()).total_seconds() if due else HEARTBEAT
        seconds = min(remaining, HEARTBEAT) if remaining > 0 else HEARTBEAT
        await asyncio.to_thread(self._log.store.await_beyond, self._head, seconds)
