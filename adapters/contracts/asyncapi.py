"""The AsyncAPI 3.0 document: where facts are published, where commands and queries are sent and answered."""

from collections.abc import Iterable
from importlib.metadata import version

from adapters.contracts.asyncapi_messages import found_of, messages
from adapters.contracts.event_schemas import fact_subject, request_subject
from adapters.contracts.schema_builder import Schema, told_by
from adapters.contracts.wire_schemas import page_schemas
from adapters.engine.access.requests import PARTIES, PrincipalRole, verb_of
from adapters.engine.query.query_handler import READERS
from adapters.nats.request_listener import QUEUE_GROUP
from adapters.nats.subjects import STREAM
from domain.aggregates import LIVES
from domain.command_definition import Order
from domain.commands import ORDERS
from domain.language import Audience, Kind
from domain.operations.operations import AdvanceClock
from domain.record import Event

_ABOUT = f"""The facts of portage salarial missions, and the commands and queries that Jalon answers.

Facts are read from the JetStream stream `{STREAM}`, each principal by the consumer that was made for it;
commands and queries are requests, answered to the sender's own inbox. Permissions let a principal send under
its own role and name only: the subject says who acts, and no header or body does. How to subscribe, replay
and keep a checkpoint is told, with programs, in the README beside this document.
"""
_CREDENTIALS = """A user JWT of the tenant's account and the Ed25519 key (nkey) that signs the server's
challenge, in one file: `jalon principal add` makes it. Over TLS."""

_PARAMETERS: dict[str, str] = {
    "tenant": "The umbrella company's store.",
    "role": "As what the sender is connected.",
    "principal": "The sender.",
    "id": "The stream that the fact belongs to, a UUID.",
    "client": "The client company that the fact concerns, a UUID; `_` for none.",
    "consultant": "The consultant whom the fact concerns, a UUID; `_` for none.",
    "request": "What tells the replies of one sender apart; its client library makes it.",
}


def document() -> Schema:
    """Return the whole document; schemas stand in files beside it."""
    return {
        "asyncapi": "3.0.0",
        "id": "urn:jalon",
        "info": {
            "title": "Jalon",
            "version": version("jalon"),
            "description": _ABOUT,
            "license": {"name": "Apache-2.0"},
            "tags": [{"name": str(kind)} for kind in Kind],
        },
        "defaultContentType": "application/json",
        "servers": {"tenant": _SERVER},
        "channels": {**_fact_channels(), **_request_channels(), "inbox": _inbox()},
        "operations": {**_publications(), **_commands(), **_queries()},
        "components": {
            "messages": messages(),
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


def _fact_channels() -> dict[str, Schema]:
    return {f"facts.{kind}": _fact_channel(kind, life.events) for kind, life in LIVES.items()}


def _fact_channel(kind: Kind, events: tuple[type[Event], ...]) -> Schema:
    """Return the channel of the facts of one kind of stream; their subjects differ in the last word."""
    subject, _, _ = fact_subject(events[0]).rpartition(".")
    audiences = {audience for event in events for audience in event.READERS}
    names = [fact_subject(event).rpartition(".")[2] for event in events]
    return {
        "address": f"{subject}.{{name}}",
        "title": f"The facts of {kind} streams",
        "messages": _named(event.TYPE for event in events),
        "parameters": {
            "tenant": {"description": _PARAMETERS["tenant"]},
            "audience": {
                "description": told_by(Audience),
                "enum": [audience.value for audience in Audience if audience in audiences],
            },
            **{name: {"description": _PARAMETERS[name]} for name in ("id", "client", "consultant")},
            "name": {"description": "What happened.", "enum": names},
        },
        "x-jalon-stream": STREAM,
    }


def _request_channels() -> dict[str, Schema]:
    commands = {f"command.{_verb(order)}": _request(order) for order in _sent()}
    return commands | {f"query.{page}": _asked(page) for page in page_schemas()}


def _request(order: Order) -> Schema:
    subject = request_subject("command", _verb(order))
    return _channel(subject, _senders(order), order.command.__name__)


def _asked(page: str) -> Schema:
    return _channel(request_subject("query", page), READERS, "query")


def _channel(subject: str, senders: Iterable[PrincipalRole], message: str) -> Schema:
    return {
        "address": subject,
        "messages": _named([message]),
        "parameters": {
            "tenant": {"description": _PARAMETERS["tenant"]},
            "role": {"description": _PARAMETERS["role"], "enum": sorted(senders)},
            "principal": {"description": _PARAMETERS["principal"]},
        },
    }


def _inbox() -> Schema:
    return {
        "address": "_INBOX.{role}.{principal}.{request}",
        "title": "The inbox of a sender, on which nobody else may listen",
        "messages": _named(["reply", *map(found_of, page_schemas())]),
        "parameters": {name: {"description": _PARAMETERS[name]} for name in ("role", "principal", "request")},
    }


def _named(names: Iterable[str]) -> Schema:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def _publications() -> dict[str, Schema]:
    return {
        f"publish.{kind}": {
            "action": "send",
            "title": f"The relay publishes the facts of {kind} streams, each once, in the order of the log",
            "channel": {"$ref": f"#/channels/facts.{kind}"},
        }
        for kind in LIVES
    }


def _commands() -> dict[str, Schema]:
    return {
        f"command.{_verb(order)}": _answered(
            f"command.{_verb(order)}", order.command.__name__, told_by(order.command), "reply"
        )
        for order in _sent()
    }


def _queries() -> dict[str, Schema]:
    return {
        f"query.{page}": _answered(f"query.{page}", "query", schema["description"], found_of(page))
        for page, schema in page_schemas().items()
    }


def _answered(channel: str, message: str, told: str, reply: str) -> Schema:
    """Return the operation of a request that one of the services of a tenant answers."""
    summary, _, more = told.partition("\n\n")
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


def _sent() -> list[Order]:
    """Return the orders that somebody may give over the wire; the engine gives the others itself."""
    return [order for order in ORDERS if _senders(order)]


def _senders(order: Order) -> frozenset[PrincipalRole]:
    """Return as what a principal may give an order: the umbrella company also records the acts of others."""
    if order.command is AdvanceClock:
        return frozenset({PrincipalRole.OPERATOR})
    own = {
        role for role, party in PARTIES.items() if party in order.by and role is not PrincipalRole.OPERATOR
    }
    return frozenset(own | {PrincipalRole.UMBRELLA} if own else own)


def _verb(order: Order) -> str:
    return verb_of(order.command.__name__)
