"""The register of principals: who may connect, in which role, and for which company or person.

Each principal has one JSON file. The handlers read it at each request, so a revoked principal is refused from
the next request on, even while the broker still accepts its messages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

import msgspec

from adapters.engine.access.requests import Principal, PrincipalRole, check_token
from adapters.files.master_key import replace_private_file
from domain.record import Actor

T = TypeVar("T")


@dataclass(unsafe_hash=True)
class RegisterDamaged(Exception):
    """A file of the register cannot be read."""

    path: Path

    def __str__(self) -> str:
        return f"{self.path}: not a principal of the register"


class PrincipalRegister:
    """The principals of one tenant, in a folder that only its owner may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the register of a folder; create it if there is none."""
        register = folder / "principals"
        register.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(register)

    def find_principal(self, role: PrincipalRole, principal: str) -> Principal | None:
        """Return a registered principal, revoked or not; raises `RegisterDamaged`."""
        try:
            return load_json(self._file_path(role, principal), Principal)
        except FileNotFoundError:
            return None

    def find_actor(self, role: PrincipalRole, principal: str) -> Actor | None:
        """Return the actor of a principal's commands; none if it is unknown, revoked, or sends no command."""
        found = self.find_principal(role, principal)
        return found.actor if found else None

    def list_principals(self) -> Iterator[Principal]:
        """Return every principal ever registered, by role and id."""
        for path in sorted(self._folder.glob("*.json")):
            yield load_json(path, Principal)

    def save_principal(self, principal: Principal) -> None:
        """Write the file of a principal, whole or not at all."""
        replace_private_file(self._file_path(principal.role, principal.id), msgspec.json.encode(principal))

    def _file_path(self, role: PrincipalRole, principal: str) -> Path:
        return self._folder / f"{role}-{check_token(principal)}.json"


def load_json(path: Path, kind: type[T]) -> T:
    """Return what a file of the register holds; raises `RegisterDamaged`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except msgspec.DecodeError:
        raise RegisterDamaged(path) from None
