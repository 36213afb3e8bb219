"""The schemas of headers, queries and replies, and of the pages that replies carry."""

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
    header_names.CONTENT_TYPE: ("The payload is the whole event.", {"const": "application/cloudevents+json"}),
    "Jalon-Position": (
        "The position of the event in its tenant's log, without gaps; a reader of some events sees gaps.",
        {"pattern": "^[1-9][0-9]*$"},
    ),
    "Nats-Msg-Id": ("The id of the event.", {"format": "uuid"}),
    header_names.TRACEPARENT: ("The W3C trace context of the command.", _TRACE_PARENT),
}
_REQUIRED_EVENT_HEADERS = (header_names.CONTENT_TYPE, "Jalon-Position", "Nats-Msg-Id")


def wire_schemas() -> dict[str, Schema]:
    """Return the schemas of headers, of the query and of the reply, by name."""
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
            "The headers of a command. Any other header that begins with Jalon- is a fault.",
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
    """Return the schema of each page in a reply: sealed values are opened, or null if erased."""
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
    builder = SchemaBuilder(opened=True)
    head = _schema_head(f"page:{name}", name, read_docstring(page))
    subject = {"x-jalon-subject": request_subject("query", name)}
    return head | subject | {"type": "object", **builder.build_fields(page), "$defs": builder.defs}


def _list_schema(name: str, row: type[Any], optional_fields: tuple[str, ...] = ()) -> Schema:
    """Return the schema of a page that is a list; some audiences do not get the optional fields."""
    builder = SchemaBuilder(opened=True)
    array = {"type": "array", "items": builder.build_schema(row)}
    row_schema = builder.defs[row.__name__]
    row_schema["required"] = [field for field in row_schema["required"] if field not in optional_fields]
    subject = {"x-jalon-subject": request_subject("query", name)}
    return _schema_head(f"page:{name}", name, read_docstring(row)) | subject | array | {"$defs": builder.defs}


def _struct_schema(name: str, kind: type[Any]) -> Schema:
    builder = SchemaBuilder()
    head = _schema_head(f"wire:{name}", kind.__name__, read_docstring(kind))
    return head | {"type": "object", **builder.build_fields(kind), "$defs": builder.defs}


def _header_schema(
    name: str, description: str, fields: dict[str, Schema], required: tuple[str, ...]
) -> Schema:
    properties = {field: {"type": "string"} | form for field, form in fields.items()}
    head = _schema_head(f"wire:{name}", name, description)
    return head | {"type": "object", "properties": properties, "required": list(required)}


def _schema_head(name: str, title: str, description: str) -> Schema:
    return {"$schema": DIALECT, "$id": schema_uri(name), "title": title, "description": description}


def _describe_headers() -> dict[str, str]:
    """Return the description of each header: the string below its constant in `header_names`."""
    statements = ast.parse(getsource(header_names)).body
    return {
        ast.literal_eval(header.value): ast.literal_eval(description.value)
        for header, description in pairwise(statements)
        if isinstance(header, ast.AnnAssign)
        and isinstance(header.value, ast.Constant)
        and isinstance(description, ast.Expr)
    }
