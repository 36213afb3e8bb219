"""What follows the log as a part: projections keep their pages, sagas are given their orders."""

import asyncio
from collections.abc import Callable

from adapters.engine.follow.derived import Derived
from adapters.engine.follow.follower_runner import Runner


class Following:
    """Follows the log, with a runner that is made anew whenever it failed.

    Sagas add to the log, so they wait until the stream was seen to be a beginning of it.
    """

    name = "readers"

    def __init__(
        self,
        open_derived: Callable[[], Derived],
        make: Callable[[Derived], Runner],
        in_step: asyncio.Event,
    ) -> None:
        self._in_step = in_step
        self._open_derived = open_derived
        self._make = make
        self._runner: Runner | None = None

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
    def orders(self) -> dict[str, int]:
        """How many orders of sagas there are in each state."""
        return {str(state): count for state, count in self._runner.orders.items()} if self._runner else {}

    @property
    def parked(self) -> int:
        """How many lines are parked."""
        return self._runner.parked if self._runner else 0

    async def run(self) -> None:
        """Follow until cancelled; what was begun is stored whole or not at all."""
        await self._in_step.wait()
        derived = await asyncio.to_thread(self._open_derived)
        try:
            self._runner = self._make(derived)
            await self._runner.run()
        finally:
            self._runner = None
            await asyncio.to_thread(derived.database.close)
