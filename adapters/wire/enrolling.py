"""Admits a principal, and withdraws it: in the register first, then on the broker, at once."""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import msgspec
from nats.errors import Error as NatsError

from adapters.wire.authority import CLAIMS_UPDATE, OURS, SYSTEM_INBOX, Authority, Tenancy
from adapters.wire.connection import connect
from adapters.wire.principals import Principal
from adapters.wire.provision import ANSWER_SECONDS, BrokerRefused, provision
from adapters.wire.subjects import WireRole, inbox, token

REPRESENTING = frozenset({WireRole.CLIENT, WireRole.CONSULTANT})
ADMITTED = (*sorted(REPRESENTING), *map(WireRole, ("umbrella", "auditor", "subscriber", "operator")))
"""The roles that people and services are given; the others are the product's own."""


@dataclass(unsafe_hash=True)
class NotAdmitted(Exception):
    """A principal as this one there cannot be; `why` names our sentence."""

    why: str
    role: WireRole
    principal: str


class Broker(NamedTuple):
    """A broker of which this authority decides who may connect."""

    url: str
    authority: Authority
    tls: ssl.SSLContext | None = None


def admit(tenancy: Tenancy, principal: Principal) -> Principal:
    """Register a principal and write its credential; admitted again, it gets a new one and loses the old.

    Raises `NotAdmitted`.
    """
    _check(tenancy, principal)
    tenancy.enrol(principal)
    enrolled = tenancy.principals.find(principal.role, principal.id)
    assert enrolled is not None, "it was just written"
    return enrolled


def withdraw(tenancy: Tenancy, role: WireRole, principal: str, at: datetime) -> Principal:
    """Revoke a principal; a second time changes nothing. Raises `NotAdmitted` for a stranger."""
    found = tenancy.principals.find(role, principal)
    if found is None:
        raise NotAdmitted("unknown_principal", role, principal)
    return tenancy.revoke(found, at)


async def apply(broker: Broker, tenancy: Tenancy, principals: Iterable[Principal] | None = None) -> None:
    """Tell the broker who may connect, and make it keep what it must; all principals unless some are named.

    A revoked one is cut off as soon as the broker has heard of it.
    """
    await _announce(broker, tenancy)
    log = await connect(
        broker.url,
        tenancy.credential_of(WireRole.PROVISIONER),
        name="provisioner",
        inbox_prefix=inbox(WireRole.PROVISIONER, OURS),
        tls=broker.tls,
    )
    try:
        concerned = tenancy.principals.all() if principals is None else principals
        await provision(log, tenancy.name, tenancy.capacity, concerned)
    finally:
        await log.close()


async def _announce(broker: Broker, tenancy: Tenancy) -> None:
    system = await connect(
        broker.url,
        broker.authority.system_credential(),
        name="authority",
        inbox_prefix=SYSTEM_INBOX,
        tls=broker.tls,
    )
    try:
        for account_token in broker.authority.account_tokens(tenancy).values():
            answer = await system.request(CLAIMS_UPDATE, account_token.encode(), timeout=ANSWER_SECONDS)
            told = msgspec.json.decode(answer.data)
            if "error" in told:
                raise BrokerRefused(CLAIMS_UPDATE, told["error"].get("description", str(told)))
    except NatsError as error:
        raise BrokerRefused(CLAIMS_UPDATE, str(error) or type(error).__name__) from error
    finally:
        await system.close()


def _check(tenancy: Tenancy, principal: Principal) -> None:
    token(principal.id)
    others = [one for one in tenancy.principals.all() if one.id == principal.id]
    wrong = {
        "principal_id_taken": any(one.role is not principal.role for one in others),
        "principal_is_someone_else": any(one.represents != principal.represents for one in others),
        "represents_wanted": (principal.role in REPRESENTING) is not (principal.represents is not None),
        "umbrella_role_wanted": (principal.role is WireRole.UMBRELLA) is not bool(principal.umbrella_role),
        "audience_unwanted": bool(principal.audiences) and principal.role is not WireRole.SUBSCRIBER,
    }
    for why, so in wrong.items():
        if so:
            raise NotAdmitted(why, principal.role, principal.id)
