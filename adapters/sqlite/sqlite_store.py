"""The store in one SQLite file: one writer at a time, any number of readers, one log in one order."""

import sqlite3
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, RLock
from typing import Self
from uuid import UUID

from adapters.engine.store.recorder import PAGE
from adapters.engine.store.stored import (
    ClockKind,
    StoredAnswer,
    StoredFact,
    StoreFailed,
    StoreUnusable,
    ToldFact,
)
from adapters.sqlite import sqlite_statements
from adapters.sqlite.sqlite_checking import faults
from adapters.sqlite.sqlite_file import connect, make, recognise, understood
from adapters.sqlite.sqlite_readers import Readers

__all__ = [
    "ClockKind",
    "SQLiteStore",
    "StoreFailed",
    "StoreUnusable",
    "StoredAnswer",
    "StoredFact",
    "Turn",
]

POLL_SECONDS = 0.02  # SQLite tells no other process that there is more


class Turn:
    """One turn to write: nobody else adds to the log between what it reads and what it appends."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self.appended = False
        with understood(path):
            self.head = sqlite_statements.head(connection)

    def after(self, position: int, limit: int | None = None) -> list[StoredFact]:
        """Return the facts that follow a position, such as those of another process."""
        with understood(self._path):
            return sqlite_statements.after(self._connection, position, limit, self.head)

    def told(self, stream_id: UUID) -> list[tuple[str, bytes]]:
        """Return the types and bytes of a stream's facts: all that its state is folded from."""
        with understood(self._path):
            return sqlite_statements.told(self._connection, stream_id, self.head)

    def answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return what was answered to those of these commands that were answered."""
        with understood(self._path):
            return sqlite_statements.answers(self._connection, command_ids)

    def append(self, facts: Sequence[StoredFact], answers: Sequence[StoredAnswer]) -> None:
        """Add facts, numbered by the caller from `head + 1` on, and answers, when the turn ends.

        After one that raised, the library's `IntegrityError` for a version already there, nothing is.
        """
        assert self._connection.in_transaction, "the turn is over"
        self.appended = False
        with understood(self._path):
            sqlite_statements.add(self._connection, facts, answers)
        self.appended = True


class SQLiteStore:
    """The log of one tenant under one clock; close it, and SQLite tidies its files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._readers = Readers(path)
        self._turns = RLock()
        self._appended = Condition()
        with understood(path):
            self._writer = connect(path)
        try:
            self.tenant, self.clock = self._whose()
        except (StoreUnusable, StoreFailed):
            self.close()
            raise

    @classmethod
    def open(cls, path: Path, *, tenant: str, clock: ClockKind) -> Self:
        """Open the store, made for this tenant and clock if there is none; an existing one says its own."""
        path = path.resolve()
        if not path.exists() or (path.is_file() and not path.stat().st_size):
            make(path, tenant, clock)
        return cls.existing(path)

    @classmethod
    def existing(cls, path: Path) -> Self:
        """Open the store that is there; `StoreUnusable` when there is none, and nothing is made."""
        path = path.resolve()
        recognise(path)
        return cls(path)

    @contextmanager
    def turn(self) -> Generator[Turn]:
        """Take the turn to write; what it appended is kept when the block ends well, and only then."""
        with self._turns:
            with understood(self.path):
                self._writer.execute("BEGIN IMMEDIATE")
            try:
                turn = Turn(self._writer, self.path)
                yield turn
                if turn.appended:
                    with understood(self.path):
                        self._writer.execute("COMMIT")
                    with self._appended:
                        self._appended.notify_all()
            finally:
                with understood(self.path):
                    self._writer.rollback()  # of nothing, after a commit

    def head(self) -> int:
        """Return the position of the last fact, 0 before any."""
        with self._readers.lend() as connection:
            return sqlite_statements.head(connection)

    def read(self, after: int = 0, limit: int = PAGE) -> list[StoredFact]:
        """Return one page of the log: the facts that follow a position."""
        with self._readers.lend() as connection:
            return sqlite_statements.after(connection, after, limit)

    def pages(self, after: int, limit: int, only: frozenset[str]) -> Iterator[list[ToldFact]]:
        """Read the facts of some types to the end of the log, page by page."""
        while page := self._of_types(after, limit, only):
            yield page
            after, *_ = page[-1]

    def facts(self, after: int = 0) -> Iterator[StoredFact]:
        """Read the log to its end, page by page."""
        while page := self.read(after):
            yield from page
            after = page[-1].position

    def stream(self, stream_id: UUID) -> list[StoredFact]:
        """Return all facts of a stream, in its order."""
        with self._readers.lend() as connection:
            return sqlite_statements.stream(connection, stream_id)

    def told(self, stream_id: UUID) -> list[tuple[str, bytes]]:
        """Return the types and bytes of a stream's facts: all that its state is folded from."""
        with self._readers.lend() as connection:
            return sqlite_statements.told(connection, stream_id)

    def answers(self, command_ids: Sequence[UUID]) -> dict[UUID, StoredAnswer]:
        """Return what was answered to those of these commands that were answered."""
        with self._readers.lend() as connection:
            return sqlite_statements.answers(connection, command_ids)

    def answered(self) -> Iterator[StoredAnswer]:
        """Read every answer, in the order of the command ids; one given meanwhile may be missed."""
        after = ""
        while page := self._answered(after):
            yield from page
            after = page[-1].command_id.hex

    def await_beyond(self, position: int, seconds: float) -> int:
        """Wait, so long at most, until the log goes beyond a position; return its head.

        A turn of this store is seen at once, one of another process within a fiftieth of a second.
        """
        deadline = time.monotonic() + seconds
        while (head := self.head()) <= position and (left := deadline - time.monotonic()) > 0:
            with self._appended:
                self._appended.wait(min(left, POLL_SECONDS))
        return head

    def check(self) -> list[str]:
        """Say in sentences what is wrong with the store; nothing, if all is well."""
        try:
            with self._readers.lend() as connection:
                return faults(connection)
        except StoreUnusable as unusable:
            return [unusable.found]

    def unsafe_settings(self) -> list[str]:
        """Name none: each of our connections waits for the disk, and nothing outside of them decides it."""
        return []

    def close(self) -> None:
        """Close the store; a reader that is still at work closes behind itself."""
        with self._turns:
            self._writer.close()
        self._readers.close()

    def _of_types(self, after: int, limit: int, only: frozenset[str]) -> list[ToldFact]:
        with self._readers.lend() as connection:
            return sqlite_statements.of_types(connection, after, limit, only)

    def _answered(self, after: str) -> list[StoredAnswer]:
        with self._readers.lend() as connection:
            return sqlite_statements.answered(connection, after, PAGE)

    def _whose(self) -> tuple[str, ClockKind]:
        with self._readers.lend() as connection:
            stated = connection.execute("SELECT tenant, clock FROM store").fetchall()
        match stated:
            case [(str(tenant), clock)] if clock in set(ClockKind):
                return tenant, ClockKind(clock)
            case _:
                raise StoreUnusable(self.path, "a damaged file: it does not say whose store it is")
