"""What every kind of key store keeps: wrapped keys and boxes, which tell nothing without the master key."""

from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.language import Retention


class KeyOwner(NamedTuple):
    """Whose key: a person or a mission, and the class of what it seals."""

    subject: UUID
    retention: Retention


class VaultedValue(NamedTuple):
    """A NIR or an IBAN in its box, under the commitment that events carry."""

    commitment: str
    owner: KeyOwner
    field: str
    sealed: bytes


class KeyRows(Protocol):
    """The rows of one tenant's keys and vault, shared by several processes."""

    def read_version(self) -> int:
        """Return a number that is another one once any other process has destroyed a key."""
        ...

    def load_wrapped_key(self, owner: KeyOwner) -> bytes | None:
        """Return the owner's wrapped key; none before it was drawn, and once it was destroyed."""
        ...

    def add_key(self, owner: KeyOwner, wrapped: bytes) -> None:
        """Keep a new key, unless there is one, or it was destroyed."""
        ...

    def destroy_key(self, owner: KeyOwner) -> bool:
        """Destroy the owner's key and vault for ever, used or not; say whether no trace is left here."""
        ...

    def erased_up_to(self) -> int:
        """Return how far the log was followed for what is to be erased."""
        ...

    def note_erased(self, position: int) -> None:
        """Keep how far the log was followed."""
        ...

    def add_vaulted(self, vaulted: VaultedValue) -> None:
        """Keep a box; the one that is there already stays."""
        ...

    def remove_vaulted(self, commitments: Collection[str]) -> None:
        """Let go of what is kept under these commitments."""
        ...

    def find_vaulted(self, commitment: str) -> VaultedValue | None:
        """Return what is kept under a commitment."""
        ...

    def list_keys(self) -> Iterable[tuple[KeyOwner, bytes | None]]:
        """Return every key as it is kept, wrapped; none in the place of one that was destroyed."""
        ...

    def list_vaulted(self) -> Iterable[VaultedValue]:
        """Return everything in the vault."""
        ...

    def close(self) -> None:
        """Let go of the rows."""
        ...
