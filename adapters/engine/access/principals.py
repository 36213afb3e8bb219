"""The register of principals: who may connect, as what, and whom each one represents.

One JSON file a principal. The command service asks it at each request, so a revoked principal
is refused from the next request on, whatever the broker still lets through.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar
from uuid import UUID

import msgspec

from adapters.files.master_key import replace_private
from adapters.nats.subjects import PrincipalRole, consumer_of, token
from domain.language import Audience, Party, Role
from domain.record import Actor, AuthMethod

T = TypeVar("T")

PARTIES = {
    PrincipalRole.CLIENT: Party.CLIENT,
    PrincipalRole.CONSULTANT: Party.CONSULTANT,
    PrincipalRole.UMBRELLA: Party.UMBRELLA,
    PrincipalRole.OPERATOR: Party.UMBRELLA,
}
"""The party as which a principal acts; the roles that are not here give no command."""


@dataclass(unsafe_hash=True)
class RegisterDamaged(Exception):
    """What stands in this file of the register cannot be read."""

    path: Path

    def __str__(self) -> str:
        return f"{self.path}: not what the register keeps there"


class Principal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Someone who may connect: `key` is its credential's public key, `represents` its company or person.

    `withdrawn` are the keys of the credentials it had before.
    """

    role: PrincipalRole
    id: str
    key: str
    represents: UUID | None = None
    umbrella_role: Role | None = None
    audiences: frozenset[Audience] = frozenset()
    added_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    withdrawn: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How its files and its consumer are called."""
        return consumer_of(self.role, self.id)

    @property
    def refused_keys(self) -> dict[str, datetime]:
        """The keys that connect no more, each with the instant up to which its tokens are refused."""
        now_refused = {self.key: self.revoked_at} if self.revoked_at else {}
        return dict.fromkeys(self.withdrawn, self.added_at) | now_refused

    @property
    def actor(self) -> Actor | None:
        """Whose act a command of this principal is; none for those that give no command."""
        if self.revoked_at or self.role not in PARTIES:
            return None
        method = AuthMethod.OPERATOR if self.role is PrincipalRole.OPERATOR else AuthMethod.NATS_SUBJECT
        return Actor(
            principal=self.id,
            party=PARTIES[self.role],
            method=method,
            represents=self.represents,
            role=self.umbrella_role,
        )


class Principals:
    """The principals of one tenant, in a folder that only its owner may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the register in a folder, made if there is none."""
        place = folder / "principals"
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(place)

    def find(self, role: PrincipalRole, principal: str) -> Principal | None:
        """Return what is registered of a principal, revoked or not."""
        try:
            return kept_in(self._place(role, principal), Principal)
        except FileNotFoundError:
            return None

    def actor(self, role: PrincipalRole, principal: str) -> Actor | None:
        """Return as whom a principal acts; none for strangers, the revoked, and those who give no command."""
        found = self.find(role, principal)
        return found.actor if found else None

    def all(self) -> Iterator[Principal]:
        """Return every principal ever registered, by role and id."""
        for place in sorted(self._folder.glob("*.json")):
            yield kept_in(place, Principal)

    def keep(self, principal: Principal) -> None:
        """Register a principal, or what has become of it; whole or not at all."""
        replace_private(self._place(principal.role, principal.id), msgspec.json.encode(principal))

    def _place(self, role: PrincipalRole, principal: str) -> Path:
        return self._folder / f"{role}-{token(principal)}.json"


def kept_in(place: Path, kind: type[T]) -> T:
    """Return what a file of the register keeps; raises `RegisterDamaged`."""
    try:
        return msgspec.json.decode(place.read_bytes(), type=kind)
    except msgspec.DecodeError:
        raise RegisterDamaged(place) from None
