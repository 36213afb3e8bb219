"""The folder that other services build on: a file a schema, one AsyncAPI document, what was last released."""

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
OWN_FOLDERS = ("facts", "commands", "pages", "wire")
"""The folders of which every file is ours: what no longer is part of the contract goes."""


class Release(msgspec.Struct, frozen=True):
    """What a version promised: programs written against it go on."""

    version: str
    schemas: dict[str, dict[str, Any]]


def build_schemas() -> dict[str, Schema]:
    """Return every schema, by its place in the folder."""
    return {
        **{f"facts/{event.TYPE}.json": event_schema(event) for event in EVENT_TYPES.values()},
        **{f"commands/{command.command_type.__name__}.json": command_schema(command) for command in COMMANDS},
        **{f"pages/{name}.json": schema for name, schema in page_schemas().items()},
        **{f"wire/{name}.json": schema for name, schema in wire_schemas().items()},
    }


def encode_files(schemas: Mapping[str, Schema]) -> dict[str, bytes]:
    """Return what stands in the folder; the same schemas are the same bytes."""
    documents = {**schemas, "asyncapi.json": build_document()}
    return {path: _encode_document(document_content) for path, document_content in documents.items()}


def check_release(folder: Path, schemas: Mapping[str, Schema]) -> tuple[str, list[BreakingChange]]:
    """Return what was last released into a folder, and what programs written against it would not bear."""
    path = folder / RELEASE_FILE
    if not path.exists():
        return "", []
    release = msgspec.json.decode(path.read_bytes(), type=Release)
    return release.version, find_breaking_changes(release.schemas, _index_by_id(schemas))


def write_folder(folder: Path, schemas: Mapping[str, Schema]) -> int:
    """Write the folder, and take away of ours what is no longer part of it; return how many files it has."""
    expected = encode_files(schemas)
    for place, content in expected.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for own_folder in OWN_FOLDERS:
        for path in (folder / own_folder).glob("*.json"):
            if f"{own_folder}/{path.name}" not in expected:
                path.unlink()
    return len(expected)


def write_release(folder: Path, schemas: Mapping[str, Schema]) -> str:
    """Keep what this version promises, for later ones to be compared with; return which version it is."""
    promised = {name: strip_explanations(schema) for name, schema in sorted(_index_by_id(schemas).items())}
    lines = (f"{json.dumps(name)}: {json.dumps(schema)}" for name, schema in promised.items())
    head = f'{{"version": {json.dumps(JALON_VERSION)}, "schemas": {{\n'
    (folder / RELEASE_FILE).write_text(head + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    return JALON_VERSION


def _index_by_id(schemas: Mapping[str, Schema]) -> dict[str, Schema]:
    return {schema["$id"]: schema for schema in schemas.values()}


def _encode_document(document_content: Any) -> bytes:
    return json.dumps(document_content, indent=2, ensure_ascii=False).encode() + b"\n"
