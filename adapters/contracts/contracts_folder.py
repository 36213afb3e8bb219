"""The folder that other services build on: schemas, the AsyncAPI document, and the last release."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from adapters.contracts.asyncapi import build_document
from adapters.contracts.compatibility import BreakingChange, find_breaking_changes, strip_explanations
from adapters.contracts.event_schemas import command_schema, event_schema
from adapters.contracts.schema_builder import Schema
from adapters.contracts.wire_schemas import page_schemas, wire_schemas
from domain.aggregates import EVENT_TYPES
from domain.commands import COMMANDS

JALON_VERSION = version("jalon")
RELEASE_FILE = "released.json"
OWN_FOLDERS = ("events", "commands", "pages", "wire")
"""The folders that hold only generated files: other JSON files in them are deleted."""


class Release(msgspec.Struct, frozen=True):
    """The schemas of a released version, without explanations, by `$id`."""

    version: str
    schemas: dict[str, dict[str, Any]]


def build_schemas() -> dict[str, Schema]:
    """Return every schema by its path in the folder."""
    return {
        **{f"events/{event.TYPE}.json": event_schema(event) for event in EVENT_TYPES.values()},
        **{f"commands/{command.command_type.__name__}.json": command_schema(command) for command in COMMANDS},
        **{f"pages/{name}.json": schema for name, schema in page_schemas().items()},
        **{f"wire/{name}.json": schema for name, schema in wire_schemas().items()},
    }


def encode_files(schemas: Mapping[str, Schema]) -> dict[str, bytes]:
    """Return the files of the folder by path; the same schemas give the same bytes."""
    documents = {**schemas, "asyncapi.json": build_document()}
    return {path: _encode_document(document) for path, document in documents.items()}


def check_release(folder: Path, schemas: Mapping[str, Schema]) -> tuple[str, list[BreakingChange]]:
    """Return the version last released into a folder, or "", and the changes since that break programs."""
    path = folder / RELEASE_FILE
    if not path.exists():
        return "", []
    release = msgspec.json.decode(path.read_bytes(), type=Release)
    return release.version, find_breaking_changes(release.schemas, _index_by_id(schemas))


def write_folder(folder: Path, schemas: Mapping[str, Schema]) -> int:
    """Write the folder, and delete generated files that are no longer part of it; return how many it has."""
    expected = encode_files(schemas)
    for name, content in expected.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for own_folder in OWN_FOLDERS:
        for path in (folder / own_folder).glob("*.json"):
            if f"{own_folder}/{path.name}" not in expected:
                path.unlink()
    return len(expected)


def write_release(folder: Path, schemas: Mapping[str, Schema]) -> str:
    """Write the release file, with which later versions are compared; return this version."""
    # One schema a line: then a diff of the file shows which schema changed.
    promised = {name: strip_explanations(schema) for name, schema in sorted(_index_by_id(schemas).items())}
    lines = (f"{json.dumps(name)}: {json.dumps(schema)}" for name, schema in promised.items())
    head = f'{{"version": {json.dumps(JALON_VERSION)}, "schemas": {{\n'
    (folder / RELEASE_FILE).write_text(head + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    return JALON_VERSION


def _index_by_id(schemas: Mapping[str, Schema]) -> dict[str, Schema]:
    return {schema["$id"]: schema for schema in schemas.values()}


def _encode_document(document: Any) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"
