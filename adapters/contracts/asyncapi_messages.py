"""The messages of the AsyncAPI document; each event has its stored sample as an example."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adapters.contracts.event_schemas import stream_kind
from adapters.contracts.schema_builder import Schema, read_docstring
from adapters.contracts.wire_schemas import page_schemas
from adapters.engine.access import header_names
from domain.aggregates import EVENT_TYPES
from domain.commands import COMMANDS
from domain.record import Event

_HERE = Path(__file__).resolve()
SAMPLES = next(
    folder
    for folder in (_HERE.parent / "samples", _HERE.parents[2] / "tests" / "contracts" / "samples")
    if folder.is_dir()
)
"""The folder of the samples: in a wheel beside this file, in the repository with the tests."""

_SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12"


def build_messages() -> dict[str, Schema]:
    """Return every message by the name that channels use."""
    return {
        **{event.TYPE: _event_message(event) for event in EVENT_TYPES.values()},
        **{command.command_type.__name__: _command_message(command.command_type) for command in COMMANDS},
        "query": {
            "title": "A query",
            "contentType": "application/json",
            "payload": _schema_ref("wire/query.json"),
            "examples": [{"payload": {"mission": "f36e20e1-18c6-5317-962b-76f54850ab6b"}}],
        },
        "reply": _build_reply("The reply to a command", {"$ref": "./wire/reply.json"}),
        **{query_reply_name(name): _query_reply(name) for name in page_schemas()},
    }


def query_reply_name(page: str) -> str:
    """Return the name of the message that replies to a query for a page."""
    return f"found.{page}"


def _event_message(event: type[Event]) -> Schema:
    summary, _, more = read_docstring(event).partition("\n\n")
    return {
        "name": event.TYPE,
        "title": event.__name__,
        "summary": summary,
        **({"description": more} if more else {}),
        "contentType": "application/cloudevents+json",
        "tags": [{"name": stream_kind(event)}],
        "x-jalon-by": sorted(event.BY),
        "x-jalon-audiences": sorted(event.READERS),
        "headers": _schema_ref("wire/fact-headers.json"),
        "payload": _schema_ref(f"events/{event.TYPE}.json"),
        "examples": list(_stored_examples(event)),
    }


def _stored_examples(event: type[Event]) -> Iterator[Schema]:
    """Return the stored sample of an event, with the headers of its publication."""
    path = SAMPLES / f"{event.TYPE}.json"
    if path.exists():
        sample: dict[str, Any] = json.loads(path.read_bytes())
        headers = {
            header_names.CONTENT_TYPE: "application/cloudevents+json",
            "Jalon-Position": "1",
            "Nats-Msg-Id": sample["id"],
        }
        yield {"name": event.__name__, "headers": headers, "payload": sample}


def _command_message(command: type[Any]) -> Schema:
    return {
        "name": command.__name__,
        "title": command.__name__,
        "summary": read_docstring(command).partition("\n\n")[0],
        "contentType": "application/json",
        "headers": _schema_ref("wire/command-headers.json"),
        "payload": _schema_ref(f"commands/{command.__name__}.json"),
    }


def _query_reply(page: str) -> Schema:
    page_schema = {"properties": {"page": {"$ref": f"./pages/{page}.json"}}}
    return _build_reply(
        f"The reply to a query for {page}", {"allOf": [{"$ref": "./wire/reply.json"}, page_schema]}
    )


def _build_reply(title: str, schema: Schema) -> Schema:
    return {
        "title": title,
        "contentType": "application/json",
        "headers": _schema_ref("wire/reply-headers.json"),
        "payload": {"schemaFormat": _SCHEMA_FORMAT, "schema": schema},
    }


def _schema_ref(path: str) -> Schema:
    return {"schemaFormat": _SCHEMA_FORMAT, "schema": {"$ref": f"./{path}"}}
