"""What every kind of store does: the dispatcher, the readers and the relay know no more of it than this."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

from adapters.engine.store.stored import ClockKind, StoredAnswer, StoredFact, ToldFact

PAGE = 5_000


class Turn(Protocol):
    """One turn to write: what it appends is kept only if nobody added to the log since its `head`.

    All it tells is the log up to its `head`.
    """

    @property
    def head(self) -> int:
        """The position of the last fact, 0 before any."""
        ...

    def after(self, position: int, limit: int | None = None) -> list[StoredFact]:
        """Return the facts that follow a position, such as those of another process."""
        ...

    def told(self, stream_id: UUID) -> list[tuple[str, bytes]]:
        """Return the types and bytes of a stream's facts: all that its state is folded from."""
        ...

    def answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return what was answered to those of these commands that were answered, as far as is known.

        A turn that asks nobody says none, and ends in `HeadMoved` when that was wrong.
        """
        ...

    def append(self, facts: Sequence[StoredFact], answers: Sequence[StoredAnswer]) -> None:
        """Add facts, numbered by the caller from `head + 1` on, and answers, when the turn ends.

        The library's `IntegrityError`, then or already now, for a version, position or answer twice.
        """
        ...


class Store(Protocol):
    """The log of one tenant under one clock."""

    tenant: str
    clock: ClockKind

    def turn(self) -> AbstractContextManager[Turn]:
        """Take the turn to write; what it appended is kept when the block ends well, and only then.

        The end of the block raises `HeadMoved` when the log did, be there anything to append or not.
        """
        ...

    def head(self) -> int:
        """Return the position of the last fact, 0 before any."""
        ...

    def read(self, after: int = 0, limit: int = PAGE) -> list[StoredFact]:
        """Return one page of the log: the facts that follow a position."""
        ...

    def pages(self, after: int, limit: int, only: frozenset[str]) -> Iterator[list[ToldFact]]:
        """Read the facts of some types to the end of the log, page by page.

        The types are without the number of their version (`fr.jalon.mission.invoiced.v`). A server fetches
        the next page while its reader is at work on one.
        """
        ...

    def facts(self, after: int = 0) -> Iterator[StoredFact]:
        """Read the log to its end, page by page."""
        ...

    def stream(self, stream_id: UUID) -> list[StoredFact]:
        """Return all facts of a stream, in its order."""
        ...

    def told(self, stream_id: UUID) -> list[tuple[str, bytes]]:
        """Return the types and bytes of a stream's facts."""
        ...

    def answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return what was answered to those of these commands that were answered."""
        ...

    def answered(self) -> Iterator[StoredAnswer]:
        """Read every answer, in the order of the command ids; one given meanwhile may be missed."""
        ...

    def await_beyond(self, position: int, seconds: float) -> int:
        """Wait, so long at most, until the log goes beyond a position; return its head."""
        ...

    def check(self) -> list[str]:
        """Say in sentences what is wrong with the store; nothing, if all is well."""
        ...

    def unsafe_settings(self) -> list[str]:
        """Name the settings under which a fact that was answered could be lost with the power."""
        ...

    def close(self) -> None:
        """Close the store."""
        ...
