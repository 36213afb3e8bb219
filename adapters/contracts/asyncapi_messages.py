"""The messages of the AsyncAPI document: headers, schema, and for a fact its stored sample as example."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adapters.contracts.event_schemas import kind_of
from adapters.contracts.schema_builder import Schema, told_by
from adapters.contracts.wire_schemas import page_schemas
from adapters.engine.access import header_names
from domain.aggregates import FACTS
from domain.commands import ORDERS
from domain.record import Event

_HERE = Path(__file__).resolve()
SAMPLES = next(
    folder
    for folder in (_HERE.parent / "samples", _HERE.parents[2] / "tests" / "contracts" / "samples")
    if folder.is_dir()
)
"""One stored fact of each type: beside this file once installed, with the tests where Jalon is made."""

_2020 = "application/schema+json;version=draft-2020-12"


def messages() -> dict[str, Schema]:
    """Return every message, by the name that channels call it."""
    return {
        **{event.TYPE: _fact(event) for event in FACTS.values()},
        **{order.command.__name__: _command(order.command) for order in ORDERS},
        "query": {
            "title": "A query",
            "contentType": "application/json",
            "payload": _at("wire/query.json"),
            "examples": [{"payload": {"mission": "f36e20e1-18c6-5317-962b-76f54850ab6b"}}],
        },
        "reply": _reply("The reply to a command", {"$ref": "./wire/reply.json"}),
        **{found_of(name): _found(name) for name in page_schemas()},
    }


def found_of(page: str) -> str:
    """Return how the reply to a query for a page is called."""
    return f"found.{page}"


def _fact(event: type[Event]) -> Schema:
    summary, _, more = told_by(event).partition("\n\n")
    return {
        "name": event.TYPE,
        "title": event.__name__,
        "summary": summary,
        **({"description": more} if more else {}),
        "contentType": "application/cloudevents+json",
        "tags": [{"name": kind_of(event)}],
        "x-jalon-by": sorted(event.BY),
        "x-jalon-audiences": sorted(event.READERS),
        "headers": _at("wire/fact-headers.json"),
        "payload": _at(f"facts/{event.TYPE}.json"),
        "examples": list(_stored(event)),
    }


def _stored(event: type[Event]) -> Iterator[Schema]:
    """Return the stored sample of a fact, as it is published."""
    place = SAMPLES / f"{event.TYPE}.json"
    if place.exists():
        fact: dict[str, Any] = json.loads(place.read_bytes())
        enclosed = {
            header_names.CONTENT_TYPE: "application/cloudevents+json",
            "Jalon-Position": "1",
            "Nats-Msg-Id": fact["id"],
        }
        yield {"name": event.__name__, "headers": enclosed, "payload": fact}


def _command(command: type[Any]) -> Schema:
    return {
        "name": command.__name__,
        "title": command.__name__,
        "summary": told_by(command).partition("\n\n")[0],
        "contentType": "application/json",
        "headers": _at("wire/command-headers.json"),
        "payload": _at(f"commands/{command.__name__}.json"),
    }


def _found(page: str) -> Schema:
    shown = {"properties": {"page": {"$ref": f"./pages/{page}.json"}}}
    return _reply(f"The reply to a query for {page}", {"allOf": [{"$ref": "./wire/reply.json"}, shown]})


def _reply(title: str, schema: Schema) -> Schema:
    return {
        "title": title,
        "contentType": "application/json",
        "headers": _at("wire/reply-headers.json"),
        "payload": {"schemaFormat": _2020, "schema": schema},
    }


def _at(place: str) -> Schema:
    return {"schemaFormat": _2020, "schema": {"$ref": f"./{place}"}}
