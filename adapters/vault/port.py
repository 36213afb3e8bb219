"""What every kind of key store keeps: wrapped keys and boxes, which tell nothing without the master key."""

from typing import NamedTuple, Protocol
from uuid import UUID

from domain.language import Retention


class Owner(NamedTuple):
    """Whose key: a person or a mission, and the class of what it seals."""

    subject: UUID
    retention: Retention


class Vaulted(NamedTuple):
    """A NIR or an IBAN in its box, under the commitment that facts carry."""

    commitment: str
    owner: Owner
    field: str
    box: bytes


class KeyRows(Protocol):
    """The rows of one tenant's keys and vault, shared by several processes."""

    def version(self) -> int:
        """Return a number that is another one once any other process has destroyed a key."""
        ...

    def wrapped(self, owner: Owner) -> bytes | None:
        """Return the owner's wrapped key; none before it was drawn, and once it was destroyed."""
        ...

    def draw(self, owner: Owner, wrapped: bytes) -> None:
        """Keep a new key, unless there is one, or it was destroyed."""
        ...

    def destroy(self, owner: Owner) -> bool:
        """Destroy the owner's key for ever, used or not; say whether no trace of it is left here."""
        ...

    def keep(self, vaulted: Vaulted) -> None:
        """Keep a box; the one that is there already stays."""
        ...

    def vaulted(self, commitment: str) -> Vaulted | None:
        """Return what is kept under a commitment."""
        ...

    def close(self) -> None:
        """Let go of the rows."""
        ...
