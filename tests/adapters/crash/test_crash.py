"""Killed while it works: every answer that was given is in the log, none twice, no number missing."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from uuid import UUID

from adapters.compose import open_archive
from tests.adapters.acts import engine_at, give, lived, parties
from tests.adapters.crash.living import AT_ONCE, INSTALMENTS, mission_of

KILLS = 60 if os.environ.get("JALON_LONG") else 6
ROOT = Path(__file__).parents[3]


async def prepare(path: Path) -> None:
    async with engine_at(path) as engine:
        await give(engine, parties())
        for number in range(AT_ONCE):
            await give(engine, lived(mission_of(number), instalments=INSTALMENTS))


def killed_after(path: Path, round_: int, seconds: float) -> list[str]:
    """Let a process live, kill it without warning, and return the answers that it gave."""
    command = [sys.executable, "-m", "tests.adapters.crash.living", str(path), str(round_)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    complete = (first + rest).rpartition("\n")[0]
    return complete.splitlines()


def test_a_killed_process_loses_no_answer_and_says_nothing_twice(tmp_path: Path) -> None:
    path, chance = tmp_path / "x.db", random.Random(7)
    asyncio.run(prepare(path))
    answers: dict[UUID, str] = {}
    for round_ in range(KILLS):
        for line in killed_after(path, round_, chance.uniform(0.02, 0.4)):
            command, _, answer = line.partition(" ")
            assert answers.setdefault(UUID(command), answer) == answer
    with open_archive(path) as archive:
        lines = list(archive.lines())
        assert archive.store.check() == []
    stated = {line.position: line.recorded for line in lines}
    for command, answer in answers.items():
        _, _, positions = answer.partition(" ")
        assert {stated[int(position)].command_id for position in positions.split(",")} == {command}
    roots = Counter(fact.command_id for fact in stated.values() if fact.causation_id == fact.command_id)
    assert set(roots.values()) == {1}
    numbers = [
        line.recorded.data.number for line in lines if line.recorded.type == "fr.jalon.mission.invoiced.v1"
    ]
    assert numbers == [f"A-{rank:05d}" for rank in range(1, len(numbers) + 1)]
    allotted = Counter(line.recorded.data.number for line in lines if "number-allotted" in line.recorded.type)
    assert allotted == Counter(numbers)
    assert len(answers) > KILLS
