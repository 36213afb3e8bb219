"""The schema of each event as it is stored, and of each command as it may be sent."""

from adapters.contracts.schema_builder import DIALECT, Schema, SchemaBuilder, read_docstring, set_unit
from adapters.contracts.units import find_unit
from adapters.engine.access.requests import command_verb
from adapters.engine.validation.command_validator import contract_named
from domain.command_definition import CommandDefinition
from domain.record import Event, Recorded

_UUID_PATTERN = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

ATTRIBUTES = {
    "specversion": "The version of CloudEvents.",
    "id": "The id of the event, a UUIDv7: an event received twice has the same.",
    "source": "The store of one tenant: /jalon/<tenant>.",
    "type": "The stored name of the event. It never changes; another meaning is another type.",
    "subject": "The stream that the event belongs to.",
    "time": "When it happened in the world; never in the future, and for a missed deadline its due instant.",
    "recordedtime": "When it was recorded: never earlier than the event before it in the log.",
    "sequence": "The rank of the event in its stream, from 1 and without gaps, in twenty digits.",
    "correlationid": "The saga that the event is part of: the same for all that follows from one order.",
    "causationid": "The command or the event because of which this one was stated.",
    "commandid": "The command whose answer the event is; asked again, it has the same answer.",
    "authtype": "The kind of principal that acted.",
    "authid": "Who acted: an opaque id, never a name.",
    "party": "The party as which it acted.",
    "authmethod": "How we know that.",
    "audience": "Who may read the event, besides the umbrella company and auditors.",
    "actedfor": "The party whose act it was, where the umbrella company recorded it on that party's behalf.",
    "channel": "How that act came in.",
    "evidence": "The document by which another's act, or an earlier time, was recorded.",
    "clientid": "The client company that the event concerns.",
    "consultantid": "The consultant whom the event concerns.",
    "secondid": "The other person of an act that needs two.",
    "secondparty": "The party of that other person.",
    "traceparent": "The W3C trace context in which the command came.",
    "datacontenttype": "How `data` is written.",
    "dataschema": "The `$id` of this schema.",
    "data": "What happened.",
}
"""What each attribute of an event means to whoever reads it."""


def schema_uri(name: str) -> str:
    """Return the `$id` of a schema; of an event's, it is the `dataschema` that the event carries."""
    return f"urn:jalon:schema:{name}"


def stream_kind(event: type[Event]) -> str:
    """Return the kind of the streams that an event belongs to."""
    return event.TYPE.split(".")[2]


def event_subject(event: type[Event]) -> str:
    """Return where an event is published; its tenant, audience, stream and parties stand in braces."""
    name = event.TYPE.split(".")[-2]
    return f"jalon.{{tenant}}.event.{{audience}}.{stream_kind(event)}.{{id}}.{{client}}.{{consultant}}.{name}"


def request_subject(kind: str, what: str) -> str:
    """Return where a command or query is sent; its tenant, role and principal stand in braces."""
    return f"jalon.{{tenant}}.{kind}.{{role}}.{{principal}}.{what}"


def event_schema(event: type[Event]) -> Schema:
    """Return the schema of a stored event, its whole CloudEvent."""
    shapes = SchemaBuilder()
    envelope = shapes.build_fields(Recorded, _fixed_attributes(event) | {"data": shapes.build_schema(event)})
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
        "$defs": shapes.defs,
    }


def _fixed_attributes(event: type[Event]) -> Schema:
    """Return the attributes that are known from the type of the event."""
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
    """Return the schema of a command: what the door takes, and whose act it is."""
    contract = contract_named(command.command_type.__name__)
    assert contract is not None, "every order has a contract at the door"
    schema = contract.json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, field in part.get("properties", {}).items():
            field.pop("title", None)  # pydantic's: the name again, in capitals
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
