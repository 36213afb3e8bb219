"""The database dies while commands run: no answer is lost, none is given twice."""

import asyncio
import os
import random
from pathlib import Path

import pytest

from adapters.engine.store.database import Database
from tests.adapters.crash.test_crash import prepare
from tests.chaos.postgres_killed import DURABLE, kill_database
from tests.postgres import server

KILLS = 40 if os.environ.get("JALON_LONG") else 3


def test_a_killed_database_loses_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JALON_PRIVATE", str(tmp_path / "private"))
    with server(DURABLE) as running:
        database = Database(running.url(running.new_database()))
        asyncio.run(prepare(database))
        done = kill_database(running, database, tmp_path, KILLS, random.Random(7))
    assert done.answers > KILLS
