"""The port of a key store: wrapped keys and sealed values, which are useless without the master key."""

from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.language import Retention


class KeyOwner(NamedTuple):
    """The owner of a key: a person or a mission, and the retention class of the values."""

    subject: UUID
    retention: Retention


class VaultedValue(NamedTuple):
    """A sealed NIR or IBAN, under the commitment that events carry."""

    commitment: str
    owner: KeyOwner
    field: str
    sealed: bytes


class KeyRows(Protocol):
    """The rows of one tenant's keys and vault, shared by several processes."""

    def read_version(self) -> int:
        """Return a number that changes when another process destroys a key."""
        ...

    def load_wrapped_key(self, owner: KeyOwner) -> bytes | None:
        """Return the owner's wrapped key, none if it was never made or is destroyed."""
        ...

    def add_key(self, owner: KeyOwner, wrapped: bytes) -> None:
        """Store a new key, unless there is one or it was destroyed."""
        ...

    def destroy_key(self, owner: KeyOwner) -> bool:
        """Destroy the owner's key and vault for ever; return false while old bytes remain on the disk."""
        ...

    def erased_up_to(self) -> int:
        """Return the position up to which the erasures of the log are carried out."""
        ...

    def note_erased(self, position: int) -> None:
        """Store the position up to which the erasures of the log are carried out."""
        ...

    def add_vaulted(self, vaulted: VaultedValue) -> None:
        """Store a sealed value; a commitment that exists keeps the one it has."""
        ...

    def remove_vaulted(self, commitments: Collection[str]) -> None:
        """Remove the values of these commitments."""
        ...

    def find_vaulted(self, commitment: str) -> VaultedValue | None:
        """Return the sealed value of a commitment, none if there is none."""
        ...

    def list_keys(self) -> Iterable[tuple[KeyOwner, bytes | None]]:
        """Return every owner with the wrapped key, or with none if the key is destroyed."""
        ...

    def list_vaulted(self) -> Iterable[VaultedValue]:
        """Return everything in the vault."""
        ...

    def close(self) -> None:
        """Close the connection to the rows."""
        ...
