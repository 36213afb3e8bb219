"""Admits and withdraws principals: first in the register, then on the broker, which applies it at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

from adapters.engine.access.requests import Principal, PrincipalRole, check_token
from adapters.nats.authority import CLAIMS_UPDATE, PRODUCT_PRINCIPAL, SYSTEM_INBOX, BrokerAuthority, Tenancy
from adapters.nats.connection import close_connection, connect_to_broker
from adapters.nats.provisioning import REPLY_SECONDS, BrokerRefused, provision_tenant
from adapters.nats.request_listener import inbox_prefix

REPRESENTING_ROLES = frozenset({PrincipalRole.CLIENT, PrincipalRole.CONSULTANT})


@dataclass(unsafe_hash=True)
class NotAdmitted(Exception):
    """A principal cannot be admitted or withdrawn; `why` is the key of the sentence that says why."""

    why: str
    role: PrincipalRole
    principal: str


def admit_principal(tenancy: Tenancy, principal: Principal) -> Principal:
    """Register a principal and write its credential; a second admission replaces the credential.

    Raises `NotAdmitted`.
    """
    _check_principal(tenancy, principal)
    tenancy.enrol_principal(principal)
    enrolled = tenancy.principals.find_principal(principal.role, principal.id)
    assert enrolled is not None, "it was just written"
    return enrolled


def withdraw_principal(tenancy: Tenancy, role: PrincipalRole, principal: str, at: datetime) -> Principal:
    """Revoke a principal; a second time changes nothing. Raises `NotAdmitted` if it is unknown."""
    found = tenancy.principals.find_principal(role, principal)
    if found is None:
        raise NotAdmitted("unknown_principal", role, principal)
    return tenancy.revoke_principal(found, at)


async def apply_to_broker(
    url: str, authority: BrokerAuthority, tenancy: Tenancy, principals: Iterable[Principal] | None = None
) -> None:
    """Push the account tokens to the broker, and provision the stream and the consumers of principals.

    By default of all principals. The broker cuts off a revoked principal as soon as it has its account token.
    Raises `BrokerAway`, `BrokerRefused`, `ServerTooOld`, `Differs`.
    """
    await _push_account_tokens(url, authority, tenancy)
    log = await connect_to_broker(
        url,
        tenancy.credential_path(PrincipalRole.PROVISIONER),
        name="provisioner",
        inbox_prefix=inbox_prefix(PrincipalRole.PROVISIONER, PRODUCT_PRINCIPAL),
        tls=tenancy.tls_context,
    )
    try:
        chosen = tenancy.principals.list_principals() if principals is None else principals
        await provision_tenant(log, tenancy.name, tenancy.capacity, chosen)
    finally:
        await close_connection(log)


async def _push_account_tokens(url: str, authority: BrokerAuthority, tenancy: Tenancy) -> None:
    credential = authority.ensure_system_credential()
    system = await connect_to_broker(
        url, credential, name="authority", inbox_prefix=SYSTEM_INBOX, tls=tenancy.tls_context
    )
    try:
        for account_token in authority.make_account_tokens(tenancy).values():
            answer = await system.request(CLAIMS_UPDATE, account_token.encode(), timeout=REPLY_SECONDS)
            reply = msgspec.json.decode(answer.data)
            if "error" in reply:
                raise BrokerRefused(CLAIMS_UPDATE, reply["error"].get("description", str(reply)))
    except NoRespondersError:
        raise BrokerRefused(
            CLAIMS_UPDATE, "no answer; its configuration is not from `jalon nats-config`"
        ) from None
    except NatsError as error:
        raise BrokerRefused(CLAIMS_UPDATE, str(error) or type(error).__name__) from error
    finally:
        await close_connection(system)


def _check_principal(tenancy: Tenancy, principal: Principal) -> None:
    check_token(principal.id)
    others = [other for other in tenancy.principals.list_principals() if other.id == principal.id]
    wrong = {
        "represents_wanted": (principal.role in REPRESENTING_ROLES) is not (principal.represents is not None),
        "umbrella_role_wanted": (principal.role is PrincipalRole.UMBRELLA)
        is not bool(principal.umbrella_role),
        "audience_unwanted": bool(principal.audiences) and principal.role is not PrincipalRole.SUBSCRIBER,
        "principal_id_taken": any(other.role is not principal.role for other in others),
        "principal_is_someone_else": any(other.represents != principal.represents for other in others),
    }
    for why, holds in wrong.items():
        if holds:
            raise NotAdmitted(why, principal.role, principal.id)
