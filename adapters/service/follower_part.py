"""The part of the service that runs the followers: projections and sagas."""

import asyncio
from collections.abc import Callable

from adapters.engine.follow.derived import Derived
from adapters.engine.follow.follower_runner import FollowerRunner


class FollowerPart:
    """Runs a follower runner, and a new one after each failure.

    Sagas append to the log, so it waits for `in_step`: until the stream is known to be a prefix of the log.
    """

    name = "readers"

    def __init__(
        self,
        open_derived: Callable[[], Derived],
        make_runner: Callable[[Derived], FollowerRunner],
        in_step: asyncio.Event,
    ) -> None:
        self._in_step = in_step
        self._open_derived = open_derived
        self._make_runner = make_runner
        self._runner: FollowerRunner | None = None

    @property
    def ready(self) -> bool:
        """Whether the followers run, in this process or in the one that leads."""
        return self._runner is not None

    @property
    def position(self) -> int:
        """The position up to which every follower has read."""
        return self._runner.position if self._runner else 0

    @property
    def settled_position(self) -> int:
        """The position up to which every follower has read and all due commands are sent."""
        return self._runner.settled_position if self._runner else 0

    @property
    def outbox_counts(self) -> dict[str, int]:
        """The number of commands in the outbox, by state."""
        return (
            {str(state): count for state, count in self._runner.outbox_counts.items()} if self._runner else {}
        )

    @property
    def parked_count(self) -> int:
        """The number of parked keys."""
        return self._runner.parked_count if self._runner else 0

    async def run(self) -> None:
        """Run until cancelled; a step in progress is stored completely or not at all."""
        await self._in_step.wait()
        derived = await asyncio.to_thread(self._open_derived)
        try:
            self._runner = self._make_runner(derived)
            await self._runner.run()
        finally:
            self._runner = None
            await asyncio.to_thread(derived.database.close)
