"""The schema of each fact as it is stored, and of each command as it may be sent."""

from adapters.contracts.schema_builder import DIALECT, Schema, Shapes, count_in, told_by
from adapters.contracts.units import unit_of
from adapters.engine.access.requests import verb_of
from adapters.engine.validation.command_validator import contract_named
from domain.command_definition import Order
from domain.record import Event, Recorded

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

ATTRIBUTES = {
    "specversion": "The version of CloudEvents.",
    "id": "The id of the fact, a UUIDv7: a fact received twice has the same.",
    "source": "The store of one tenant: /jalon/<tenant>.",
    "type": "The stored name of the fact. It never changes; another meaning is another type.",
    "subject": "The stream that the fact belongs to.",
    "time": "When it happened in the world; never in the future, and for a missed deadline its due instant.",
    "recordedtime": "When it was recorded: never earlier than the fact before it in the log.",
    "sequence": "The rank of the fact in its stream, from 1 and without gaps, in twenty digits.",
    "correlationid": "The story that the fact is part of: the same for all that follows from one order.",
    "causationid": "The command or the fact because of which this one was stated.",
    "commandid": "The command whose answer the fact is; asked again, it has the same answer.",
    "authtype": "The kind of principal that acted.",
    "authid": "Who acted: an opaque id, never a name.",
    "party": "The party as which it acted.",
    "authmethod": "How we know that.",
    "audience": "Who may read the fact, besides the umbrella company and auditors.",
    "actedfor": "The party whose act it was, where the umbrella company recorded it on that party's behalf.",
    "channel": "How that act came in.",
    "evidence": "The document by which another's act, or an earlier time, was recorded.",
    "clientid": "The client company that the fact concerns.",
    "consultantid": "The consultant whom the fact concerns.",
    "secondid": "The other person of an act that needs two.",
    "secondparty": "The party of that other person.",
    "traceparent": "The W3C trace context in which the command came.",
    "datacontenttype": "How `data` is written.",
    "dataschema": "The `$id` of this schema.",
    "data": "What happened.",
}
"""What each attribute of a fact means to whoever reads it."""


def uri_of(name: str) -> str:
    """Return the `$id` of a schema; of a fact's, it is the `dataschema` that the fact carries."""
    return f"urn:jalon:schema:{name}"


def kind_of(event: type[Event]) -> str:
    """Return the kind of the streams that a fact belongs to."""
    return event.TYPE.split(".")[2]


def fact_subject(event: type[Event]) -> str:
    """Return where a fact is published; its tenant, audience, stream and parties stand in braces."""
    name = event.TYPE.split(".")[-2]
    return f"jalon.{{tenant}}.event.{{audience}}.{kind_of(event)}.{{id}}.{{client}}.{{consultant}}.{name}"


def request_subject(kind: str, what: str) -> str:
    """Return where a command or query is sent; its tenant, role and principal stand in braces."""
    return f"jalon.{{tenant}}.{kind}.{{role}}.{{principal}}.{what}"


def fact_schema(event: type[Event]) -> Schema:
    """Return the schema of a stored fact, its whole CloudEvent."""
    shapes = Shapes()
    envelope = shapes.fields(Recorded, _of_this_type(event) | {"data": shapes.of(event)})
    return {
        "$schema": DIALECT,
        "$id": uri_of(event.TYPE),
        "title": event.__name__,
        "description": told_by(event),
        "x-jalon-by": sorted(event.BY),
        "x-jalon-audiences": sorted(event.READERS),
        "x-jalon-subject": fact_subject(event),
        "type": "object",
        "properties": {
            name: attribute | {"description": ATTRIBUTES[name]}
            for name, attribute in envelope["properties"].items()
        },
        "required": envelope["required"],
        "$defs": shapes.defs,
    }


def _of_this_type(event: type[Event]) -> Schema:
    """Return the attributes that are known from the type of the fact."""
    return {
        "source": {"type": "string", "pattern": "^/jalon/[A-Za-z0-9_-]{1,64}$"},
        "type": {"const": event.TYPE},
        "subject": {"type": "string", "pattern": f"^{kind_of(event)}/{_UUID}$"},
        "sequence": {"type": "string", "pattern": "^[0-9]+$"},
        "audience": {"type": "string", "enum": sorted(event.READERS)},
        "datacontenttype": {"const": "application/json"},
        "dataschema": {"const": uri_of(event.TYPE)},
    }


def command_schema(order: Order) -> Schema:
    """Return the schema of a command: what the door takes, and whose act it is."""
    contract = contract_named(order.command.__name__)
    assert contract is not None, "every order has a contract at the door"
    schema = contract.json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, field in part.get("properties", {}).items():
            field.pop("title", None)  # pydantic's: the name again, in capitals
            count_in(field, unit_of(name))
    return {
        "$schema": DIALECT,
        "$id": uri_of(f"command:{order.command.__name__}"),
        "title": order.command.__name__,
        "description": told_by(order.command),
        "x-jalon-by": sorted(order.by),
        "x-jalon-subject": request_subject("command", verb_of(order.command.__name__)),
        **{word: schema[word] for word in schema if word not in {"$schema", "title", "description"}},
    }
