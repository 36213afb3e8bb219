"""Kill PostgreSQL without warning while a process gives commands; then kill that process."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from adapters.engine.store.database import Database
from tests.adapters.crash.oracle import assert_nothing_lost
from tests.postgres import SMALL, Server

ROOT = Path(__file__).parents[2]
WAIT_SECONDS = 60
DURABLE = {**SMALL, "fsync": "off", "full_page_writes": "off"}
"""Settings under which a killed server keeps its commits; without fsync, a power failure would lose some."""


class Done(NamedTuple):
    """How many kills, answers and events there were; the oracle has raised for a loss or a duplicate."""

    kills: int
    answers: int
    facts: int


def kill_database(
    server: Server, database: Database, folder: Path, kills: int, chance: random.Random
) -> Done:
    """Kill the server so many times while a process gives commands; it must go on once the server is back."""
    answers: dict[UUID, str] = {}
    for number in range(kills):
        answers_file = folder / f"{number}.answers"
        _run_through_kill(server, database, answers_file, number, chance)
        for line in answers_file.read_text().rpartition("\n")[0].splitlines():
            command, _, answer = line.partition(" ")
            assert answers.setdefault(UUID(command), answer) == answer
    return Done(kills, len(answers), assert_nothing_lost(database, answers))


def _run_through_kill(
    server: Server, database: Database, answers_file: Path, number: int, chance: random.Random
) -> None:
    """Let a process give commands before and after a kill of the server; then kill the process."""
    command = [sys.executable, "-m", "tests.adapters.crash.living", database.url, str(number)]
    with answers_file.open("wb") as out, subprocess.Popen(command, cwd=ROOT, stdout=out) as process:
        _await(lambda: answers_file.stat().st_size > 0, process)
        time.sleep(chance.uniform(0.02, 0.3))
        server.kill()
        before = answers_file.stat().st_size
        time.sleep(chance.uniform(0, 0.3))
        server.start()
        _await(lambda: answers_file.stat().st_size > before or process.poll() == 0, process)
        process.send_signal(signal.SIGKILL)


def _await(reached: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not reached():
        assert not process.poll(), "the process died of the server's death"
        assert time.monotonic() < deadline, "the process gave no answer for a minute"
        time.sleep(0.01)
