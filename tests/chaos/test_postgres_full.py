"""The database has no room left, or is away for long: no command is answered that was not stored."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from adapters.engine.dispatch import CommandOutcome
from adapters.engine.store.database import Database
from adapters.engine.store.stored import StoreFailed
from adapters.postgres import connections
from tests.adapters.acts import (
    CLIENT,
    CLIENT_ID,
    CONSULTANT_ID,
    UMBRELLA_ID,
    command,
    engine_at,
    give,
    parties,
)
from tests.adapters.crash.oracle import assert_nothing_lost
from tests.postgres import Server, server

FULL = 17 << 20  # a segment of the write-ahead log still fits, a table of so many long needs does not


@pytest.fixture
def running() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture
def database(running: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("JALON_PRIVATE", str(tmp_path / "private"))
    return Database(running.url(running.new_database()))


def need(words: str) -> dict[str, object]:
    ids = {"client": str(CLIENT_ID), "consultant": str(CONSULTANT_ID), "umbrella": str(UMBRELLA_ID)}
    stated = {"what": words, "ground": "missing_expertise", "justification": words}
    return {"mission": str(uuid4()), **ids, "need": stated}


async def register_parties(database: Database) -> None:
    async with engine_at(database) as engine:
        await give(engine, parties())


def test_a_full_disk_answers_nobody_and_once_there_is_room_all_goes_on(
    running: Server, database: Database
) -> None:
    answers = {}

    async def until_full() -> None:
        async with engine_at(database) as engine:
            while True:
                words = "".join(uuid4().hex for _ in range(300))
                stated = [command(CLIENT, "StateNeed", **need(words)) for _ in range(32)]
                for answer in await asyncio.gather(*map(engine.submit, stated)):
                    assert answer.outcome is CommandOutcome.ACCEPTED
                    answers[answer.command_id] = f"accepted {answer.events[0].position}"

    async def afterwards() -> None:
        async with engine_at(database) as engine:
            answer = await engine.submit(command(CLIENT, "StateNeed", **need("Un audit")))
            assert answer.outcome is CommandOutcome.ACCEPTED

    asyncio.run(register_parties(database))
    running.stop()
    running.start(file_size=FULL)
    with pytest.raises(StoreFailed):
        asyncio.run(until_full())
    running.stop()
    running.start()
    asyncio.run(afterwards())
    assert len(answers) > 100
    assert_nothing_lost(database, answers)


def test_a_database_that_stays_away_stops_the_dispatcher_with_a_sentence(
    running: Server, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PAUSES", (0.01, 0.02))

    async def test() -> None:
        async with engine_at(database) as engine:
            await give(engine, parties())
            running.kill()
            try:
                for _ in range(2):
                    with pytest.raises(StoreFailed, match=r"postgresql://postgres@.*connection"):
                        await engine.submit(command(CLIENT, "StateNeed", **need("Un audit")))
            finally:
                running.start()

    asyncio.run(test())
