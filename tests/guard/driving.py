"""Drives the scenarios and the made-up lives, and writes down what they leave, a text under each label."""

import asyncio
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec
from typer.main import get_command
from typer.testing import CliRunner

from tests.guard.chance import no_chance
from tests.guard.names import COMMAND_LINE, live

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
READERS = ("umbrella", "client", "consultant", "auditor")
ENVIRONMENT = {"LC_ALL": "en_US.UTF-8", "COLUMNS": "200", "TERM": "dumb", "TZ": "UTC"}

Left = dict[str, str]
"""All that a part left: a text under each label, such as the stored bytes of `event 00012`."""


class Said(NamedTuple):
    """What the command line answered."""

    code: int
    out: str
    err: str


def run_command(*words: object) -> Said:
    """Type a command in this process, without any setting of the machine."""
    ours = {name: None for name in os.environ if name.startswith(("JALON_", "NATS_", "OTEL_"))}
    runner = CliRunner(env={**ours, **ENVIRONMENT})
    with patch("typer.testing._get_command", lambda _: command_line()):
        result = runner.invoke(COMMAND_LINE, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.stdout, result.stderr)


@cache
def command_line() -> Any:
    """Return the command line as it is parsed; it takes a while to put together, so it is done once."""
    return get_command(COMMAND_LINE)


def ask_json(*words: object) -> Any:
    """Return what a command answers in JSON."""
    said = run_command(*words, "--json")
    assert said.code == 0, (words, said)
    return json.loads(said.out)


def parts() -> list[str]:
    """Return the names of the scenarios, as parts of the guard."""
    return [f"scenario {path.stem}" for path in sorted(SCENARIOS.glob("*.yaml"))]


def drive(part: str, folder: Path) -> Left:
    """Drive a scenario or a life in a new store, and return all that it left."""
    kind, name = part.split()
    store = folder / "guard.db"
    with no_chance(), quick_decoders():
        if kind == "scenario":
            said = run_command("run", SCENARIOS / f"{name}.yaml", "--store", store)
            assert said.code == 0, said
            rebuild(store)
            return left_by(store, READERS)
        asyncio.run(live(store, int(name)))
        return left_by(store, READERS[:1])


@contextmanager
def quick_decoders() -> Iterator[None]:
    """Make each decoder of msgspec once: each command typed makes those of all types again."""
    with patch.object(msgspec.json, "Decoder", cache(msgspec.json.Decoder)):
        yield


def rebuild(store: Path) -> None:
    """Make the rows of every projection and every saga again."""
    for one in ask_json("projections", "status", "--store", store):
        said = run_command("projections", "rebuild", one["reader"], "--store", store)
        assert said.code == 0, said


def left_by(store: Path, readers: tuple[str, ...]) -> Left:
    """Return the history, the rows, the commands owed by sagas, the pages and the listings of a store."""
    texts = (
        history(store),
        tables(store),
        files(store),
        derived_rows(store),
        listings(store),
        pages(store, readers),
    )
    return dict(chain.from_iterable(texts))


def history(store: Path) -> Iterator[tuple[str, str]]:
    """Return each event as it is stored."""
    said = run_command("history", "--store", store, "--json", "--positions")
    assert said.code == 0, said
    for line in said.out.splitlines():
        position, _, body = line.partition("\t")
        yield f"event {int(position):05}", body


def tables(store: Path) -> Iterator[tuple[str, str]]:
    """Return each row of the store and of its keys; not the events themselves once more."""
    for path in filter(Path.exists, (store, private_of(store) / "keys.db")):
        with closing(sqlite3.connect(path)) as database:
            for table in table_names(database):
                columns = [name for _, name, *_ in database.execute(f"PRAGMA table_info ({table})")]
                columns_kept = [name for name in columns if name != "state"]
                for row in database.execute(f"SELECT {', '.join(columns_kept)} FROM {table} ORDER BY 1"):
                    said = dict(zip(columns_kept, map(_to_json_value, row), strict=True))
                    yield (
                        f"table {table} {' '.join(str(said[name]) for name in columns_kept[:2])}",
                        json.dumps(said),
                    )


def files(store: Path) -> Iterator[tuple[str, str]]:
    """Return the digest of each file beside the store: documents as they are sealed, and the master key."""
    private = private_of(store)
    for path in sorted(private.rglob("*")):
        if path.is_file() and not path.name.startswith("keys.db"):
            digest = sha256(path.read_bytes()).hexdigest()
            yield f"file {path.relative_to(private).as_posix()}", json.dumps(digest)


def private_of(store: Path) -> Path:
    """Return the folder of the keys and documents of a store."""
    return store.with_name(f"{store.name}.private")


def table_names(database: sqlite3.Connection) -> list[str]:
    """Return the tables of a database that are its own."""
    statement = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return [name for (name,) in database.execute(statement)]


def _to_json_value(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def derived_rows(store: Path) -> Iterator[tuple[str, str]]:
    """Return each row of a projection or a saga, and each command that a saga ever owed."""
    with closing(sqlite3.connect(derived_of(store))) as database:
        for name, generation in generations(database):
            for key, place, body in database.execute(
                f"SELECT key, place, body FROM rows_{generation} ORDER BY key, place"
            ):
                yield f"row {name} {key} {place}", body
        columns = [column[1] for column in database.execute("PRAGMA table_info (owed)")]
        for row in sorted(database.execute("SELECT * FROM owed").fetchall()):
            said = dict(zip(columns, row, strict=True))
            yield f"owed {said['saga']} {said['id']}", json.dumps(said, ensure_ascii=False)


def derived_of(store: Path) -> Path:
    """Return the file of what was derived from a store."""
    return store.with_name(f"{store.name}.derived")


def generations(database: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return the names of the readers, and the numbers of their live tables."""
    return database.execute("SELECT name, generation FROM stand WHERE live = 1 ORDER BY name").fetchall()


def listings(store: Path) -> Iterator[tuple[str, str]]:
    """Return what the listings answer in JSON."""
    missions = ask_json("missions", "--store", store)
    yield "list missions", _compact(missions)
    yield "list refusals", _compact(ask_json("refusals", "--store", store))
    for mission in missions:
        name = mission["mission"]
        yield f"list sagas {name}", _compact(ask_json("sagas", name, "--store", store))


def pages(store: Path, readers: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Return each page that the projections have rows for, for the eyes of each reader."""
    pages = known_pages(store)
    with closing(sqlite3.connect(derived_of(store))) as database:
        keys = [
            (name, key)
            for name, generation in generations(database)
            if name in pages
            for (key,) in database.execute(f"SELECT DISTINCT key FROM rows_{generation} ORDER BY key")
        ]
    for name, key in keys:
        for reader in readers:
            said = run_command("show", name, key, "--as", reader, "--store", store, "--json")
            text = _compact(json.loads(said.out)) if said.code == 0 else f'"exit {said.code}"'
            yield f"page {name} {key} {reader}", text


def known_pages(store: Path) -> list[str]:
    """Return the names of the pages, which a wrong name lists."""
    said = run_command("show", "no_such_page", "all", "--store", store)
    return re.findall(r"[a-z_]+", said.err.rpartition(":")[2])


def _compact(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
