"""PostgreSQL is killed without warning, again and again, while commands run; then so is who gave them.

`kill_database` may be run for as long as one likes; it says what it did, and the oracle what came of it.
"""

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
"""A server that keeps what it answered when it is killed; only the power must stay on."""


class Done(NamedTuple):
    """What was done, and what came of it; the oracle would not let a loss or a duplicate pass."""

    kills: int
    answers: int
    facts: int


def kill_database(
    server: Server, database: Database, folder: Path, kills: int, chance: random.Random
) -> Done:
    """Kill the server so often while a process gives commands, which must go on when it is back."""
    answers: dict[UUID, str] = {}
    for round_ in range(kills):
        said = folder / f"{round_}.answers"
        _live_through(server, database, said, round_, chance)
        for line in said.read_text().rpartition("\n")[0].splitlines():
            command, _, answer = line.partition(" ")
            assert answers.setdefault(UUID(command), answer) == answer
    return Done(kills, len(answers), assert_nothing_lost(database, answers))


def _live_through(server: Server, database: Database, said: Path, round_: int, chance: random.Random) -> None:
    """Let a process give commands before and after the server's death; then it dies too."""
    command = [sys.executable, "-m", "tests.adapters.crash.living", database.url, str(round_)]
    with said.open("wb") as out, subprocess.Popen(command, cwd=ROOT, stdout=out) as process:
        _await(lambda: said.stat().st_size > 0, process)
        time.sleep(chance.uniform(0.02, 0.3))
        server.kill()
        before = said.stat().st_size
        time.sleep(chance.uniform(0, 0.3))
        server.start()
        _await(lambda: said.stat().st_size > before or process.poll() == 0, process)
        process.send_signal(signal.SIGKILL)


def _await(reached: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not reached():
        assert not process.poll(), "the process died of the server's death"
        assert time.monotonic() < deadline, "the process gave no answer for a minute"
        time.sleep(0.01)
