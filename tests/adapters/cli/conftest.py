"""The command line, run in this process or in its own, and stores with the scenario `audit`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from adapters.cli.app import app
from adapters.engine.store.database import Database
from adapters.engine.store.stored import Place
from adapters.scenarios import consultant_id_in, mission_id_in
from tests.postgres import Server

ROOT = Path(__file__).resolve().parents[3]
AUDIT = ROOT / "scenarios" / "audit.yaml"
MISSION = mission_id_in("audit", "audit")
CONSULTANT = consultant_id_in("audit", "claire")


class CommandOutput(NamedTuple):
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str
    bytes: bytes


def run_jalon(
    *words: object, lang: str = "en", input: str | None = None, columns: int = 110
) -> CommandOutput:
    """Run a command in this process."""
    env = {"LC_ALL": f"{lang}_FR.UTF-8", "COLUMNS": str(columns), "JALON_STORE": "", "TERM": "dumb"}
    result = CliRunner(env=env).invoke(app, [str(word) for word in words], input=input)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return CommandOutput(result.exit_code, result.stdout, result.stderr, result.stdout_bytes)


def run_process(*words: object, cwd: Path, lang: str = "en") -> CommandOutput:
    """Run a command in a process of its own; its output is not a terminal."""
    script = "import sys; sys.argv[0] = 'jalon'; from adapters.cli import main; main()"
    env = {**os.environ, "LC_ALL": f"{lang}_FR.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    process = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)], cwd=cwd, env=env, capture_output=True, check=False
    )
    return CommandOutput(process.returncode, process.stdout.decode(), process.stderr.decode(), process.stdout)


@pytest.fixture(scope="session")
def audit_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the scenario `audit`; no test writes to it."""
    store = tmp_path_factory.mktemp("audit_store") / "audit.db"
    output = run_jalon("run", AUDIT, "--store", store)
    assert output.code == 0, output.err
    return store


@pytest.fixture(scope="session")
def audit_database(
    postgres: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Path]]:
    """A database with the scenario `audit`, and its private folder; no test writes to it."""
    database, private = Database(postgres.url(postgres.new_database())), tmp_path_factory.mktemp("private")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JALON_PRIVATE", str(private))
        output = run_jalon("run", AUDIT, "--store", database)
        assert output.code == 0, output.err
    yield database, private
    postgres.drop(database.name)


@pytest.fixture(params=["sqlite", "postgres"])
def audit_place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A file, then a database, with the scenario `audit`."""
    if request.param == "sqlite":
        return request.getfixturevalue("audit_store")
    database, private = request.getfixturevalue("audit_database")
    monkeypatch.setenv("JALON_PRIVATE", str(private))
    return database


@pytest.fixture
def store(audit_store: Path, tmp_path: Path) -> Path:
    """A copy of the store with the scenario `audit`, to write to."""
    copy = tmp_path / audit_store.name
    shutil.copy(audit_store, copy)
    shutil.copytree(f"{audit_store}.private", f"{copy}.private")
    return copy
