"""What each role may publish and hear, and which events it may pull: lists of what is allowed, nothing else.

A tenant has two accounts. The stream lies in the *log* account, where only the relay and the provisioner
connect. Everybody else connects to the *desk* account, which holds no stream and reaches the one of the log
through imported services. One account would not do: the broker sends the answer of any JetStream request to
whatever reply subject the request names, whoever may publish there, and a reader that named an event's
subject would add a message to the stream.
"""

from typing import Any, NamedTuple
from uuid import UUID

from adapters.engine.access.requests import Principal, PrincipalRole, check_token
from adapters.nats.subjects import LOG_API, STREAM, inbox_prefix, readable_subjects, tenant_events
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
"""What the log offers to the desk, and whether one answer comes or many; none of it changes the stream."""


class Permissions(NamedTuple):
    """The subjects that a principal may publish to, and those that it may hear."""

    publish: list[str]
    subscribe: list[str]

    def to_claims(self, payload: int) -> dict[str, Any]:
        """Return them as the broker reads them in a user's token."""
        return {
            "type": "user",
            "pub": {"allow": self.publish},
            "sub": {"allow": self.subscribe},
            "subs": _ANY,
            "data": _ANY,
            "payload": payload,
        }


def make_user_claims(tenant: str, principal: Principal) -> dict[str, Any]:
    """Return what the token of a principal says that it may do."""
    payload = _ANY if principal.role in LOG_ROLES else READERS_PAYLOAD_BYTES
    return list_permissions(tenant, principal).to_claims(payload)


def list_permissions(tenant: str, principal: Principal) -> Permissions:
    """Return what a principal may do, by its role."""
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
    """Return the subjects of the events that a principal's consumer carries; none if it has no consumer."""
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
    """Return what the desk account imports of the log: under a domain of its own, `$JS.log.API`."""
    renamed = {f"{_LOCAL_API}.{subject}": f"{LOG_API}.{subject}" for subject in SHARED_SERVICES} | {
        f"{_ACK}.>": f"{_ACK}.>"
    }
    return [
        {"name": subject, "subject": subject, "local_subject": local, "account": log, "type": "service"}
        for subject, local in renamed.items()
    ]


def _require_represented(principal: Principal) -> UUID:
    assert principal.represents is not None, "without its company or person it would read everybody's facts"
    return principal.represents


def _audiences_for(party: Audience) -> frozenset[Audience]:
    return frozenset({Audience.ALL, party})


def _request_subjects(tenant: str, principal: Principal) -> list[str]:
    """Commands and queries under the principal's own tokens, and the question of what there is."""
    role, name = principal.role, check_token(principal.id)
    if role is PrincipalRole.SUBSCRIBER:
        return []
    kinds = ["query"] if role is PrincipalRole.AUDITOR else ["command", "query"]
    own_subjects = [f"jalon.{check_token(tenant)}.{kind}.{role}.{name}.*" for kind in kinds]
    return [*own_subjects, "$SRV.PING", "$SRV.PING.>", "$SRV.INFO", "$SRV.INFO.>"]


def _read_subjects(principal: Principal) -> list[str]:
    """The body of a direct get names any subject: only who may read the whole tenant has it."""
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
