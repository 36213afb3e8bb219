"""Admits a principal, and withdraws it: in the register first, then on the broker, at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

from adapters.engine.access.requests import Principal, PrincipalRole, token
from adapters.nats.authority import CLAIMS_UPDATE, OURS, SYSTEM_INBOX, Authority, Tenancy
from adapters.nats.connection import connect, hang_up
from adapters.nats.provisioning import ANSWER_SECONDS, BrokerRefused, provision
from adapters.nats.subjects import inbox

REPRESENTING = frozenset({PrincipalRole.CLIENT, PrincipalRole.CONSULTANT})


@dataclass(unsafe_hash=True)
class NotAdmitted(Exception):
    """A principal as this one there cannot be; `why` names our sentence."""

    why: str
    role: PrincipalRole
    principal: str


def admit(tenancy: Tenancy, principal: Principal) -> Principal:
    """Register a principal and write its credential; admitted again, it gets a new one and loses the old.

    Raises `NotAdmitted`.
    """
    _check(tenancy, principal)
    tenancy.enrol(principal)
    enrolled = tenancy.principals.find_principal(principal.role, principal.id)
    assert enrolled is not None, "it was just written"
    return enrolled


def withdraw(tenancy: Tenancy, role: PrincipalRole, principal: str, at: datetime) -> Principal:
    """Revoke a principal; a second time changes nothing. Raises `NotAdmitted` for a stranger."""
    found = tenancy.principals.find_principal(role, principal)
    if found is None:
        raise NotAdmitted("unknown_principal", role, principal)
    return tenancy.revoke(found, at)


async def apply(
    url: str, authority: Authority, tenancy: Tenancy, principals: Iterable[Principal] | None = None
) -> None:
    """Tell the broker who may connect, and make it keep what it must; all principals unless some are named.

    A revoked one is cut off as soon as the broker has heard of it. Raises `BrokerAway`, `BrokerRefused`,
    `ServerTooOld`, `Differs`.
    """
    await _announce(url, authority, tenancy)
    log = await connect(
        url,
        tenancy.credential_of(PrincipalRole.PROVISIONER),
        name="provisioner",
        inbox_prefix=inbox(PrincipalRole.PROVISIONER, OURS),
        tls=tenancy.trust,
    )
    try:
        concerned = tenancy.principals.list_principals() if principals is None else principals
        await provision(log, tenancy.name, tenancy.capacity, concerned)
    finally:
        await hang_up(log)


async def _announce(url: str, authority: Authority, tenancy: Tenancy) -> None:
    credential = authority.system_credential()
    system = await connect(url, credential, name="authority", inbox_prefix=SYSTEM_INBOX, tls=tenancy.trust)
    try:
        for account_token in authority.account_tokens(tenancy).values():
            answer = await system.request(CLAIMS_UPDATE, account_token.encode(), timeout=ANSWER_SECONDS)
            told = msgspec.json.decode(answer.data)
            if "error" in told:
                raise BrokerRefused(CLAIMS_UPDATE, told["error"].get("description", str(told)))
    except NoRespondersError:
        raise BrokerRefused(CLAIMS_UPDATE, "nobody answers; its configuration is not ours") from None
    except NatsError as error:
        raise BrokerRefused(CLAIMS_UPDATE, str(error) or type(error).__name__) from error
    finally:
        await hang_up(system)


def _check(tenancy: Tenancy, principal: Principal) -> None:
    token(principal.id)
    others = [one for one in tenancy.principals.list_principals() if one.id == principal.id]
    wrong = {
        "represents_wanted": (principal.role in REPRESENTING) is not (principal.represents is not None),
        "umbrella_role_wanted": (principal.role is PrincipalRole.UMBRELLA)
        is not bool(principal.umbrella_role),
        "audience_unwanted": bool(principal.audiences) and principal.role is not PrincipalRole.SUBSCRIBER,
        "principal_id_taken": any(one.role is not principal.role for one in others),
        "principal_is_someone_else": any(one.represents != principal.represents for one in others),
    }
    for why, so in wrong.items():
        if so:
            raise NotAdmitted(why, principal.role, principal.id)
