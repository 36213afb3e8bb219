"""The schemas of stored events, and of commands as they may be sent."""

from adapters.contracts.schema_builder import DIALECT, Schema, SchemaBuilder, read_docstring, set_unit
from adapters.contracts.units import find_unit
from adapters.engine.access.requests import command_verb
from adapters.engine.validation.command_validator import contract_named
from domain.command_definition import CommandDefinition
from domain.record import Event, Recorded

_UUID_PATTERN = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

ATTRIBUTES = {
    "specversion": "The version of CloudEvents.",
    "id": "The id of the event, a UUIDv7. An event that is received twice has the same id.",
    "source": "The store of one tenant: /jalon/<tenant>.",
    "type": "The type of the event. Its meaning never changes: another meaning has another type.",
    "subject": "The stream that the event belongs to.",
    "time": "When it happened in the world, never in the future; for a missed deadline, when it was due.",
    "recordedtime": "When it was recorded: never earlier than the previous event of the log.",
    "sequence": "The version of the stream after the event: from 1, without gaps, in twenty digits.",
    "correlationid": "The same id for all events and commands that follow from one first command.",
    "causationid": "The id of the command or the event that caused this event.",
    "commandid": "The id of the command that stated the event. Sent again, it gets the same answer.",
    "authtype": "The kind of principal that acted.",
    "authid": "The principal that acted: an opaque id, never a name.",
    "party": "The party for which the principal acted.",
    "authmethod": "How the principal was authenticated.",
    "audience": "Who may read the event, besides the umbrella company and auditors.",
    "actedfor": "The party whose act it was, if the umbrella company recorded it on that party's behalf.",
    "channel": "How an act that was recorded on behalf of another party arrived.",
    "evidence": "The document that proves an act of another party, or an earlier time.",
    "clientid": "The client company that the event concerns.",
    "consultantid": "The consultant whom the event concerns.",
    "secondid": "The second principal of an act that needs two persons.",
    "secondparty": "The party of the second principal.",
    "traceparent": "The W3C trace context of the command.",
    "datacontenttype": "The media type of `data`.",
    "dataschema": "The `$id` of this schema.",
    "data": "What happened.",
}
"""The description of each attribute of an event, for its readers."""


def schema_uri(name: str) -> str:
    """Return the `$id` of a schema; an event carries that of its schema as `dataschema`."""
    return f"urn:jalon:schema:{name}"


def stream_kind(event: type[Event]) -> str:
    """Return the kind of the streams that an event belongs to."""
    return event.TYPE.split(".")[2]


def event_subject(event: type[Event]) -> str:
    """Return the subject pattern of an event: tenant, audience, stream id and parties are in braces."""
    name = event.TYPE.split(".")[-2]
    return f"jalon.{{tenant}}.event.{{audience}}.{stream_kind(event)}.{{id}}.{{client}}.{{consultant}}.{name}"


def request_subject(kind: str, what: str) -> str:
    """Return the subject pattern of a command or query: tenant, role and principal are in braces."""
    return f"jalon.{{tenant}}.{kind}.{{role}}.{{principal}}.{what}"


def event_schema(event: type[Event]) -> Schema:
    """Return the schema of a stored event: of the whole CloudEvent."""
    builder = SchemaBuilder()
    envelope = builder.build_fields(
        Recorded, _fixed_attributes(event) | {"data": builder.build_schema(event)}
    )
    return {
        "$schema": DIALECT,
        "$id": schema_uri(event.TYPE),
        "title": event.__name__,
        "description": read_docstring(event),
        "x-jalon-by": sorted(event.BY),
        "x-jalon-audiences": sorted(event.READERS),
        "x-jalon-subject": event_subject(event),
        "type": "object",
        "properties": {
            name: attribute | {"description": ATTRIBUTES[name]}
            for name, attribute in envelope["properties"].items()
        },
        "required": envelope["required"],
        "$defs": builder.defs,
    }


def _fixed_attributes(event: type[Event]) -> Schema:
    """Return the schemas of the attributes that depend on the type of the event."""
    return {
        "source": {"type": "string", "pattern": "^/jalon/[A-Za-z0-9_-]{1,64}$"},
        "type": {"const": event.TYPE},
        "subject": {"type": "string", "pattern": f"^{stream_kind(event)}/{_UUID_PATTERN}$"},
        "sequence": {"type": "string", "pattern": "^[0-9]+$"},
        "audience": {"type": "string", "enum": sorted(event.READERS)},
        "datacontenttype": {"const": "application/json"},
        "dataschema": {"const": schema_uri(event.TYPE)},
    }


def command_schema(command: CommandDefinition) -> Schema:
    """Return the schema of a command: what validation accepts, and the parties that may send it."""
    contract = contract_named(command.command_type.__name__)
    assert contract is not None, "every command has a contract for its validation"
    schema = contract.json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, field in part.get("properties", {}).items():
            field.pop("title", None)  # pydantic repeats the name as a title
            set_unit(field, find_unit(name))
    return {
        "$schema": DIALECT,
        "$id": schema_uri(f"command:{command.command_type.__name__}"),
        "title": command.command_type.__name__,
        "description": read_docstring(command.command_type),
        "x-jalon-by": sorted(command.by),
        "x-jalon-subject": request_subject("command", command_verb(command.command_type.__name__)),
        **{word: schema[word] for word in schema if word not in {"$schema", "title", "description"}},
    }
