"""The short form of `make lives`: from need to closing over NATS alone, and every oracle holds."""

import asyncio
from pathlib import Path

import pytest

from tests.lives.driving import Lives
from tests.lives.judging import judge

MISSIONS, KILLS = 20, 1

pytestmark = [
    pytest.mark.usefixtures("swept"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
"""The client drops a connection that is cut while it is being made."""


def test_missions_run_over_nats_by_programs_that_answer_what_they_are_asked_for(tmp_path: Path) -> None:
    lives = Lives(tmp_path, seed=2, missions=MISSIONS, kills=KILLS)
    asyncio.run(lives.live(lambda _: None))
    verdict = judge(lives)
    assert (verdict.wrong, verdict.open, lives.journal.given_up) == ([], [], [])
    assert (verdict.closed, lives.killed) == (MISSIONS, KILLS)
    asked = lives.journal.asks
    for what in ("signature", "consent", "acceptance", "payment", "activity_report", "salary", "statement"):
        assert asked[what] >= MISSIONS // 2, what
