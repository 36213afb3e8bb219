"""The AsyncAPI 3.0 document: the channels of events, commands, queries and replies.

The names of channels and messages are part of the contract, so some of them keep older words.
"""

from collections.abc import Iterable
from importlib.metadata import version

from adapters.contracts.asyncapi_messages import build_messages, query_reply_name
from adapters.contracts.event_schemas import event_subject, request_subject
from adapters.contracts.schema_builder import Schema, read_docstring
from adapters.contracts.wire_schemas import page_schemas
from adapters.engine.access.requests import PARTY_OF_ROLE, PrincipalRole, command_verb
from adapters.engine.query.query_handler import AUDIENCE_OF_ROLE
from adapters.nats.request_listener import QUEUE_GROUP
from adapters.nats.subjects import STREAM
from domain.aggregates import AGGREGATES
from domain.command_definition import CommandDefinition
from domain.commands import COMMANDS
from domain.language import Audience, Kind
from domain.operations.operations import AdvanceClock
from domain.record import Event

_DESCRIPTION = f"""The events of portage salarial missions, and the commands and queries that Jalon answers.

Events are read from the JetStream stream `{STREAM}`: each principal has a consumer of its own. Commands and
queries are requests; the reply goes to the principal's own inbox. Permissions let a principal publish only
under its own role and name: the subject says who acts, and no header or body does. The README beside this
document shows, with programs, how to subscribe, replay and keep a checkpoint.
"""
_CREDENTIALS = """A user JWT of the tenant's account and the Ed25519 key (nkey) that signs the server's
challenge, in one file: `jalon principal add` makes it. The connection uses TLS."""

_PARAMETERS: dict[str, str] = {
    "tenant": "The umbrella company's store.",
    "role": "The role of the principal.",
    "principal": "The id of the principal.",
    "id": "The stream that the event belongs to, a UUID.",
    "client": "The client company that the event concerns, a UUID; `_` for none.",
    "consultant": "The consultant whom the event concerns, a UUID; `_` for none.",
    "request": "A token that identifies one request; the client library makes it.",
}


def build_document() -> Schema:
    """Return the whole document; it refers to the schemas in the files beside it."""
    return {
        "asyncapi": "3.0.0",
        "id": "urn:jalon",
        "info": {
            "title": "Jalon",
            "version": version("jalon"),
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0"},
            "tags": [{"name": str(kind)} for kind in Kind],
        },
        "defaultContentType": "application/json",
        "servers": {"tenant": _SERVER},
        "channels": {**_event_channels(), **_request_channels(), "inbox": _inbox_channel()},
        "operations": {**_publish_operations(), **_command_operations(), **_query_operations()},
        "components": {
            "messages": build_messages(),
            "securitySchemes": {"credentials": {"type": "asymmetricEncryption", "description": _CREDENTIALS}},
        },
    }


_SERVER: Schema = {
    "host": "{host}:{port}",
    "protocol": "nats",
    "description": "The tenant's account of a NATS server, 2.12 or later, with JetStream.",
    "variables": {"host": {"default": "localhost"}, "port": {"default": "4222"}},
    "security": [{"$ref": "#/components/securitySchemes/credentials"}],
}


def _event_channels() -> dict[str, Schema]:
    return {f"facts.{kind}": _event_channel(kind, aggregate.events) for kind, aggregate in AGGREGATES.items()}


def _event_channel(kind: Kind, events: tuple[type[Event], ...]) -> Schema:
    """Return the channel of the events of one kind of stream; their subjects differ in the last token."""
    subject, _, _ = event_subject(events[0]).rpartition(".")
    audiences = {audience for event in events for audience in event.READERS}
    names = [event_subject(event).rpartition(".")[2] for event in events]
    return {
        "address": f"{subject}.{{name}}",
        "title": f"The events of {kind} streams",
        "messages": _message_refs(event.TYPE for event in events),
        "parameters": {
            "tenant": {"description": _PARAMETERS["tenant"]},
            "audience": {
                "description": read_docstring(Audience),
                "enum": [audience.value for audience in Audience if audience in audiences],
            },
            **{name: {"description": _PARAMETERS[name]} for name in ("id", "client", "consultant")},
            "name": {"description": "What happened.", "enum": names},
        },
        "x-jalon-stream": STREAM,
    }


def _request_channels() -> dict[str, Schema]:
    commands = {
        f"command.{_command_verb(command)}": _command_channel(command) for command in _sendable_commands()
    }
    return commands | {f"query.{page}": _query_channel(page) for page in page_schemas()}


def _command_channel(command: CommandDefinition) -> Schema:
    subject = request_subject("command", _command_verb(command))
    return _build_channel(subject, _permitted_roles(command), command.command_type.__name__)


def _query_channel(page: str) -> Schema:
    return _build_channel(request_subject("query", page), AUDIENCE_OF_ROLE, "query")


def _build_channel(subject: str, roles: Iterable[PrincipalRole], message: str) -> Schema:
    return {
        "address": subject,
        "messages": _message_refs([message]),
        "parameters": {
            "tenant": {"description": _PARAMETERS["tenant"]},
            "role": {"description": _PARAMETERS["role"], "enum": sorted(roles)},
            "principal": {"description": _PARAMETERS["principal"]},
        },
    }


def _inbox_channel() -> Schema:
    return {
        "address": "_INBOX.{role}.{principal}.{request}",
        "title": "The inbox of a principal; nobody else may subscribe to it",
        "messages": _message_refs(["reply", *map(query_reply_name, page_schemas())]),
        "parameters": {name: {"description": _PARAMETERS[name]} for name in ("role", "principal", "request")},
    }


def _message_refs(names: Iterable[str]) -> Schema:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def _publish_operations() -> dict[str, Schema]:
    return {
        f"publish.{kind}": {
            "action": "send",
            "title": f"The relay publishes the events of {kind} streams, each once, in the order of the log",
            "channel": {"$ref": f"#/channels/facts.{kind}"},
        }
        for kind in AGGREGATES
    }


def _command_operations() -> dict[str, Schema]:
    return {
        f"command.{_command_verb(command)}": _request_operation(
            f"command.{_command_verb(command)}",
            command.command_type.__name__,
            read_docstring(command.command_type),
            "reply",
        )
        for command in _sendable_commands()
    }


def _query_operations() -> dict[str, Schema]:
    return {
        f"query.{page}": _request_operation(
            f"query.{page}", "query", schema["description"], query_reply_name(page)
        )
        for page, schema in page_schemas().items()
    }


def _request_operation(channel: str, message: str, description: str, reply: str) -> Schema:
    """Return the operation of a request; one process of the tenant answers it."""
    summary, _, more = description.partition("\n\n")
    return {
        "action": "receive",
        "summary": summary,
        **({"description": more} if more else {}),
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{message}"}],
        "reply": {
            "channel": {"$ref": "#/channels/inbox"},
            "messages": [{"$ref": f"#/channels/inbox/messages/{reply}"}],
        },
        "bindings": {"nats": {"queue": QUEUE_GROUP, "bindingVersion": "0.1.0"}},
    }


def _sendable_commands() -> list[CommandDefinition]:
    """Return the commands that a principal may send; only the engine gives the others."""
    return [command for command in COMMANDS if _permitted_roles(command)]


def _permitted_roles(command: CommandDefinition) -> frozenset[PrincipalRole]:
    """Return the roles that may send a command; the umbrella company also records the acts of others."""
    if command.command_type is AdvanceClock:
        return frozenset({PrincipalRole.OPERATOR})
    own = {
        role
        for role, party in PARTY_OF_ROLE.items()
        if party in command.by and role is not PrincipalRole.OPERATOR
    }
    return frozenset(own | {PrincipalRole.UMBRELLA} if own else own)


def _command_verb(command: CommandDefinition) -> str:
    return command_verb(command.command_type.__name__)
