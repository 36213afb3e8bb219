"""A command line to type at, and one store in which the audit was lived."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
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


class Said(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str
    bytes: bytes


Type = Callable[..., Said]


def typed(*words: object, lang: str = "en", input: str | None = None, columns: int = 110) -> Said:
    """Type a command in this process."""
    env = {"LC_ALL": f"{lang}_FR.UTF-8", "COLUMNS": str(columns), "JALON_STORE": "", "TERM": "dumb"}
    result = CliRunner(env=env).invoke(app, [str(word) for word in words], input=input)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.stdout, result.stderr, result.stdout_bytes)


def spawned(*words: object, cwd: Path, lang: str = "en") -> Said:
    """Type a command in a process of its own, whose output is no terminal."""
    script = "import sys; sys.argv[0] = 'jalon'; from adapters.cli import main; main()"
    env = {**os.environ, "LC_ALL": f"{lang}_FR.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)], cwd=cwd, env=env, capture_output=True, check=False
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode(), done.stdout)


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which the audit was lived; nobody writes to it."""
    store = tmp_path_factory.mktemp("lived") / "audit.db"
    answered = typed("run", AUDIT, "--store", store)
    assert answered.code == 0, answered.err
    return store


@pytest.fixture(scope="session")
def lived_in_database(
    postgres: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Path]]:
    """A database in which the audit was lived, and its private folder; nobody writes to it."""
    database, private = Database(postgres.url(postgres.new_database())), tmp_path_factory.mktemp("private")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JALON_PRIVATE", str(private))
        answered = typed("run", AUDIT, "--store", database)
        assert answered.code == 0, answered.err
    yield database, private
    postgres.drop(database.name)


@pytest.fixture(params=["sqlite", "postgres"])
def lived_anywhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A file, then a database, in which the audit was lived."""
    if request.param == "sqlite":
        return request.getfixturevalue("lived")
    database, private = request.getfixturevalue("lived_in_database")
    monkeypatch.setenv("JALON_PRIVATE", str(private))
    return database


@pytest.fixture
def store(lived: Path, tmp_path: Path) -> Path:
    """A copy of that store, to write to."""
    copy = tmp_path / lived.name
    shutil.copy(lived, copy)
    shutil.copytree(f"{lived}.private", f"{copy}.private")
    return copy
