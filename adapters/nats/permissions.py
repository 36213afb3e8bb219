"""What each role may publish and hear, and which facts it may pull: lists of what is allowed, nothing else.

A tenant has two accounts. The stream lies in the *log* account, where only the relay and the provisioner
connect. Everybody else connects to the *desk* account, which holds no stream and reaches the one of the log
through imported services. One account would not do: the broker sends the answer of any JetStream request to
whatever reply subject the request names, whoever may publish there, and a reader that named an event's
subject would add a message to the stream.
"""

from typing import Any, NamedTuple
from uuid import UUID

from adapters.engine.access.requests import Principal, PrincipalRole, token
from adapters.nats.subjects import API, STREAM, events_of, inbox, readable
from domain.language import Audience

IN_THE_LOG = frozenset({PrincipalRole.RELAY, PrincipalRole.PROVISIONER})
"""The roles that connect to the account of the log."""

READERS_PAYLOAD_BYTES = 1024 * 1024
_ANY = -1

_OWN = "$JS.API"
_DIRECT_GET = f"DIRECT.GET.{STREAM}"
_STREAM_INFO = f"STREAM.INFO.{STREAM}"
_NEXT, _INFO, _RESET = (f"CONSUMER.{verb}.{STREAM}" for verb in ("MSG.NEXT", "INFO", "RESET"))
_ACK = f"$JS.ACK.{STREAM}"

SHARED: dict[str, str] = {
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

    def claims(self, payload: int) -> dict[str, Any]:
        """Return them as the broker reads them in a user's token."""
        return {
            "type": "user",
            "pub": {"allow": self.publish},
            "sub": {"allow": self.subscribe},
            "subs": _ANY,
            "data": _ANY,
            "payload": payload,
        }


def user_claims(tenant: str, principal: Principal) -> dict[str, Any]:
    """Return what the token of a principal says that it may do."""
    payload = _ANY if principal.role in IN_THE_LOG else READERS_PAYLOAD_BYTES
    return permissions(tenant, principal).claims(payload)


def permissions(tenant: str, principal: Principal) -> Permissions:
    """Return what a principal may do, by its role."""
    own = f"{inbox(principal.role, principal.id)}.>"
    match principal.role:
        case PrincipalRole.RELAY:
            return Permissions([events_of(tenant), *_reading_the_log()], [own])
        case PrincipalRole.PROVISIONER:
            return Permissions([*_provisioning(), *_reading_the_log()], [own])
        case PrincipalRole.SERVICE:
            heard = [f"jalon.{token(tenant)}.{kind}.>" for kind in ("command", "query")]
            return Permissions(["_INBOX.*.*.>"], [own, *heard, "$SRV.>"])
        case _:
            return Permissions([*_acting(tenant, principal), *_reading(principal)], [own])


def facts_for(tenant: str, principal: Principal) -> list[str] | None:
    """Return the subjects of the facts that a principal's consumer carries; none if it has no consumer."""
    match principal.role:
        case PrincipalRole.CLIENT:
            return readable(tenant, _for(Audience.CLIENT), client=_represented(principal))
        case PrincipalRole.CONSULTANT:
            return readable(tenant, _for(Audience.CONSULTANT), consultant=_represented(principal))
        case PrincipalRole.UMBRELLA:
            return [events_of(tenant)]
        case PrincipalRole.SUBSCRIBER if principal.audiences and principal.audiences != frozenset(Audience):
            return readable(tenant, principal.audiences)
        case PrincipalRole.SUBSCRIBER:
            return [events_of(tenant)]
        case _:
            return None


def shared_by_the_log() -> list[dict[str, Any]]:
    """Return the services that the account of the log exports."""
    exports = [(f"{_OWN}.{subject}", answers) for subject, answers in SHARED.items()]
    return [
        {"name": subject, "subject": subject, "type": "service", "response_type": answers}
        for subject, answers in [*exports, (f"{_ACK}.>", "Singleton")]
    ]


def brought_to_the_desk(log: str) -> list[dict[str, Any]]:
    """Return what the desk account imports of the log: under a domain of its own, `$JS.log.API`."""
    renamed = {f"{_OWN}.{subject}": f"{API}.{subject}" for subject in SHARED} | {f"{_ACK}.>": f"{_ACK}.>"}
    return [
        {"name": subject, "subject": subject, "local_subject": local, "account": log, "type": "service"}
        for subject, local in renamed.items()
    ]


def _represented(principal: Principal) -> UUID:
    assert principal.represents is not None, "without its company or person it would read everybody's facts"
    return principal.represents


def _for(party: Audience) -> frozenset[Audience]:
    return frozenset({Audience.ALL, party})


def _acting(tenant: str, principal: Principal) -> list[str]:
    """Commands and queries under the principal's own tokens, and the question of what there is."""
    role, name = principal.role, token(principal.id)
    if role is PrincipalRole.SUBSCRIBER:
        return []
    kinds = ["query"] if role is PrincipalRole.AUDITOR else ["command", "query"]
    asking = [f"jalon.{token(tenant)}.{kind}.{role}.{name}.*" for kind in kinds]
    return [*asking, "$SRV.PING", "$SRV.PING.>", "$SRV.INFO", "$SRV.INFO.>"]


def _reading(principal: Principal) -> list[str]:
    """The body of a direct get names any subject: only who may read the whole tenant has it."""
    name = principal.name
    match principal.role:
        case PrincipalRole.AUDITOR:
            return [f"{API}.{_STREAM_INFO}", f"{API}.{_DIRECT_GET}"]
        case (
            PrincipalRole.CLIENT
            | PrincipalRole.CONSULTANT
            | PrincipalRole.UMBRELLA
            | PrincipalRole.SUBSCRIBER
        ):
            return [*(f"{API}.{verb}.{name}" for verb in (_NEXT, _INFO, _RESET)), f"{_ACK}.{name}.>"]
        case _:
            return []


def _reading_the_log() -> list[str]:
    return [
        f"{_OWN}.INFO",
        f"{_OWN}.{_STREAM_INFO}",
        f"{_OWN}.{_DIRECT_GET}",
        f"{_OWN}.STREAM.MSG.GET.{STREAM}",
    ]


def _provisioning() -> list[str]:
    stream = [f"{_OWN}.STREAM.{verb}.{STREAM}" for verb in ("CREATE", "UPDATE")]
    return [
        *stream,
        f"{_OWN}.CONSUMER.CREATE.{STREAM}.>",
        f"{_OWN}.CONSUMER.DELETE.{STREAM}.*",
        f"{_OWN}.CONSUMER.INFO.{STREAM}.*",
        f"{_OWN}.CONSUMER.NAMES.{STREAM}",
    ]
