"""The README stays true: its commands run, its excerpt is real output, its event is a stored one."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ELSEWHERE = ("make demo", "make test")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a new user: the scenarios, and `jalon` on the PATH."""
    folder = tmp_path_factory.mktemp("newcomer")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    program = folder / "bin" / "jalon"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nfrom adapters.cli import main\nmain()\n")
    program.chmod(0o755)
    return folder


def run_line(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = {
        **os.environ,
        "PATH": path,
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "LC_ALL": "C",
        "COLUMNS": "110",
    }
    return subprocess.run(
        command, shell=True, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False
    )


def test_each_command_of_the_readme_does_what_it_says(newcomer: Path) -> None:
    ran = [line for line in commands() if not line.startswith(ELSEWHERE)]
    assert ran
    for line in ran:
        done = run_line(newcomer, line)
        assert done.returncode == int("# exit 1" in line), (line, done.stderr)


def test_make_has_the_targets_that_the_readme_names() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:`|^)make ([a-z]+)\b", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_excerpt_is_in_the_output(newcomer: Path) -> None:
    (excerpt,) = blocks("text")
    output = run_line(newcomer, "jalon run scenarios/audit.yaml --store timeline.db --story").stdout
    timeline = "\n".join(line.rstrip() for line in output.replace("\u00a0", " ").splitlines())
    assert excerpt.replace("\u00a0", " ").rstrip("\n") in timeline


def test_the_event_of_the_readme_is_a_stored_one(newcomer: Path) -> None:
    (shown,) = blocks("json")
    event = json.loads(shown)
    run_line(newcomer, "jalon run scenarios/audit.yaml --store shape.db")
    log = run_line(newcomer, "jalon history audit --store shape.db --json").stdout.splitlines()
    (stored,) = (one for one in map(json.loads, log) if one["commandid"] == event["commandid"])
    assert {**stored, "id": event["id"]} == event


def test_every_path_of_the_readme_exists() -> None:
    for path in re.findall(r"\]\(([^)]+)\)|`((?:[\w-]+/)+[\w.-]*)`", README):
        (named,) = filter(None, path)
        if named.startswith((".venv", "events/")):
            continue
        assert (ROOT / named).exists(), named
