"""One service for the tests of a module, and a way to send requests to it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.service.served import Asking, Caller, Served, populate, serving, wait_until_settled

Conversation = Callable[[Asking], Coroutine[Any, Any, Any]]
Ask = Callable[[Caller, Conversation], Any]


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
    """Return a function that sends requests as one caller, and waits until the sagas have settled."""

    def run_conversation(caller: Caller, converse: Conversation) -> Any:
        async def converse_and_settle() -> Any:
            async with served.connect_as(caller) as connection:
                answer = await converse(connection)
            await wait_until_settled(served)
            return answer

        return runner.run(converse_and_settle())

    return run_conversation
