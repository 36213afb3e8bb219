"""Keeps the parts of a service at work: restarts what fails, ends when it cannot, drains when told to."""

import asyncio
import random
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import NamedTuple, Protocol

import structlog

SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
STEADY_SECONDS = 30.0
"""Whatever ran so long was well: when it fails, that is a new failure."""

FAILING_SECONDS = 60.0
"""How long a part may go on failing before the whole service ends, for somebody to look at it."""

log = structlog.get_logger("jalon.serve")


class ServicePart(Protocol):
    """Something that goes on until it is cancelled, which it answers by tidying up behind itself."""

    @property
    def name(self) -> str:
        """How it is called in logs and metrics."""
        ...

    @property
    def ready(self) -> bool:
        """Whether it is at work."""
        ...

    async def run(self) -> None:
        """Work; what it raises restarts it."""
        ...


@dataclass(unsafe_hash=True)
class GaveUp(Exception):
    """A part could not be kept at work; `why` is what it said last."""

    part: str
    why: str

    def __str__(self) -> str:
        return f"{self.part}: {self.why}"


class RestartPolicy(NamedTuple):
    """How long a failing part is given, and the failures that no patience mends."""

    seconds: float = FAILING_SECONDS
    fatal: tuple[type[Exception], ...] = ()


class Supervisor:
    """Runs parts, the later ones relying on the earlier ones; they are stopped in the other order."""

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
        """Whether every part is at work."""
        return all(part.ready for part in self.parts)

    async def run(self, stop: asyncio.Event) -> None:
        """Run until told to stop; raises `GaveUp`."""
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
        """Run a part for ever, pausing longer after each failure; raises `GaveUp`."""
        pause, failing_since = SHORTEST_PAUSE, None
        while True:
            started = monotonic()
            why = await self._run_once(part)
            if failing_since is None or monotonic() - started > STEADY_SECONDS:
                pause, failing_since = SHORTEST_PAUSE, monotonic()
            if monotonic() - failing_since > self._policy.seconds:
                raise GaveUp(part.name, why)
            self._on_restart(part.name)
            await asyncio.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _run_once(self, part: ServicePart) -> str:
        try:
            await part.run()
        except self._policy.fatal as failure:
            raise GaveUp(part.name, str(failure)) from failure
        except Exception as failure:  # whatever it was, the part is restarted
            why = _describe_failure(failure)
            where = "".join(traceback.format_tb(failure.__traceback__))
            log.warning("restarting", part=part.name, why=why, where=where)
            return why
        log.warning("restarting", part=part.name, why="it ended")
        return "it ended"


def _describe_failure(failure: Exception) -> str:
    """Say what failed; in full only in our own words, for those of a library may quote a person."""
    kind = type(failure)
    return f"{kind.__name__}: {failure}" if kind.__module__.startswith("adapters.") else kind.__name__
