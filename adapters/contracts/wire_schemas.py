"""What stands around a fact, a command and a page on the wire: the headers, the query, the reply."""

import ast
from inspect import getsource
from itertools import pairwise
from typing import Any

from adapters.contracts.event_schemas import request_subject, uri_of
from adapters.contracts.schema_builder import DIALECT, Schema, Shapes, told_by
from adapters.engine.access import header_names
from adapters.engine.access.replies import CODES, Reply
from adapters.engine.follow.registry import PROJECTIONS
from adapters.engine.query.mission_list import MissionLine
from adapters.engine.query.query_handler import Query
from adapters.engine.query.reader_views import AMOUNTS
from adapters.engine.query.refusal_journal import RefusalLine
from domain.language import Party
from domain.record import Channel

_TRUTH: Schema = {"enum": ["true", "false"]}
_TRACE: Schema = {"pattern": "^[0-9a-f]{2}(-[0-9a-f]+)+$"}

_OF_A_COMMAND: dict[str, Schema] = {
    header_names.COMMAND_ID: {"format": "uuid"},
    header_names.EXPIRES: {"format": "date-time"},
    header_names.TIME: {"format": "date-time"},
    header_names.ON_BEHALF: {"enum": [Party.CLIENT.value, Party.CONSULTANT.value]},
    header_names.EVIDENCE: {"pattern": "^sha256:[0-9a-f]{64}$"},
    header_names.CHANNEL: {"enum": [channel.value for channel in Channel]},
    header_names.APPROVE: _TRUTH,
    header_names.APPROVAL: {},
    header_names.DRY_RUN: _TRUTH,
    header_names.CORRELATION_ID: {"format": "uuid"},
    header_names.TRACEPARENT: _TRACE,
}
_OF_A_FACT: dict[str, tuple[str, Schema]] = {
    header_names.CONTENT_TYPE: ("The whole fact is the payload.", {"const": "application/cloudevents+json"}),
    "Jalon-Position": (
        "The rank of the fact in the log of its tenant, from 1 and without gaps; who reads some sees gaps.",
        {"pattern": "^[1-9][0-9]*$"},
    ),
    "Nats-Msg-Id": ("The id of the fact.", {"format": "uuid"}),
    header_names.TRACEPARENT: ("The W3C trace context in which the command came.", _TRACE),
}
_ALWAYS_OF_A_FACT = (header_names.CONTENT_TYPE, "Jalon-Position", "Nats-Msg-Id")


def around() -> dict[str, Schema]:
    """Return the schemas of what is no fact, command or page, by name."""
    said = _said_of_headers()
    return {
        "fact-headers": _headers(
            "fact-headers",
            "The headers of a fact.",
            {name: form | {"description": told} for name, (told, form) in _OF_A_FACT.items()},
            _ALWAYS_OF_A_FACT,
        ),
        "command-headers": _headers(
            "command-headers",
            "What goes with a command and is no part of it. Any other Jalon- header is a fault.",
            {name: form | {"description": said[name]} for name, form in _OF_A_COMMAND.items()},
            (header_names.COMMAND_ID,),
        ),
        "reply-headers": _headers(
            "reply-headers",
            "The headers of a reply.",
            {
                header_names.CONTENT_TYPE: {"const": "application/json"},
                header_names.ERROR: {
                    "enum": [str(outcome) for outcome in CODES],
                    "description": said[header_names.ERROR],
                },
                header_names.ERROR_CODE: {
                    "enum": list(CODES.values()),
                    "description": said[header_names.ERROR_CODE],
                },
            },
            (header_names.CONTENT_TYPE,),
        ),
        "query": _shape("query", Query) | {"additionalProperties": False},
        "reply": _shape("reply", Reply),
    }


def page_schemas() -> dict[str, Schema]:
    """Return the schema of each page, as it answers a query: what was sealed is opened, or null if erased."""
    return {
        **{projection.name: _page(projection.name, projection.view_type) for projection in PROJECTIONS},
        "missions": _list("missions", MissionLine, perhaps=AMOUNTS),
        "refusals": _list("refusals", RefusalLine),
        "schema": _titled("page:schema", "schema", "The JSON Schema of a command.")
        | {"x-jalon-subject": request_subject("query", "schema"), "type": "object"},
    }


def _page(name: str, page: type[Any]) -> Schema:
    shapes = Shapes(opened=True)
    titled = _titled(f"page:{name}", name, told_by(page))
    subject = {"x-jalon-subject": request_subject("query", name)}
    return titled | subject | {"type": "object", **shapes.fields(page), "$defs": shapes.defs}


def _list(name: str, line: type[Any], perhaps: tuple[str, ...] = ()) -> Schema:
    """Return the schema of a page that is a list; some readers are not told all of a line."""
    shapes = Shapes(opened=True)
    listed = {"type": "array", "items": shapes.of(line)}
    told = shapes.defs[line.__name__]
    told["required"] = [field for field in told["required"] if field not in perhaps]
    subject = {"x-jalon-subject": request_subject("query", name)}
    return _titled(f"page:{name}", name, told_by(line)) | subject | listed | {"$defs": shapes.defs}


def _shape(name: str, kind: type[Any]) -> Schema:
    shapes = Shapes()
    titled = _titled(f"wire:{name}", kind.__name__, told_by(kind))
    return titled | {"type": "object", **shapes.fields(kind), "$defs": shapes.defs}


def _headers(name: str, told: str, fields: dict[str, Schema], always: tuple[str, ...]) -> Schema:
    properties = {field: {"type": "string"} | form for field, form in fields.items()}
    titled = _titled(f"wire:{name}", name, told)
    return titled | {"type": "object", "properties": properties, "required": list(always)}


def _titled(name: str, title: str, told: str) -> Schema:
    return {"$schema": DIALECT, "$id": uri_of(name), "title": title, "description": told}


def _said_of_headers() -> dict[str, str]:
    """Return what is said of each header where it is named: the sentence below it."""
    lines = ast.parse(getsource(header_names)).body
    named = pairwise(lines)
    return {
        ast.literal_eval(header.value): ast.literal_eval(said.value)
        for header, said in named
        if isinstance(header, ast.AnnAssign)
        and isinstance(header.value, ast.Constant)
        and isinstance(said, ast.Expr)
    }
