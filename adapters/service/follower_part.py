"""What follows the log as a part: projections keep their pages, sagas are given their commands."""

import asyncio
from collections.abc import Callable

from adapters.engine.follow.derived import Derived
from adapters.engine.follow.follower_runner import FollowerRunner


class FollowerPart:
    """Follows the log, with a runner that is made anew whenever it failed.

    Sagas add to the log, so they wait until the stream was seen to be a beginning of it.
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
        """Whether the log is followed, by this process or by the one that leads."""
        return self._runner is not None

    @property
    def position(self) -> int:
        """The position up to which every reader knows the log."""
        return self._runner.position if self._runner else 0

    @property
    def settled(self) -> int:
        """The position up to which every reader knows the log and all that was due of it is done."""
        return self._runner.settled if self._runner else 0

    @property
    def commands(self) -> dict[str, int]:
        """How many orders of sagas there are in each state."""
        return (
            {str(state): count for state, count in self._runner.outbox_counts.items()} if self._runner else {}
        )

    @property
    def parked(self) -> int:
        """How many lines are parked."""
        return self._runner.parked_count if self._runner else 0

    async def run(self) -> None:
        """Follow until cancelled; what was begun is stored whole or not at all."""
        await self._in_step.wait()
        derived = await asyncio.to_thread(self._open_derived)
        try:
            self._runner = self._make_runner(derived)
            await self._runner.run()
        finally:
            self._runner = None
            await asyncio.to_thread(derived.database.close)
