"""The first steps of a developer of another service: only `jalon serve` and the client of the broker."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.adapters.service.process import JALON, ROOT, Process

README = (ROOT / "README.md").read_text(encoding="utf-8")


def find_blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


SCOPE_A_MISSION, RECEIVE_ITS_EVENTS = find_blocks("python")
(STEPS,) = find_blocks("bash")


def run_program(folder: Path, *words: str) -> bytes:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LC_ALL": "C", "JALON_STORE": "pilot.db"}
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_ten_lines_scope_a_mission_and_ten_lines_receive_its_events(tmp_path: Path) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    *before, serve = (shlex.split(step) for step in STEPS.splitlines())
    assert serve == ["jalon", "serve", "--store", "pilot.db"]
    for _, *words in before:
        run_program(tmp_path, *JALON, *words)
    with Process(tmp_path / "pilot.db") as process:
        url = process.wait_for_event("serving")["broker"]
        scope, receive = (
            program.replace("nats://127.0.0.1:4222", url) for program in (SCOPE_A_MISSION, RECEIVE_ITS_EVENTS)
        )
        assert run_program(tmp_path, sys.executable, "-c", scope).split() == [
            *(b"state-need", b"accepted"),
            *(b"scope-mission", b"accepted"),
        ]
        received = run_program(tmp_path, sys.executable, "-c", receive)
        assert received == run_program(tmp_path, *JALON, "history", "--json")
        assert b"mission-scoped" in received
        assert run_program(tmp_path, sys.executable, "-c", receive) == b""
