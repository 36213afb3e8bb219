"""What every kind of key store keeps: wrapped keys and boxes, which tell nothing without the master key."""

from collections.abc import Collection, Iterable
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
        """Destroy the owner's key and vault for ever, used or not; say whether no trace is left here."""
        ...

    def erased_up_to(self) -> int:
        """Return how far the log was followed for what is to be erased."""
        ...

    def note_erased(self, position: int) -> None:
        """Keep how far the log was followed."""
        ...

    def keep(self, vaulted: Vaulted) -> None:
        """Keep a box; the one that is there already stays."""
        ...

    def withdraw(self, commitments: Collection[str]) -> None:
        """Let go of what is kept under these commitments."""
        ...

    def vaulted(self, commitment: str) -> Vaulted | None:
        """Return what is kept under a commitment."""
        ...

    def drawn(self) -> Iterable[tuple[Owner, bytes | None]]:
        """Return every key as it is kept, wrapped; none in the place of one that was destroyed."""
        ...

    def boxes(self) -> Iterable[Vaulted]:
        """Return everything in the vault."""
        ...

    def close(self) -> None:
        """Let go of the rows."""
        ...
