"""The permissions of each role: the subjects it may publish and subscribe to, and the events it may pull.

A tenant has two accounts. The stream is in the *log* account; only the relay and the provisioner connect to
it. All others connect to the *desk* account, which has no stream and reaches that of the log through imported
services. One account is not enough: the broker sends the answer of a JetStream request to the reply subject
of the request, and does not check whether the client may publish there. A client that named the subject of an
event as its reply subject would add a message to the stream.
"""

from typing import Any, NamedTuple
from uuid import UUID

from adapters.engine.access.requests import Principal, PrincipalRole, check_token
from adapters.nats.request_listener import inbox_prefix
from adapters.nats.subjects import LOG_API, STREAM, readable_subjects, tenant_events
from domain.language import Audience

LOG_ROLES = frozenset({PrincipalRole.RELAY, PrincipalRole.PROVISIONER})
"""The roles that connect to the account of the log."""

READERS_PAYLOAD_BYTES = 1024 * 1024
_ANY = -1

_LOCAL_API = "$JS.API"
_DIRECT_GET = f"DIRECT.GET.{STREAM}"
_STREAM_INFO = f"STREAM.INFO.{STREAM}"
_NEXT, _INFO, _RESET = (f"CONSUMER.{verb}.{STREAM}" for verb in ("MSG.NEXT", "INFO", "RESET"))
_ACK = f"$JS.ACK.{STREAM}"

SHARED_SERVICES: dict[str, str] = {
    _DIRECT_GET: "Stream",
    _STREAM_INFO: "Singleton",
    f"{_NEXT}.*": "Stream",
    f"{_INFO}.*": "Singleton",
    f"{_RESET}.*": "Singleton",
}
"""The services that the log exports to the desk: one answer or many; none changes the stream."""


class Permissions(NamedTuple):
    """The subjects that a principal may publish to, and those that it may subscribe to."""

    publish: list[str]
    subscribe: list[str]

    def to_claims(self, payload: int) -> dict[str, Any]:
        """Return the claims of a user's token; `payload` is the largest message in bytes, -1 for no limit."""
        return {
            "type": "user",
            "pub": {"allow": self.publish},
            "sub": {"allow": self.subscribe},
            "subs": _ANY,
            "data": _ANY,
            "payload": payload,
        }


def make_user_claims(tenant: str, principal: Principal) -> dict[str, Any]:
    """Return the claims of the token of a principal."""
    payload = _ANY if principal.role in LOG_ROLES else READERS_PAYLOAD_BYTES
    return list_permissions(tenant, principal).to_claims(payload)


def list_permissions(tenant: str, principal: Principal) -> Permissions:
    """Return the permissions of a principal, by its role."""
    own = f"{inbox_prefix(principal.role, principal.id)}.>"
    match principal.role:
        case PrincipalRole.RELAY:
            return Permissions([tenant_events(tenant), *_log_read_subjects()], [own])
        case PrincipalRole.PROVISIONER:
            return Permissions([*_provision_subjects(), *_log_read_subjects()], [own])
        case PrincipalRole.SERVICE:
            request_subjects = [f"jalon.{check_token(tenant)}.{kind}.>" for kind in ("command", "query")]
            return Permissions(["_INBOX.*.*.>"], [own, *request_subjects, "$SRV.>"])
        case _:
            return Permissions([*_request_subjects(tenant, principal), *_read_subjects(principal)], [own])


def consumer_subjects(tenant: str, principal: Principal) -> list[str] | None:
    """Return the subjects that a principal's consumer delivers; `None` if it has no consumer."""
    match principal.role:
        case PrincipalRole.CLIENT:
            return readable_subjects(
                tenant, _audiences_for(Audience.CLIENT), client=_require_represented(principal)
            )
        case PrincipalRole.CONSULTANT:
            return readable_subjects(
                tenant, _audiences_for(Audience.CONSULTANT), consultant=_require_represented(principal)
            )
        case PrincipalRole.UMBRELLA:
            return [tenant_events(tenant)]
        case PrincipalRole.SUBSCRIBER if principal.audiences and principal.audiences != frozenset(Audience):
            return readable_subjects(tenant, principal.audiences)
        case PrincipalRole.SUBSCRIBER:
            return [tenant_events(tenant)]
        case _:
            return None


def log_exports() -> list[dict[str, Any]]:
    """Return the services that the account of the log exports."""
    exports = [(f"{_LOCAL_API}.{subject}", answers) for subject, answers in SHARED_SERVICES.items()]
    return [
        {"name": subject, "subject": subject, "type": "service", "response_type": answers}
        for subject, answers in [*exports, (f"{_ACK}.>", "Singleton")]
    ]


def desk_imports(log: str) -> list[dict[str, Any]]:
    """Return the imports of the desk account: the log's JetStream interface, under its own domain `log`."""
    local_subjects = {f"{_LOCAL_API}.{subject}": f"{LOG_API}.{subject}" for subject in SHARED_SERVICES} | {
        f"{_ACK}.>": f"{_ACK}.>"
    }
    return [
        {"name": subject, "subject": subject, "local_subject": local, "account": log, "type": "service"}
        for subject, local in local_subjects.items()
    ]


def _require_represented(principal: Principal) -> UUID:
    assert principal.represents is not None, "without its company or person it would read everybody's events"
    return principal.represents


def _audiences_for(party: Audience) -> frozenset[Audience]:
    return frozenset({Audience.ALL, party})


def _request_subjects(tenant: str, principal: Principal) -> list[str]:
    """Return the subjects of requests under the principal's own tokens, and those of discovery."""
    role, name = principal.role, check_token(principal.id)
    if role is PrincipalRole.SUBSCRIBER:
        return []
    kinds = ["query"] if role is PrincipalRole.AUDITOR else ["command", "query"]
    own_subjects = [f"jalon.{check_token(tenant)}.{kind}.{role}.{name}.*" for kind in kinds]
    return [*own_subjects, "$SRV.PING", "$SRV.PING.>", "$SRV.INFO", "$SRV.INFO.>"]


def _read_subjects(principal: Principal) -> list[str]:
    """Return the subjects that read the stream.

    A direct get can name any subject in its body, so it is only for a role that may read the whole tenant.
    """
    name = principal.name
    match principal.role:
        case PrincipalRole.AUDITOR:
            return [f"{LOG_API}.{_STREAM_INFO}", f"{LOG_API}.{_DIRECT_GET}"]
        case (
            PrincipalRole.CLIENT
            | PrincipalRole.CONSULTANT
            | PrincipalRole.UMBRELLA
            | PrincipalRole.SUBSCRIBER
        ):
            return [*(f"{LOG_API}.{verb}.{name}" for verb in (_NEXT, _INFO, _RESET)), f"{_ACK}.{name}.>"]
        case _:
            return []


def _log_read_subjects() -> list[str]:
    return [
        f"{_LOCAL_API}.INFO",
        f"{_LOCAL_API}.{_STREAM_INFO}",
        f"{_LOCAL_API}.{_DIRECT_GET}",
        f"{_LOCAL_API}.STREAM.MSG.GET.{STREAM}",
    ]


def _provision_subjects() -> list[str]:
    stream = [f"{_LOCAL_API}.STREAM.{verb}.{STREAM}" for verb in ("CREATE", "UPDATE")]
    return [
        *stream,
        f"{_LOCAL_API}.CONSUMER.CREATE.{STREAM}.>",
        f"{_LOCAL_API}.CONSUMER.DELETE.{STREAM}.*",
        f"{_LOCAL_API}.CONSUMER.INFO.{STREAM}.*",
        f"{_LOCAL_API}.CONSUMER.NAMES.{STREAM}",
    ]
