"""Kill the engine at work: every answer is in the log, none twice, and no invoice number is missing."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

from adapters.engine.store.stored import Place
from tests.adapters.acts import engine_at, give, parties, started_mission
from tests.adapters.crash.living import AT_ONCE, INSTALMENTS, mission_of
from tests.adapters.crash.oracle import assert_nothing_lost
from tests.adapters.places import store_address

KILLS = 60 if os.environ.get("JALON_LONG") else 6
ROOT = Path(__file__).parents[3]


async def prepare(place: Place) -> None:
    async with engine_at(place) as engine:
        await give(engine, parties())
        for number in range(AT_ONCE):
            await give(engine, started_mission(mission_of(number), instalments=INSTALMENTS))


def kill_after(place: Place, attempt: int, seconds: float) -> list[str]:
    """Let a process live, kill it without warning, and return the answers that it gave."""
    command = [sys.executable, "-m", "tests.adapters.crash.living", store_address(place), str(attempt)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    complete = (first + rest).rpartition("\n")[0]
    return complete.splitlines()


def test_a_killed_process_loses_no_answer_and_says_nothing_twice(place: Place) -> None:
    chance = random.Random(7)
    asyncio.run(prepare(place))
    answers: dict[UUID, str] = {}
    for attempt in range(KILLS):
        for line in kill_after(place, attempt, chance.uniform(0.02, 0.4)):
            command, _, answer = line.partition(" ")
            assert answers.setdefault(UUID(command), answer) == answer
    assert_nothing_lost(place, answers)
    assert len(answers) > KILLS
