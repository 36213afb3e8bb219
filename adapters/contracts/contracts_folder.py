"""The folder that other services build on: a file a schema, one AsyncAPI document, what was last released."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from adapters.contracts.asyncapi import document
from adapters.contracts.compatibility import Change, incompatible, kept
from adapters.contracts.event_schemas import command_schema, fact_schema
from adapters.contracts.schema_builder import Schema
from adapters.contracts.wire_schemas import around, page_schemas
from domain.aggregates import FACTS
from domain.commands import ORDERS

OURSELVES = version("jalon")
RELEASED = "released.json"
OURS = ("facts", "commands", "pages", "wire")
"""The folders of which every file is ours: what no longer is part of the contract goes."""


class Release(msgspec.Struct, frozen=True):
    """What a version promised: programs written against it go on."""

    version: str
    schemas: dict[str, dict[str, Any]]


def schemas() -> dict[str, Schema]:
    """Return every schema, by its place in the folder."""
    return {
        **{f"facts/{event.TYPE}.json": fact_schema(event) for event in FACTS.values()},
        **{f"commands/{order.command.__name__}.json": command_schema(order) for order in ORDERS},
        **{f"pages/{name}.json": schema for name, schema in page_schemas().items()},
        **{f"wire/{name}.json": schema for name, schema in around().items()},
    }


def files(found: Mapping[str, Schema]) -> dict[str, bytes]:
    """Return what stands in the folder; the same schemas are the same bytes."""
    documents = {**found, "asyncapi.json": document()}
    return {place: _written(said) for place, said in documents.items()}


def broken(folder: Path, found: Mapping[str, Schema]) -> tuple[str, list[Change]]:
    """Return what was last released into a folder, and what programs written against it would not bear."""
    place = folder / RELEASED
    if not place.exists():
        return "", []
    release = msgspec.json.decode(place.read_bytes(), type=Release)
    return release.version, incompatible(release.schemas, _by_id(found))


def write(folder: Path, found: Mapping[str, Schema]) -> int:
    """Write the folder, and take away of ours what is no longer part of it; return how many files it has."""
    expected = files(found)
    for place, content in expected.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for ours in OURS:
        for path in (folder / ours).glob("*.json"):
            if f"{ours}/{path.name}" not in expected:
                path.unlink()
    return len(expected)


def release(folder: Path, found: Mapping[str, Schema]) -> str:
    """Keep what this version promises, for later ones to be compared with; return which version it is."""
    promised = {name: kept(schema) for name, schema in sorted(_by_id(found).items())}
    lines = (f"{json.dumps(name)}: {json.dumps(schema)}" for name, schema in promised.items())
    head = f'{{"version": {json.dumps(OURSELVES)}, "schemas": {{\n'
    (folder / RELEASED).write_text(head + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    return OURSELVES


def _by_id(found: Mapping[str, Schema]) -> dict[str, Schema]:
    return {schema["$id"]: schema for schema in found.values()}


def _written(said: Any) -> bytes:
    return json.dumps(said, indent=2, ensure_ascii=False).encode() + b"\n"
