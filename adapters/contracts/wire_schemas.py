"""What stands around an event, a command and a page on the wire: the headers, the query, the reply."""

import ast
from inspect import getsource
from itertools import pairwise
from typing import Any

from adapters.contracts.event_schemas import request_subject, schema_uri
from adapters.contracts.schema_builder import DIALECT, Schema, SchemaBuilder, read_docstring
from adapters.engine.access import header_names
from adapters.engine.access.replies import ERROR_CODES, Reply
from adapters.engine.follow.registry import PROJECTIONS
from adapters.engine.query.mission_list import MissionLine
from adapters.engine.query.query_handler import Query
from adapters.engine.query.reader_views import AMOUNT_FIELDS
from adapters.engine.query.refusal_journal import RefusalLine
from domain.language import Party
from domain.record import Channel

_BOOLEAN: Schema = {"enum": ["true", "false"]}
_TRACE_PARENT: Schema = {"pattern": "^[0-9a-f]{2}(-[0-9a-f]+)+$"}

_COMMAND_HEADERS: dict[str, Schema] = {
    header_names.COMMAND_ID: {"format": "uuid"},
    header_names.EXPIRES: {"format": "date-time"},
    header_names.TIME: {"format": "date-time"},
    header_names.ON_BEHALF: {"enum": [Party.CLIENT.value, Party.CONSULTANT.value]},
    header_names.EVIDENCE: {"pattern": "^sha256:[0-9a-f]{64}$"},
    header_names.CHANNEL: {"enum": [channel.value for channel in Channel]},
    header_names.APPROVE: _BOOLEAN,
    header_names.APPROVAL: {},
    header_names.DRY_RUN: _BOOLEAN,
    header_names.CORRELATION_ID: {"format": "uuid"},
    header_names.TRACEPARENT: _TRACE_PARENT,
}
_EVENT_HEADERS: dict[str, tuple[str, Schema]] = {
    header_names.CONTENT_TYPE: ("The whole event is the payload.", {"const": "application/cloudevents+json"}),
    "Jalon-Position": (
        "The rank of the event in the log of its tenant, from 1 and without gaps; who reads some sees gaps.",
        {"pattern": "^[1-9][0-9]*$"},
    ),
    "Nats-Msg-Id": ("The id of the event.", {"format": "uuid"}),
    header_names.TRACEPARENT: ("The W3C trace context in which the command came.", _TRACE_PARENT),
}
_REQUIRED_EVENT_HEADERS = (header_names.CONTENT_TYPE, "Jalon-Position", "Nats-Msg-Id")


def wire_schemas() -> dict[str, Schema]:
    """Return the schemas of what is no event, command or page, by name."""
    descriptions = _describe_headers()
    return {
        "fact-headers": _header_schema(
            "fact-headers",
            "The headers of an event.",
            {
                name: form | {"description": description}
                for name, (description, form) in _EVENT_HEADERS.items()
            },
            _REQUIRED_EVENT_HEADERS,
        ),
        "command-headers": _header_schema(
            "command-headers",
            "What goes with a command and is no part of it. Any other Jalon- header is a fault.",
            {name: form | {"description": descriptions[name]} for name, form in _COMMAND_HEADERS.items()},
            (header_names.COMMAND_ID,),
        ),
        "reply-headers": _header_schema(
            "reply-headers",
            "The headers of a reply.",
            {
                header_names.CONTENT_TYPE: {"const": "application/json"},
                header_names.SERVICE_ERROR: {
                    "enum": [str(outcome) for outcome in ERROR_CODES],
                    "description": descriptions[header_names.SERVICE_ERROR],
                },
                header_names.SERVICE_ERROR_CODE: {
                    "enum": list(ERROR_CODES.values()),
                    "description": descriptions[header_names.SERVICE_ERROR_CODE],
                },
            },
            (header_names.CONTENT_TYPE,),
        ),
        "query": _struct_schema("query", Query) | {"additionalProperties": False},
        "reply": _struct_schema("reply", Reply),
    }


def page_schemas() -> dict[str, Schema]:
    """Return the schema of each page, as it answers a query: what was sealed is opened, or null if erased."""
    return {
        **{
            projection.name: _page_schema(projection.name, projection.view_type) for projection in PROJECTIONS
        },
        "missions": _list_schema("missions", MissionLine, optional_fields=AMOUNT_FIELDS),
        "refusals": _list_schema("refusals", RefusalLine),
        "schema": _schema_head("page:schema", "schema", "The JSON Schema of a command.")
        | {"x-jalon-subject": request_subject("query", "schema"), "type": "object"},
    }


def _page_schema(name: str, page: type[Any]) -> Schema:
    shapes = SchemaBuilder(opened=True)
    titled = _schema_head(f"page:{name}", name, read_docstring(page))
    subject = {"x-jalon-subject": request_subject("query", name)}
    return titled | subject | {"type": "object", **shapes.build_fields(page), "$defs": shapes.defs}


def _list_schema(name: str, row: type[Any], optional_fields: tuple[str, ...] = ()) -> Schema:
    """Return the schema of a page that is a list; some readers are not told all of a line."""
    shapes = SchemaBuilder(opened=True)
    listed = {"type": "array", "items": shapes.build_schema(row)}
    row_schema = shapes.defs[row.__name__]
    row_schema["required"] = [field for field in row_schema["required"] if field not in optional_fields]
    subject = {"x-jalon-subject": request_subject("query", name)}
    return _schema_head(f"page:{name}", name, read_docstring(row)) | subject | listed | {"$defs": shapes.defs}


def _struct_schema(name: str, kind: type[Any]) -> Schema:
    shapes = SchemaBuilder()
    titled = _schema_head(f"wire:{name}", kind.__name__, read_docstring(kind))
    return titled | {"type": "object", **shapes.build_fields(kind), "$defs": shapes.defs}


def _header_schema(
    name: str, description: str, fields: dict[str, Schema], required: tuple[str, ...]
) -> Schema:
    properties = {field: {"type": "string"} | form for field, form in fields.items()}
    titled = _schema_head(f"wire:{name}", name, description)
    return titled | {"type": "object", "properties": properties, "required": list(required)}


def _schema_head(name: str, title: str, description: str) -> Schema:
    return {"$schema": DIALECT, "$id": schema_uri(name), "title": title, "description": description}


def _describe_headers() -> dict[str, str]:
    """Return what is said of each header where it is named: the sentence below it."""
    lines = ast.parse(getsource(header_names)).body
    named = pairwise(lines)
    return {
        ast.literal_eval(header.value): ast.literal_eval(description.value)
        for header, description in named
        if isinstance(header, ast.AnnAssign)
        and isinstance(header.value, ast.Constant)
        and isinstance(description, ast.Expr)
    }
