"""The keys that the broker trusts, and who gets a credential signed with them.

The operator's key signs accounts; a tenant's two accounts sign its users. They lie in one folder that only
its owner reads, with the register of principals and their credentials; the broker itself never holds a seed.
"""

import ssl
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
from nkeys import NkeysError  # pyright: ignore[reportMissingTypeStubs]

from adapters.engine.access.requests import Principal, PrincipalRole, token
from adapters.engine.clock import real_now
from adapters.files.master_key import publish, replace_private, write_private
from adapters.files.principal_register import PrincipalRegister, load_json
from adapters.nats.connection import CredentialUnusable
from adapters.nats.credentials import Rank, SigningKey, credential, drawn
from adapters.nats.permissions import (
    IN_THE_LOG,
    Permissions,
    brought_to_the_desk,
    shared_by_the_log,
    user_claims,
)

OURS = "jalon"
TRUSTED = "ca.pem"
STAFF = (PrincipalRole.RELAY, PrincipalRole.PROVISIONER, PrincipalRole.SERVICE, PrincipalRole.OPERATOR)
"""The roles of the product itself: each tenant has one principal of each, named `jalon`."""

SYSTEM_INBOX = "_INBOX.system.jalon"
CLAIMS_UPDATE = "$SYS.REQ.CLAIMS.UPDATE"
_UNBOUNDED = {
    "subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "wildcards": True, "leaf": 0,
}  # fmt: skip


class Capacity(msgspec.Struct, frozen=True, kw_only=True):
    """How much a tenant may keep on the broker, in how many copies, and how many may connect."""

    max_bytes: int = 8 * 1024**3
    replicas: int = 1
    consumers: int = 10_000
    connections: int = 10_000


class Tenancy:
    """The accounts of one tenant, and its principals."""

    def __init__(self, name: str, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self.name = name
        self._folder = folder
        self.log = key_in(folder / "log.seed", Rank.ACCOUNT)
        self.desk = key_in(folder / "desk.seed", Rank.ACCOUNT)
        self.principals = PrincipalRegister.open(folder)
        self._credentials = folder / "credentials"
        self._credentials.mkdir(mode=0o700, exist_ok=True)

    def credential_of(self, role: PrincipalRole, principal: str = OURS) -> Path:
        """Return where the credential of a principal lies; by default of the product's own."""
        return self._credentials / f"{role}-{token(principal)}.creds"

    def enrol(self, principal: Principal) -> Path:
        """Register a principal under a new key and return its credential; the key it had is withdrawn."""
        key = drawn(Rank.USER)
        before = self.principals.find_principal(principal.role, principal.id)
        withdrawn = (*before.withdrawn, before.key) if before else ()
        enrolled = msgspec.structs.replace(principal, key=key.public, withdrawn=withdrawn)
        account = self.log if principal.role in IN_THE_LOG else self.desk
        signed = account.sign(
            key.public,
            enrolled.name,
            user_claims(self.name, enrolled),
            at=enrolled.added_at,
            until=enrolled.expires_at,
        )
        self.principals.save_principal(enrolled)
        place = self.credential_of(principal.role, principal.id)
        replace_private(place, credential(key, signed))
        return place

    def revoke(self, principal: Principal, at: datetime) -> Principal:
        """Withdraw a principal, its credential's file with it; what the broker must be told is `accounts`."""
        revoked = msgspec.structs.replace(principal, revoked_at=principal.revoked_at or at)
        self.principals.save_principal(revoked)
        self.credential_of(principal.role, principal.id).unlink(missing_ok=True)
        return revoked

    def staff(self) -> None:
        """Enrol the principals of the product itself; one that was revoked stays so."""
        for role in STAFF:
            before = self.principals.find_principal(role, OURS)
            if not self.credential_of(role).exists() and (before is None or not before.revoked_at):
                self.enrol(Principal(role=role, id=OURS, key="", added_at=real_now()))

    @property
    def trust(self) -> ssl.SSLContext | None:
        """Which broker to believe: one that the certificates beside the keys vouch for, if any are there."""
        certificates = self._folder.parent / TRUSTED
        try:
            return ssl.create_default_context(cafile=certificates) if certificates.exists() else None
        except ssl.SSLError:
            raise CredentialUnusable(certificates, "certificate") from None

    @property
    def capacity(self) -> Capacity:
        """How much the tenant may keep on the broker."""
        place = self._folder / "capacity.json"
        return load_json(place, Capacity) if place.exists() else Capacity()

    def allow(self, capacity: Capacity) -> None:
        """Decide how much the tenant may keep on the broker."""
        replace_private(self._folder / "capacity.json", msgspec.json.encode(capacity))

    def accounts(self) -> Iterator[tuple[SigningKey, str, dict[str, Any]]]:
        """Return both accounts, each with its name and what its token says."""
        capacity, everyone = self.capacity, list(self.principals.list_principals())
        kept = {
            "mem_storage": 0,
            "disk_storage": capacity.max_bytes * capacity.replicas,
            "streams": 1,
            "consumer": capacity.consumers,
            "max_bytes_required": True,
            "conn": 100,
        }
        within = [principal for principal in everyone if principal.role in IN_THE_LOG]
        without = [principal for principal in everyone if principal.role not in IN_THE_LOG]
        shared = {"exports": shared_by_the_log()}
        brought = {"imports": brought_to_the_desk(self.log.public)}
        yield self.log, f"{self.name}-log", _account(kept, within) | shared
        yield self.desk, self.name, _account({"conn": capacity.connections}, without) | brought


class Authority:
    """The operator, the broker's own account, and the tenants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def open(cls, folder: Path) -> "Authority":
        """Open the folder of the keys, made if there is none."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(folder)

    @cached_property
    def operator(self) -> SigningKey:
        """The key that signs every account."""
        return key_in(self.folder / "operator.seed", Rank.OPERATOR)

    @cached_property
    def system(self) -> SigningKey:
        """The account through which the broker is told of changed accounts."""
        return key_in(self.folder / "system.seed", Rank.ACCOUNT)

    def tenant(self, name: str) -> Tenancy:
        """Return a tenant, its accounts and the product's own principals made if there are none."""
        tenancy = Tenancy(name, self.folder / token(name))
        tenancy.staff()
        return tenancy

    def tenants(self) -> list[Tenancy]:
        """Return every tenant that the folder knows."""
        return [self.tenant(place.parent.name) for place in sorted(self.folder.glob("*/log.seed"))]

    def operator_token(self) -> str:
        """Return what the operator says of itself."""
        claims = {"type": "operator", "system_account": self.system.public}
        return self.operator.sign(self.operator.public, OURS, claims, at=real_now(), until=None)

    def account_tokens(self, *tenants: Tenancy) -> dict[str, str]:
        """Return the token of each account of these tenants, by its public key, revocations in it."""
        return {
            account.public: self._signed(account, name, claims)
            for tenancy in tenants
            for account, name, claims in tenancy.accounts()
        }

    def system_token(self) -> str:
        """Return the token of the broker's own account."""
        return self._signed(self.system, "system", {"type": "account", "limits": _UNBOUNDED | {"conn": 100}})

    def system_credential(self) -> Path:
        """Return the credential that may tell the broker of a changed account, and nothing else."""
        place = self.folder / "system.creds"
        if not place.exists():
            key, may = drawn(Rank.USER), Permissions([CLAIMS_UPDATE], [f"{SYSTEM_INBOX}.>"])
            signed = self.system.sign(key.public, "claims", may.claims(-1), at=real_now(), until=None)
            publish(place, lambda draft: write_private(draft, credential(key, signed)))
        return place

    def _signed(self, account: SigningKey, name: str, claims: dict[str, Any]) -> str:
        return self.operator.sign(account.public, name, claims, at=real_now(), until=None)


def key_in(place: Path, rank: Rank) -> SigningKey:
    """Return the key kept in a file, drawn by whichever process came first; raises `CredentialUnusable`."""
    if not place.exists():
        publish(place, lambda draft: write_private(draft, drawn(rank).seed))
    try:
        return SigningKey(place.read_bytes())
    except (NkeysError, ValueError):
        raise CredentialUnusable(place, "key") from None


def _account(limits: dict[str, Any], principals: list[Principal]) -> dict[str, Any]:
    refused = {key: at for principal in principals for key, at in principal.refused_keys.items()}
    return {
        "type": "account",
        "limits": _UNBOUNDED | limits,
        "revocations": {key: int(at.timestamp()) for key, at in refused.items()},
    }
