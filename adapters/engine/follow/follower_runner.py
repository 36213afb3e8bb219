"""Runs all followers of a store, and sends the commands of the sagas when they are due."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any

from adapters.engine.follow.derived import Checkpoint, CheckpointMoved, Derived
from adapters.engine.follow.derived_database import GenerationGone
from adapters.engine.follow.followed_log import FollowedLog
from adapters.engine.follow.follower import Follower
from adapters.engine.follow.log_subscription import (
    LogSubscription,
    subscription_of_projection,
    subscription_of_saga,
)
from adapters.engine.follow.outbox import OutboxState
from adapters.engine.follow.outbox_processor import OutboxProcessor, Submit
from adapters.engine.follow.parking_decisions import ParkingDecisions
from adapters.engine.follow.rebuilding import ensure_checkpoint
from adapters.engine.follow.saga_follower import SagaFollower
from projections.projection import Projection
from sagas.saga import Saga

log = logging.getLogger("jalon.runners")

HEARTBEAT = 1.0  # seconds; the longest delay after a lost notification
STANDBY = 1.0  # seconds between two attempts to lead


class FollowerRunner:
    """Runs projections and sagas; of several processes one leads, the others stand by.

    `now` is the clock of the store, which decides when deadlines are due.
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
        self._subscriptions = [
            *map(subscription_of_projection, projections),
            *map(subscription_of_saga, sagas),
        ]
        self._log = log
        self._derived = derived
        self._decisions = ParkingDecisions.from_log(log)
        self._outbox_processor = OutboxProcessor(derived, submit)
        self._now = now
        self._followers: dict[str, Follower] = {}
        self._head = 0
        self.settled_position = 0
        """The position up to which every follower has read and all due commands are sent."""
        self.outdated: list[str] = []
        """The followers whose live rows are of another version: each waits for its rebuild."""

    async def run(self) -> None:
        """Follow the log until cancelled; wait first until this process leads."""
        while True:
            if not await asyncio.to_thread(self._derived.database.try_lead):
                await asyncio.sleep(STANDBY)
            elif not await self.run_once():
                await self._wait_for_work()

    async def run_until_settled(self) -> None:
        """Run until every follower is at the log head and no due command is left."""
        while await self.run_once():
            pass

    async def run_once(self) -> bool:
        """Take one step with every follower, then send due commands; return whether there was work."""
        self._head = await asyncio.to_thread(self._log.store.head)
        advanced = await asyncio.to_thread(self._step_followers)
        sagas = await asyncio.to_thread(self._caught_up_sagas)
        # Only a saga that knows the whole log may send: an event that it has not read may cancel a command.
        sent = await self._outbox_processor.send_due(self._now(), sagas) if sagas else 0
        if not (advanced or sent) and sagas == self._sagas.keys() & self._followers.keys():
            self.settled_position = self._head
        return advanced or sent > 0

    @property
    def followers(self) -> Iterable[Follower]:
        """The open followers."""
        return self._followers.values()

    @property
    def position(self) -> int:
        """The position up to which every follower has read."""
        return min((follower.checkpoint.position for follower in self._followers.values()), default=0)

    @property
    def outbox_counts(self) -> dict[OutboxState, int]:
        """The number of commands in the outbox, by state."""
        return self._outbox_processor.count_commands()

    @property
    def parked_count(self) -> int:
        """The number of parked keys."""
        return sum(len(follower.parked_keys) for follower in self._followers.values())

    def _step_followers(self) -> bool:
        self._open_followers()
        advanced = False
        for name, follower in list(self._followers.items()):
            try:
                # After any exception the follower is discarded: its cache no longer matches the database.
                with ExitStack() as reopening:
                    reopening.callback(self._followers.pop, name)
                    advanced |= follower.follow_step()
                    reopening.pop_all()
            except (CheckpointMoved, GenerationGone):
                log.info("another process moved the checkpoint of %s", name)
                advanced = True
        return advanced

    def _open_followers(self) -> None:
        """Open the missing followers, except those whose live rows are of another version."""
        self.outdated = []
        for subscription in self._subscriptions:
            if subscription.name in self._followers:
                continue
            checkpoint = ensure_checkpoint(self._derived, self._log, subscription)
            if checkpoint.version == subscription.version:
                self._followers[subscription.name] = self._create_follower(subscription, checkpoint)
            else:
                self.outdated.append(subscription.name)

    def _create_follower(self, subscription: LogSubscription, checkpoint: Checkpoint) -> Follower:
        saga = self._sagas.get(subscription.name)
        if saga is not None:
            return SagaFollower(saga, checkpoint, self._log, self._derived, self._decisions)
        return Follower(subscription, checkpoint, self._log, self._derived, self._decisions)

    def _caught_up_sagas(self) -> set[str]:
        """Return the sagas that have read the whole log."""
        head = self._log.store.head()
        return {
            name
            for name, follower in self._followers.items()
            if name in self._sagas and follower.checkpoint.position >= head
        }

    async def _wait_for_work(self) -> None:
        """Wait for a new event, for the next deadline, or for the heartbeat."""
        due = await asyncio.to_thread(self._outbox_processor.next_due)
        remaining = (due - self._now()).total_seconds() if due else HEARTBEAT
        seconds = min(remaining, HEARTBEAT) if remaining > 0 else HEARTBEAT
        await asyncio.to_thread(self._log.store.await_beyond, self._head, seconds)
