"""The file `keys.db`: wrapped keys and the vault, in one SQLite database shared by several processes."""

import hmac
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

from adapters.engine.sealing.key_derivation import WrongMasterKey
from adapters.engine.sealing.key_rows import KeyOwner, VaultedValue
from domain.language import Retention

_TABLES = """
CREATE TABLE master (fingerprint BLOB NOT NULL) STRICT;
CREATE TABLE data_key (
    subject TEXT NOT NULL,
    retention TEXT NOT NULL,
    wrapped BLOB,
    destroyed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (subject, retention),
    CHECK (destroyed = (wrapped IS NULL))
) STRICT;
CREATE TABLE vault (
    commitment TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    retention TEXT NOT NULL,
    field TEXT NOT NULL,
    box BLOB NOT NULL
) STRICT;
"""


PublishFile = Callable[[Path, Callable[[Path], None]], None]
"""Creates a file whole and only once, from the draft that a function writes."""


class SQLiteKeyRows:
    """The rows of `keys.db`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def read_version(self) -> int:
        """Return a number that changes when another connection writes to the file; it costs 4 µs."""
        ((version,),) = self._database.execute("PRAGMA data_version")
        return version

    def load_wrapped_key(self, owner: KeyOwner) -> bytes | None:
        """Return the owner's wrapped key, none if it was never made or is destroyed."""
        query = "SELECT wrapped FROM data_key WHERE subject = ? AND retention = ?"
        row = self._database.execute(query, _owner_columns(owner)).fetchone()
        return row[0] if row else None

    def add_key(self, owner: KeyOwner, wrapped: bytes) -> None:
        """Store a new key, unless there is one or it was destroyed."""
        statement = "INSERT INTO data_key VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING"
        self._database.execute(statement, (*_owner_columns(owner), wrapped))

    def destroy_key(self, owner: KeyOwner) -> bool:
        """Destroy the owner's key and vault; return false while the write-ahead log has their old bytes."""
        self._database.execute("DELETE FROM vault WHERE subject = ? AND retention = ?", _owner_columns(owner))
        self._database.execute(
            "INSERT INTO data_key VALUES (?, ?, NULL, 1)"
            " ON CONFLICT DO UPDATE SET wrapped = NULL, destroyed = 1",
            _owner_columns(owner),
        )
        # The write-ahead log holds the old bytes until it is truncated, which a reader can prevent.
        (busy, _, _) = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def erased_up_to(self) -> int:
        """Return the position up to which the erasures of the log are carried out."""
        ((position,),) = self._database.execute("PRAGMA user_version")
        return position

    def note_erased(self, position: int) -> None:
        """Store the position up to which the erasures of the log are carried out."""
        self._database.execute(f"PRAGMA user_version = {position:d}")

    def add_vaulted(self, vaulted: VaultedValue) -> None:
        """Store a sealed value; a commitment that exists keeps the one it has."""
        statement = "INSERT INTO vault VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        row = (vaulted.commitment, *_owner_columns(vaulted.owner), vaulted.field, vaulted.sealed)
        self._database.execute(statement, row)

    def remove_vaulted(self, commitments: Collection[str]) -> None:
        """Remove the values of these commitments."""
        rows = [(commitment,) for commitment in commitments]
        self._database.executemany("DELETE FROM vault WHERE commitment = ?", rows)

    def find_vaulted(self, commitment: str) -> VaultedValue | None:
        """Return the sealed value of a commitment, none if there is none."""
        query = "SELECT subject, retention, field, box FROM vault WHERE commitment = ?"
        if (row := self._database.execute(query, (commitment,)).fetchone()) is None:
            return None
        subject, retention, field, sealed = row
        return VaultedValue(commitment, KeyOwner(UUID(subject), Retention(retention)), field, sealed)

    def list_keys(self) -> Iterator[tuple[KeyOwner, bytes | None]]:
        """Return every owner with the wrapped key, or with none if the key is destroyed."""
        query = "SELECT subject, retention, wrapped FROM data_key ORDER BY subject, retention"
        for subject, retention, wrapped in self._database.execute(query).fetchall():
            yield KeyOwner(UUID(subject), Retention(retention)), wrapped

    def list_vaulted(self) -> Iterator[VaultedValue]:
        """Return everything in the vault."""
        query = "SELECT commitment, subject, retention, field, box FROM vault ORDER BY commitment"
        for commitment, subject, retention, field, sealed in self._database.execute(query).fetchall():
            yield VaultedValue(commitment, KeyOwner(UUID(subject), Retention(retention)), field, sealed)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def open_key_file(
    place: Path, fingerprint: bytes, publish_file: PublishFile, seconds_to_wait: float
) -> SQLiteKeyRows:
    """Open the database of keys that the master key of this fingerprint wraps; create it if there is none.

    Raises `WrongMasterKey` if another master key wraps them. It waits for a locked file.
    """
    if not place.exists():
        publish_file(place, lambda draft: _create_database(draft, fingerprint))
    return SQLiteKeyRows(_open_database(place, fingerprint, seconds_to_wait))


def _create_database(place: Path, fingerprint: bytes) -> None:
    os.close(os.open(place, os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_connect_durably(place, seconds_to_wait=0)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(_TABLES)
        database.execute("INSERT INTO master VALUES (?)", (fingerprint,))


def _open_database(place: Path, fingerprint: bytes, seconds_to_wait: float) -> sqlite3.Connection:
    database = _connect_durably(place, seconds_to_wait)
    (expected,) = database.execute("SELECT fingerprint FROM master").fetchone()
    if not hmac.compare_digest(expected, fingerprint):
        database.close()
        raise WrongMasterKey(place.parent.name)
    return database


def _connect_durably(place: Path, seconds_to_wait: float) -> sqlite3.Connection:
    """Connect so that a key is on the disk before it seals a value, and deleted bytes are overwritten."""
    database = sqlite3.connect(place, timeout=seconds_to_wait, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA secure_delete = ON")
    return database


def _owner_columns(owner: KeyOwner) -> tuple[str, str]:
    return str(owner.subject), str(owner.retention)
