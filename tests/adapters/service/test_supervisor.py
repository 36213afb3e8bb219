"""The supervisor restarts failed parts, gives up after a while, and stops the parts last to first."""

import asyncio

import pytest

from adapters.service.supervisor import PartGaveUp, RestartPolicy, Supervisor


class Clumsy:
    """A part that fails so many times, then runs."""

    def __init__(
        self, name: str, failures: int, stopped: list[str], failure: type[Exception] = OSError
    ) -> None:
        self.name = name
        self.ready = False
        self.working = asyncio.Event()
        self._failures = failures
        self._failure = failure
        self._stopped = stopped

    async def run(self) -> None:
        if self._failures:
            self._failures -= 1
            raise self._failure("it would not")
        self.ready = True
        self.working.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ready = False
            self._stopped.append(self.name)


def test_a_failed_part_is_restarted_and_all_parts_are_stopped_last_to_first() -> None:
    async def run_test() -> None:
        stopped: list[str] = []
        restarted: list[str] = []
        parts = [Clumsy("store", 0, stopped), Clumsy("relay", 2, stopped), Clumsy("wire", 0, stopped)]
        supervisor, stop = Supervisor(parts, on_restart=restarted.append), asyncio.Event()
        running = asyncio.create_task(supervisor.run(stop))
        await asyncio.gather(*(part.working.wait() for part in parts))
        assert supervisor.ready
        stop.set()
        await running
        assert (restarted, stopped) == (["relay", "relay"], ["wire", "relay", "store"])

    asyncio.run(run_test())


def test_a_part_that_keeps_failing_ends_the_service() -> None:
    async def run_test() -> None:
        stopped: list[str] = []
        parts = [Clumsy("store", 0, stopped), Clumsy("relay", 10**6, stopped)]
        with pytest.raises(PartGaveUp, match="relay: OSError"):
            await Supervisor(parts, RestartPolicy(seconds=0.3)).run(asyncio.Event())
        assert stopped == ["store"]

    asyncio.run(run_test())


def test_a_fatal_failure_ends_the_service_at_once() -> None:
    async def run_test() -> None:
        stopped: list[str] = []
        parts = [Clumsy("relay", 1, stopped, LookupError)]
        with pytest.raises(PartGaveUp, match="it would not"):
            await Supervisor(parts, RestartPolicy(fatal=(LookupError,))).run(asyncio.Event())

    asyncio.run(run_test())
