"""Every word that is stored, sent or typed, one a line: `frozen.txt` holds them as they were.

They are read from outputs where possible: the contracts that are written, the tables of SQLite, the faults of
a scenario with unknown words, the settings that are looked up. Descriptions and the names of `$defs` are left
out, because the latter are names of classes; a `$ref` is replaced by its target.
"""

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from enum import Enum
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

import msgspec

from tests.guard import names, outside
from tests.guard.chance import no_chance
from tests.guard.driving import (
    READERS,
    ROOT,
    SCENARIOS,
    ask_json,
    command_line,
    derived_of,
    known_pages,
    left_by,
    private_of,
    quick_decoders,
    rebuild,
    run_command,
    table_names,
)

FROZEN = Path(__file__).with_name("frozen.txt")
SCENARIO_NAME = "refus"
SETTERS = ("Dockerfile", "docker-compose.yml", "Makefile", "deploy/secrets.sh", ".env.example")
LEFT_OUT = ("description", "title", "$defs", "examples", "$schema", "summary")
NESTED = ("properties", "items", "anyOf", "oneOf", "discriminator", "prefixItems", "$ref")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|\b\d{4}-\d{2}\b")
_SETTING = re.compile(r"\bJALON_[A-Z][A-Z_]*\b")


def frozen() -> list[str]:
    """Return the words as they were."""
    return FROZEN.read_text(encoding="utf-8").splitlines()


def freeze(folder: Path) -> None:
    """Write the words as they are."""
    FROZEN.write_text("\n".join(lines(folder)) + "\n", encoding="utf-8")


def lines(folder: Path) -> list[str]:
    """Return the words as they are, sorted."""
    store = folder / "words.db"
    with no_chance(), quick_decoders():
        assert run_command("run", SCENARIOS / f"{SCENARIO_NAME}.yaml", "--store", store).code == 0
        rebuild(store)
        found = [*_contracts(folder), *_rows(), *_refusals(), *_law(), *_command_line(), *_scenario(folder)]
        found += [*_tables(store), *_listings(store), *_settings(store), *_backup(store), *_exits(store)]
    found += [*_files_of_sql(), *_saga_steps(), *outside.lines(folder)]
    return sorted(set(found))


def _contracts(folder: Path) -> Iterator[str]:
    """Yield events, commands, pages, headers and replies: fields, types, enums, subjects, audiences."""
    place = folder / "contracts"
    assert run_command("contracts", place).code == 0
    for path in sorted(place.rglob("*.json")):
        said = json.loads(path.read_bytes())
        name = path.relative_to(place).with_suffix("").as_posix()
        if name == "asyncapi":
            yield from _asyncapi(said)
        elif name != "released":
            lines = (f"contract {name}{line}" for line in schema(said))
            yield from map(_of_any_event, lines) if name.startswith("events/") else lines


def _of_any_event(line: str) -> str:
    """Yield what the envelopes of all events have in common once, under one name."""
    name, _, rest = line.partition(" .")
    if not rest or rest.startswith(("data", "type:")):
        return line
    return f"contract events/* .{rest.replace(name.removeprefix('contract events/'), '<type>')}"


def _asyncapi(said: dict[str, Any]) -> Iterator[str]:
    """Yield the channels, the operations and the messages of the AsyncAPI document, not their payloads."""
    for name, channel in said["channels"].items():
        yield f"asyncapi channel {name}: {channel.get('address')}"
        yield from (f"asyncapi channel {name}: message {one}" for one in channel["messages"])
        for parameter, about in channel.get("parameters", {}).items():
            yield f"asyncapi channel {name}: parameter {parameter}: {about.get('enum', '')}"
    for name, operation in said["operations"].items():
        reply = operation.get("reply", {}).get("channel", {}).get("$ref", "")
        yield f"asyncapi operation {name}: {operation['action']} {operation['channel']['$ref']} {reply}"
    for name, message in said["components"]["messages"].items():
        yield f"asyncapi message {name}: {message.get('name', '')} {message.get('contentType', '')}"
    for name, server in said["servers"].items():
        yield f"asyncapi server {name}: {server.get('protocol')}"


def schema(root: dict[str, Any]) -> Iterator[str]:
    """Yield a JSON Schema: each field under its path, with its type, its values, and if it is required."""
    yield from _schema(root, root, "", ())


def _schema(said: Any, root: dict[str, Any], path: str, within: tuple[str, ...]) -> Iterator[str]:
    ref = said.get("$ref")
    if ref is not None:
        if ref in within:
            yield f"{path}: again {len(within) - within.index(ref)} above"
            return
        own = {name: value for name, value in said.items() if name != "$ref"}
        said, within = {**_at(root, ref), **own}, (*within, ref)
    plain = {
        name: value
        for name, value in said.items()
        if name
        not in (*LEFT_OUT, "properties", "items", "anyOf", "oneOf", "discriminator", "prefixItems", "$ref")
        and not (name == "additionalProperties" and isinstance(value, dict))
    }
    yield f"{path}: {json.dumps(plain, sort_keys=True, ensure_ascii=False)}"
    for name, inner in said.get("properties", {}).items():
        yield from _schema(inner, root, f"{path} .{name}", within)
    for name in ("items", "additionalProperties"):
        if isinstance(said.get(name), dict):
            yield from _schema(said[name], root, f"{path} .{'*' if name == 'items' else '**'}", within)
    for choice in ("anyOf", "oneOf", "prefixItems"):
        for number, inner in enumerate(said.get(choice, ())):
            yield from _schema(inner, root, f"{path} |{_choice(inner, root) or number}", within)


def _choice(said: dict[str, Any], root: dict[str, Any]) -> str:
    """Name one of several shapes by its tag or its type, so that their sequence does not matter."""
    meant = _at(root, said["$ref"]) if "$ref" in said else said
    tags = [inner["const"] for inner in meant.get("properties", {}).values() if "const" in inner]
    tags += [
        inner["enum"][0] for inner in meant.get("properties", {}).values() if len(inner.get("enum", ())) == 1
    ]
    return ",".join(map(str, tags)) or str(meant.get("type", "")) + str(meant.get("format", ""))


def _at(root: dict[str, Any], ref: str) -> dict[str, Any]:
    found: Any = root
    for step in ref.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def _rows() -> Iterator[str]:
    """Yield the fields of the rows that projections keep, and of the progress of sagas."""
    kinds = {"projection": names.rows_of_projections(), "saga": names.progress_of_sagas()}
    for kind, readers in kinds.items():
        for name, (version, row) in readers.items():
            yield f"{kind} {name}: version {version}"
            said = msgspec.json.schema(row)
            yield from (f"row of {kind} {name}{line}" for line in schema(said))
    for name, types in names.event_types_of_readers().items():
        yield from (f"reader {name}: reads {type_}" for type_ in types)


def _refusals() -> Iterator[str]:
    for name, rule, saw in names.refusals():
        yield f"refusal {name}: rule {rule}"
        yield from (f"refusal {name}: saw {key}" for key in saw)


def _law() -> Iterator[str]:
    """Yield each rule, its figures, the commands that ask it and the keys of what it looks at."""
    for rule in ask_json("law", "--on", "2026-10-01"):
        name = rule["rule"]
        yield f"rule {name}: article {rule['article']}"
        for word in ("since", "force", "in_force", "figures"):
            yield f"rule {name}: {word} {json.dumps(rule[word], ensure_ascii=False)}"
        for word in ("asked_by", "looks_at", "refusals"):
            yield from (f"rule {name}: {word} {one}" for one in rule[word])


def _command_line() -> Iterator[str]:
    """Yield every command that can be typed, with its arguments and options."""
    yield from _command(command_line(), "jalon")


def _command(command: Any, path: str) -> Iterator[str]:
    yield f"command line {path}"
    for number, one in enumerate(command.params):
        how = {"type": _kind(one.type_descriptor.annotation), "required": one.required}
        how |= {
            "default": _default(one),
            "many": one.multiple or one.nargs != 1,
            "flag": getattr(one, "is_flag", 0),
        }
        how |= {bound: value for bound in ("min", "max") if (value := getattr(one, bound)) is not None}
        option = one.param_type_name == "option"
        called = ", ".join((*one.opts, *one.secondary_opts)) if option else f"argument {number}"
        yield f"command line {path}: {called}: {json.dumps(how)}"
    for name, inner in getattr(command, "commands", {}).items():
        yield from _command(inner, f"{path} {name}")


def _kind(annotation: Any) -> Any:
    """Name a type; an enumeration by its values, for it may get another name."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [one.value for one in annotation]
    return getattr(annotation, "__name__", str(annotation))


def _default(one: Any) -> Any:
    value = getattr(one.default, "value", one.default)
    return value if value is None or isinstance(value, bool | int | str) else str(value)


UNKNOWN = """
scenario: words
title: Words
zzzz: 1
given:
  zzzz: 1
  umbrella: {on: 2026-01-02 09:00, zzzz: 1, people: {lea: director, max: zzzz},
    registered: {siren: 902 145 739, zzzz: 1}}
  clients: {acme: {zzzz: 1, registered: {siren: 784 512 097, zzzz: 1}, then: [zzzz: {}]}}
  consultants: {claire: {zzzz: 1, registered: {zzzz: 1}}}
steps:
  - {on: 2026-01-02 10:00, by: zzzz, does: zzzz, with: {}, zzzz: 1}
  - {advance: 2026-01-02 10:00, zzzz: 1}
  - {on: 2026-01-02 10:00, by: umbrella zzzz, does: StateNeed, with: {zzzz: 1},
     for: {party: zzzz, channel: zzzz, zzzz: 1},
     refused: zzzz, expect: {zzzz: 1, facts: [zzzz], asks: [zzzz signature, client zzzz],
     deadline: [zzzz x, system zzzz],
     page: [{show: zzzz, of: zzzz x, to: zzzz, says: [], zzzz: 1}]}}
"""
_FAULT = re.compile(r"(?P<line>\d+):(?P<column>\d+):? .*?(?P<said>(?:words known here|missing): .*)$")


def _scenario(folder: Path) -> Iterator[str]:
    """Yield every word that a scenario may use: a place with an unknown one is answered with those known."""
    place = folder / "words.yaml"
    commands = [path.stem for path in sorted((folder / "contracts/commands").glob("*.json"))]
    pages = known_pages(folder / "words.db")
    step = "\n  - {{on: 2026-01-03 10:00, by: umbrella lea, does: {}, with: {}}}"
    page = "{{mission: x}}, expect: {{page: [{{show: {}, of: all, says: [{{zzzz: 1}}]}}]}}"
    text = UNKNOWN.rstrip()
    text += "".join(step.format(name, "{zzzz: 1}") for name in commands if name != "AdvanceClock")
    text += "".join(step.format("AbandonMission", page.format(name)) for name in pages)
    place.write_text(text, encoding="utf-8")
    said = run_command("run", place, "--store", folder / "none.db")
    assert said.code == 2, said
    written = text.splitlines()
    for fault in said.err.splitlines():
        found = _FAULT.search(fault)
        if found is None:
            yield f"scenario: {fault.replace(str(place), place.name)}"
            continue
        line, column = int(found["line"]), int(found["column"])
        row = written[line - 1]
        about = re.search(r"show: (\w+), of: all", row) or re.search(r"does: (\w+), with", row)
        own = about is not None and line > len(UNKNOWN.strip().splitlines()) + 1
        where = about[1] if own else f"line {line} column {column}"
        kind, _, words = found["said"].partition(": ")
        yield from (f"scenario {where}: {kind}: {word}" for word in words.split(", "))


def _tables(store: Path) -> Iterator[str]:
    """Yield tables, indexes, views and columns of the store, of its keys and read models, on SQLite."""
    for name, path in {
        "store": store,
        "keys": private_of(store) / "keys.db",
        "derived": derived_of(store),
    }.items():
        with closing(sqlite3.connect(path)) as database:
            views = [one for (one,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
            for table in [*table_names(database), *views]:
                shown = re.sub(r"^rows_\d+$", "rows_N", table)
                for _, column, kind, needed, default, key in database.execute(f"PRAGMA table_info ({table})"):
                    yield f"sqlite {name}: {shown}.{column} {kind} {needed} {default} key {key}"
            for kind, sql in database.execute("SELECT type, sql FROM sqlite_master WHERE sql IS NOT NULL"):
                yield f"sqlite {name}: {kind}: {re.sub(r'rows_[0-9]+', 'rows_N', ' '.join(sql.split()))}"
            yield f"sqlite {name}: user_version {database.execute('PRAGMA user_version').fetchone()[0]}"


def _listings(store: Path) -> Iterator[str]:
    """Yield the keys that listings write with --json."""
    missions = ask_json("missions", "--store", store)
    said = {
        "missions": missions,
        "refusals": ask_json("refusals", "--store", store),
        "law": ask_json("law", "--on", "2026-10-01"),
        "law minimum-pay": ask_json("law", "minimum-pay", "--on", "2026-10-01"),
        "doctor": ask_json("doctor", "--store", store),
        "projections status": ask_json("projections", "status", "--store", store),
        "parked list": ask_json("parked", "list", "--store", store),
        "sagas": [ask_json("sagas", one["mission"], "--store", store) for one in missions],
    }
    for name, answer in said.items():
        yield from (f"json of jalon {name}: {path}" for path in _paths(answer))
    for label, text in left_by(store, READERS[:1]).items():
        if label.startswith("page "):
            yield from (f"json of jalon show {label.split()[1]}: {path}" for path in _paths(json.loads(text)))


def _paths(said: Any, path: str = "") -> Iterator[str]:
    """Return the path of each key, without the positions in lists and the ids among the keys."""
    for name, value in (
        said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    ):
        known = "*" if isinstance(name, int) else _ID.sub("<id>", name)
        here = f"{path}.{known}" if path else known
        yield here
        yield from _paths(value, here)


class _LookedUp(dict[str, str]):
    """An environment that remembers which settings of ours were looked up."""

    def __init__(self) -> None:
        super().__init__(os.environ)
        self.looked_up = set[str]()

    def get(self, key: str, default: Any = None) -> Any:
        self.looked_up.add(key)
        return super().get(key, default)


def _settings(store: Path) -> Iterator[str]:
    """Yield the settings of the environment: those looked up, and those that our files speak of."""
    found = _LookedUp()
    with patch.object(os, "environ", found):
        run_command("missions", "--store", store)
    ours = (name for name in found.looked_up if name.startswith(("JALON_", "NATS_", "OTEL_")))
    yield from (f"setting {name}: looked up" for name in ours)
    for name in (
        "Dockerfile",
        "docker-compose.yml",
        "Makefile",
        "README.md",
        "deploy/secrets.sh",
        ".env.example",
    ):
        if (ROOT / name).exists():
            text = (ROOT / name).read_text(encoding="utf-8")
            yield from (f"setting {one}: in {name}" for one in _SETTING.findall(text))


def _backup(store: Path) -> Iterator[str]:
    """Yield the members of a backup, its description, the shape of its lines, and the private files."""
    place = store.with_name("backup.zip")
    assert run_command("backup", place, "--store", store).code == 0
    with ZipFile(place) as backup:
        for name in backup.namelist():
            yield f"backup: {_ID.sub('<id>', name)}"
            if name.endswith(".jsonl"):
                first = json.loads(backup.read(name).splitlines()[0])
                shape = _paths(first) if isinstance(first, dict) else [type(one).__name__ for one in first]
                yield from (f"backup {name}: {number} {one}" for number, one in enumerate(shape))
        content = json.loads(backup.read("content.json"))
        yield from (f"backup content.json: {path}" for path in _paths(content))
        yield f"backup content.json: format {content['format']}"
    for path in private_of(store).rglob("*"):
        name = _ID.sub("<id>", path.relative_to(private_of(store)).as_posix())
        yield f"private: {re.sub(r'documents/[0-9a-f]{2}', 'documents/<2 digits>', name)}"


def _exits(store: Path) -> Iterator[str]:
    """Yield the exit codes, those that there are and those that were answered."""
    yield f"exit codes: {names.EXIT_CODES}"
    known = {"mission": "00000000-0000-4000-8000-000000000000", "completed_on": "2026-03-20"}
    give = ("do", "CompleteMission")
    answered = {
        "a dry run that is refused": (*give, json.dumps(known), "--dry-run", "--store", store),
        "a malformed command": (*give, "{}", "--dry-run", "--store", store),
        "an unknown command": ("do", "Zzzz", "{}", "--dry-run", "--store", store),
        "an unknown option": ("missions", "--zzzz"),
        "a store that is not there": ("missions", "--store", store.with_name("nowhere.db")),
        "an unknown page": ("show", "zzzz", "all", "--store", store),
        "a listing": ("missions", "--store", store),
    }
    for what, words in answered.items():
        yield f"exit code of {what}: {run_command(*words).code}"
    said = run_command(*give, json.dumps(known), "--dry-run", "--json", "--store", store)
    yield from (f"json of jalon do, refused: {path}" for path in _paths(json.loads(said.out)))
    said = run_command(*give, "{}", "--dry-run", "--json", "--store", store)
    yield from (f"json of jalon do, malformed: {path}" for path in _paths(json.loads(said.out)))


def _files_of_sql() -> Iterator[str]:
    """Yield the statements of the files by which a PostgreSQL database is made."""
    for path in sorted(ROOT.rglob("*.sql")):
        if not {".venv", "tests", "build"} & set(path.relative_to(ROOT).parts):
            text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
            for line in filter(None, (" ".join(one.split()) for one in text.splitlines())):
                yield f"postgresql {path.name}: {line}"


def _saga_steps() -> Iterator[str]:
    """Yield the steps that are written in the sagas: their names are part of the ids of commands."""
    for path in sorted((ROOT / "sagas").rglob("*.py")):
        for step in re.findall(r"\bstep=\"(\w+)\"", path.read_text(encoding="utf-8")):
            yield f"saga step: {step}"
