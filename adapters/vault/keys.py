"""The keys of persons and missions, one for each retention class; destroying one erases what it sealed."""

import sqlite3
from dataclasses import dataclass
from threading import RLock
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from adapters.vault.box import DataKey, Tampered, new_key
from domain.language import Retention


class Owner(NamedTuple):
    """Whose key: a person or a mission, and the class of what it seals."""

    subject: UUID
    retention: Retention

    @property
    def row(self) -> tuple[str, str]:
        """The owner as the database writes it."""
        return str(self.subject), str(self.retention)


@dataclass(unsafe_hash=True)
class KeyDestroyed(Exception):
    """The subject was erased for this class: nothing more is sealed for it."""

    subject: UUID
    retention: Retention


@dataclass(unsafe_hash=True)
class TraceRemains(Exception):
    """The key is destroyed, but a reader holds its old bytes in the journal: destroy it again."""

    subject: UUID
    retention: Retention


class Keys:
    """The wrapped keys of `keys.db`.

    Unwrapped keys are remembered, and all forgotten as soon as any other process has written to the
    database: each use asks SQLite for `data_version` (4 µs), so a destroyed key is honoured at once.
    """

    def __init__(self, database: sqlite3.Connection, master: bytes) -> None:
        self._database = database
        self._master = master
        self._known: dict[Owner, DataKey] = {}
        self._version = -1
        self._lock = RLock()

    def of(self, owner: Owner) -> DataKey:
        """Return the owner's key, drawn on first use; refuse when it was destroyed."""
        key = self.held(owner) or self._drawn(owner)
        if key is None:
            raise KeyDestroyed(owner.subject, owner.retention)
        return key

    def held(self, owner: Owner) -> DataKey | None:
        """Return the owner's key if there is one."""
        with self._lock:
            self._forget_if_written_elsewhere()
            if (known := self._known.get(owner)) is not None:
                return known
            if (wrapped := self._stored(owner)) is None:
                return None
            return self._known.setdefault(owner, DataKey(self._unwrapped(owner, wrapped)))

    def destroy(self, owner: Owner) -> None:
        """Destroy the owner's key for ever, used or not, and leave no byte of it in the files."""
        with self._lock:
            self._known.pop(owner, None)
            self._database.execute(
                "INSERT INTO data_key VALUES (?, ?, NULL, 1)"
                " ON CONFLICT DO UPDATE SET wrapped = NULL, destroyed = 1",
                owner.row,
            )
            (busy, _, _) = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise TraceRemains(owner.subject, owner.retention)

    def _drawn(self, owner: Owner) -> DataKey | None:
        """Draw the key unless another process did, or it was destroyed; the stored one counts."""
        self._database.execute(
            "INSERT INTO data_key VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING",
            (*owner.row, aes_key_wrap(self._master, new_key())),
        )
        return self.held(owner)

    def _stored(self, owner: Owner) -> bytes | None:
        asked = "SELECT wrapped FROM data_key WHERE subject = ? AND retention = ?"
        row = self._database.execute(asked, owner.row).fetchone()
        return row[0] if row else None

    def _unwrapped(self, owner: Owner, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self._master, wrapped)
        except InvalidUnwrap as wrong:
            raise Tampered("|".join(owner.row)) from wrong

    def _forget_if_written_elsewhere(self) -> None:
        (version,) = self._database.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._known.clear()
            self._version = version
