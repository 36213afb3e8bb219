"""Runs the parts of a service: restarts a failed part, gives up after a while, drains on stop."""

import asyncio
import random
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import NamedTuple, Protocol

import structlog

SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds before a restart
STEADY_SECONDS = 30.0
"""After so long without a failure, the next one counts as the first."""

FAILING_SECONDS = 60.0
"""How long a part may keep failing before the service ends, so that somebody looks at it."""

log = structlog.get_logger("jalon.serve")


class ServicePart(Protocol):
    """A part of the service: it runs until cancelled, and then cleans up."""

    @property
    def name(self) -> str:
        """The name in logs and metrics."""
        ...

    @property
    def ready(self) -> bool:
        """Whether it is running and usable."""
        ...

    async def run(self) -> None:
        """Run until cancelled; an exception restarts the part."""
        ...


@dataclass(unsafe_hash=True)
class PartGaveUp(Exception):
    """A part failed for too long; `why` is its last failure."""

    part: str
    why: str

    def __str__(self) -> str:
        return f"{self.part}: {self.why}"


class RestartPolicy(NamedTuple):
    """How many seconds a part may keep failing, and the exceptions that end the service at once."""

    seconds: float = FAILING_SECONDS
    fatal: tuple[type[Exception], ...] = ()


class Supervisor:
    """Runs parts; later parts depend on earlier ones, so they are stopped last to first."""

    def __init__(
        self,
        parts: Sequence[ServicePart],
        policy: RestartPolicy = RestartPolicy(),  # noqa: B008 -- it is immutable
        on_restart: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.parts = parts
        self._policy = policy
        self._on_restart = on_restart

    @property
    def ready(self) -> bool:
        """Whether every part is ready."""
        return all(part.ready for part in self.parts)

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set; raises `PartGaveUp`."""
        tasks = [asyncio.create_task(self._keep_running(part), name=part.name) for part in self.parts]
        stopping = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (stopping, *reversed(tasks)):
                task.cancel()
                await asyncio.wait([task])
        for task in done - {stopping}:
            task.result()

    async def _keep_running(self, part: ServicePart) -> None:
        """Run a part again and again, with a longer pause after each failure; raises `PartGaveUp`."""
        pause, failing_since = SHORTEST_PAUSE, None
        while True:
            started = monotonic()
            why = await self._run_once(part)
            if failing_since is None or monotonic() - started > STEADY_SECONDS:
                pause, failing_since = SHORTEST_PAUSE, monotonic()
            if monotonic() - failing_since > self._policy.seconds:
                raise PartGaveUp(part.name, why)
            self._on_restart(part.name)
            # The random factor spreads restarts, so that several parts do not retry at the same instant.
            await asyncio.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _run_once(self, part: ServicePart) -> str:
        try:
            await part.run()
        except self._policy.fatal as failure:
            raise PartGaveUp(part.name, str(failure)) from failure
        except Exception as failure:  # any failure restarts the part
            why = _describe_failure(failure)
            where = "".join(traceback.format_tb(failure.__traceback__))
            log.warning("restarting", part=part.name, why=why, where=where)
            return why
        log.warning("restarting", part=part.name, why="it ended")
        return "it ended"


def _describe_failure(failure: Exception) -> str:
    """Return the class of a failure, with its text only if it is ours: a library may quote personal data."""
    kind = type(failure)
    return f"{kind.__name__}: {failure}" if kind.__module__.startswith("adapters.") else kind.__name__
