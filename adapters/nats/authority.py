"""The keys that the broker trusts, and the credentials that they sign.

The operator's key signs accounts; the two accounts of a tenant sign its users. All keys are in one folder
that only its owner can read, with the register of principals and their credentials. The broker holds no seed.
"""

import ssl
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
from nkeys import NkeysError  # pyright: ignore[reportMissingTypeStubs]

from adapters.engine.access.requests import Principal, PrincipalRole, check_token
from adapters.engine.clock import real_now
from adapters.files.master_key import publish_file, replace_private_file, write_private_file
from adapters.files.principal_register import PrincipalRegister, load_json
from adapters.nats.connection import CredentialUnusable
from adapters.nats.credentials import KeyKind, SigningKey, draw_key, format_credential
from adapters.nats.permissions import (
    LOG_ROLES,
    Permissions,
    desk_imports,
    log_exports,
    make_user_claims,
)

PRODUCT_PRINCIPAL = "jalon"
CA_FILE = "ca.pem"
PRODUCT_ROLES = (
    PrincipalRole.RELAY,
    PrincipalRole.PROVISIONER,
    PrincipalRole.SERVICE,
    PrincipalRole.OPERATOR,
)
"""The roles of the product itself: each tenant has one principal of each role, named `jalon`."""

SYSTEM_INBOX = "_INBOX.system.jalon"
CLAIMS_UPDATE = "$SYS.REQ.CLAIMS.UPDATE"
_NO_LIMITS = {
    "subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "wildcards": True, "leaf": 0,
}  # fmt: skip


class Capacity(msgspec.Struct, frozen=True, kw_only=True):
    """The limits of a tenant on the broker: bytes of its stream, copies, consumers, connections."""

    max_bytes: int = 8 * 1024**3
    replicas: int = 1
    consumers: int = 10_000
    connections: int = 10_000


class Tenancy:
    """The two accounts of one tenant, and its principals."""

    def __init__(self, name: str, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self.name = name
        self._folder = folder
        self.log = load_key(folder / "log.seed", KeyKind.ACCOUNT)
        self.desk = load_key(folder / "desk.seed", KeyKind.ACCOUNT)
        self.principals = PrincipalRegister.open(folder)
        self._credentials = folder / "credentials"
        self._credentials.mkdir(mode=0o700, exist_ok=True)

    def credential_path(self, role: PrincipalRole, principal: str = PRODUCT_PRINCIPAL) -> Path:
        """Return the path of a principal's credential; by default that of the product's own principal."""
        return self._credentials / f"{role}-{check_token(principal)}.creds"

    def enrol_principal(self, principal: Principal) -> Path:
        """Register a principal under a new key, withdraw its previous one, and return its credential."""
        key = draw_key(KeyKind.USER)
        previous = self.principals.find_principal(principal.role, principal.id)
        withdrawn = (*previous.withdrawn, previous.key) if previous else ()
        enrolled = msgspec.structs.replace(principal, key=key.public_key, withdrawn=withdrawn)
        account = self.log if principal.role in LOG_ROLES else self.desk
        signed = account.sign_token(
            key.public_key,
            enrolled.name,
            make_user_claims(self.name, enrolled),
            at=enrolled.added_at,
            until=enrolled.expires_at,
        )
        self.principals.save_principal(enrolled)
        path = self.credential_path(principal.role, principal.id)
        replace_private_file(path, format_credential(key, signed))
        return path

    def revoke_principal(self, principal: Principal, at: datetime) -> Principal:
        """Revoke a principal and delete its credential; the broker learns of it from a new account token."""
        revoked = msgspec.structs.replace(principal, revoked_at=principal.revoked_at or at)
        self.principals.save_principal(revoked)
        self.credential_path(principal.role, principal.id).unlink(missing_ok=True)
        return revoked

    def enrol_product_roles(self) -> None:
        """Enrol the principals of the product itself; a revoked one stays revoked."""
        for role in PRODUCT_ROLES:
            previous = self.principals.find_principal(role, PRODUCT_PRINCIPAL)
            if not self.credential_path(role).exists() and (previous is None or not previous.revoked_at):
                self.enrol_principal(Principal(role=role, id=PRODUCT_PRINCIPAL, key="", added_at=real_now()))

    @property
    def tls_context(self) -> ssl.SSLContext | None:
        """The TLS context that trusts the certificates beside the keys; none if there are none."""
        certificates = self._folder.parent / CA_FILE
        try:
            return ssl.create_default_context(cafile=certificates) if certificates.exists() else None
        except ssl.SSLError:
            raise CredentialUnusable(certificates, "certificate") from None

    @property
    def capacity(self) -> Capacity:
        """The limits of the tenant on the broker."""
        path = self._folder / "capacity.json"
        return load_json(path, Capacity) if path.exists() else Capacity()

    def set_capacity(self, capacity: Capacity) -> None:
        """Set the limits of the tenant on the broker; they apply once its account tokens are pushed."""
        replace_private_file(self._folder / "capacity.json", msgspec.json.encode(capacity))

    def describe_accounts(self) -> Iterator[tuple[SigningKey, str, dict[str, Any]]]:
        """Return both accounts, each with its name and the claims of its token."""
        capacity, everyone = self.capacity, list(self.principals.list_principals())
        log_limits = {
            "mem_storage": 0,
            "disk_storage": capacity.max_bytes * capacity.replicas,
            "streams": 1,
            "consumer": capacity.consumers,
            "max_bytes_required": True,
            "conn": 100,  # only the relays and the provisioner connect here
        }
        in_log = [principal for principal in everyone if principal.role in LOG_ROLES]
        at_desk = [principal for principal in everyone if principal.role not in LOG_ROLES]
        exports = {"exports": log_exports()}
        imports = {"imports": desk_imports(self.log.public_key)}
        yield self.log, f"{self.name}-log", _account_claims(log_limits, in_log) | exports
        yield self.desk, self.name, _account_claims({"conn": capacity.connections}, at_desk) | imports


class BrokerAuthority:
    """The operator, the system account of the broker, and the tenants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def open(cls, folder: Path) -> "BrokerAuthority":
        """Open the folder of the keys; make it if it does not exist."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(folder)

    @cached_property
    def operator_key(self) -> SigningKey:
        """The key that signs every account."""
        return load_key(self.folder / "operator.seed", KeyKind.OPERATOR)

    @cached_property
    def system_key(self) -> SigningKey:
        """The system account: through it the broker receives changed account tokens."""
        return load_key(self.folder / "system.seed", KeyKind.ACCOUNT)

    def open_tenancy(self, name: str) -> Tenancy:
        """Return a tenant; make its accounts and the product's own principals if they do not exist."""
        tenancy = Tenancy(name, self.folder / check_token(name))
        tenancy.enrol_product_roles()
        return tenancy

    def open_tenancies(self) -> list[Tenancy]:
        """Return every tenant that has keys in the folder."""
        return [self.open_tenancy(seed.parent.name) for seed in sorted(self.folder.glob("*/log.seed"))]

    def make_operator_token(self) -> str:
        """Return the token that the operator signs for itself; it names the system account."""
        claims = {"type": "operator", "system_account": self.system_key.public_key}
        return self.operator_key.sign_token(
            self.operator_key.public_key, PRODUCT_PRINCIPAL, claims, at=real_now(), until=None
        )

    def make_account_tokens(self, *tenants: Tenancy) -> dict[str, str]:
        """Return the token of each account of these tenants by public key; it holds the revocations."""
        return {
            account.public_key: self._sign_account(account, name, claims)
            for tenancy in tenants
            for account, name, claims in tenancy.describe_accounts()
        }

    def make_system_token(self) -> str:
        """Return the token of the system account."""
        return self._sign_account(
            self.system_key, "system", {"type": "account", "limits": _NO_LIMITS | {"conn": 100}}
        )

    def ensure_system_credential(self) -> Path:
        """Return the credential that may push a changed account token to the broker, and nothing else."""
        path = self.folder / "system.creds"
        if not path.exists():
            key, permissions = draw_key(KeyKind.USER), Permissions([CLAIMS_UPDATE], [f"{SYSTEM_INBOX}.>"])
            signed = self.system_key.sign_token(
                key.public_key, "claims", permissions.to_claims(-1), at=real_now(), until=None
            )
            publish_file(path, lambda draft: write_private_file(draft, format_credential(key, signed)))
        return path

    def _sign_account(self, account: SigningKey, name: str, claims: dict[str, Any]) -> str:
        return self.operator_key.sign_token(account.public_key, name, claims, at=real_now(), until=None)


def load_key(path: Path, kind: KeyKind) -> SigningKey:
    """Return the key in a file; draw it if there is none. Raises `CredentialUnusable`."""
    if not path.exists():
        # Publishing never overwrites: of two processes that draw a key, both read the first one's.
        publish_file(path, lambda draft: write_private_file(draft, draw_key(kind).seed))
    try:
        return SigningKey(path.read_bytes())
    except (NkeysError, ValueError):
        raise CredentialUnusable(path, "key") from None


def _account_claims(limits: dict[str, Any], principals: list[Principal]) -> dict[str, Any]:
    revoked_keys = {key: at for principal in principals for key, at in principal.refused_keys.items()}
    return {
        "type": "account",
        "limits": _NO_LIMITS | limits,
        "revocations": {key: int(at.timestamp()) for key, at in revoked_keys.items()},
    }
