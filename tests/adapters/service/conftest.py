"""One service for the tests of a file, and a sender's talk with it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.service.served import Asking, Sender, Served, populate, serving, settled

Talk = Callable[[Asking], Coroutine[Any, Any, Any]]
Ask = Callable[[Sender, Talk], Any]


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def served(runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service over a store in which one mission is scoped and verified."""
    store: Path = tmp_path_factory.mktemp("served") / "jalon.db"
    runner.run(populate(store))
    service = serving(store)
    try:
        yield runner.run(service.__aenter__())
    finally:
        runner.run(service.__aexit__(None, None, None))


@pytest.fixture
def ask(runner: asyncio.Runner, served: Served) -> Ask:
    """Run a test's talk with the service, as one sender, and all that follows from it."""

    def run(sender: Sender, talk: Talk) -> Any:
        async def whole() -> Any:
            async with served.as_(sender) as one:
                answer = await talk(one)
            await settled(served)
            return answer

        return runner.run(whole())

    return run
