"""The short form of `make chaos`: after any kill, no answer is lost and none is given twice."""

import asyncio
from pathlib import Path

import pytest

from tests.chaos.running import Run, run
from tests.postgres import server

pytestmark = [
    pytest.mark.usefixtures("swept"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
"""The client drops a connection that is cut while it is being made."""


def assert_all_well(found: Run, kills: int) -> None:
    verdict = found.verdict
    assert sum(found.kills.values()) == kills
    assert (verdict.lost, verdict.twice, verdict.wrong) == (0, 0, [])
    assert verdict.answers > 10 * kills


def test_service_and_broker_are_killed_over_a_file(tmp_path: Path) -> None:
    assert_all_well(asyncio.run(run(tmp_path, 2, seed=3)), 2)


def test_service_broker_and_database_are_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JALON_PRIVATE", str(tmp_path / "private"))
    with server({}) as database:
        url = database.url(database.new_database())
        assert_all_well(asyncio.run(run(tmp_path, 3, seed=4, database=(database, url))), 3)
