"""The file `keys.db`: wrapped keys and the vault, in one SQLite database shared by several processes."""

import hmac
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from adapters.vault.master import MasterKeyMissing, WrongMasterKey, derived, master_key, publish

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


def unlocked(folder: Path, seconds_to_wait: float) -> tuple[sqlite3.Connection, bytes]:
    """Open the database of the folder with its master key, and make both if the folder is new."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    place = folder / "keys.db"
    if place.exists() and not (folder / "master.key").exists():
        raise MasterKeyMissing(folder.name)
    master = master_key(folder)
    fingerprint = derived(master, "fingerprint")
    if not place.exists():
        publish(place, lambda draft: _create(draft, fingerprint))
    return _opened(place, fingerprint, seconds_to_wait), master


def _create(place: Path, fingerprint: bytes) -> None:
    os.close(os.open(place, os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_connection(place, seconds_to_wait=0)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(_TABLES)
        database.execute("INSERT INTO master VALUES (?)", (fingerprint,))


def _opened(place: Path, fingerprint: bytes, seconds_to_wait: float) -> sqlite3.Connection:
    database = _connection(place, seconds_to_wait)
    (expected,) = database.execute("SELECT fingerprint FROM master").fetchone()
    if not hmac.compare_digest(expected, fingerprint):
        database.close()
        raise WrongMasterKey(place.parent.name)
    return database


def _connection(place: Path, seconds_to_wait: float) -> sqlite3.Connection:
    """Connect so that a key is on disk before anything is sealed with it, and gone once overwritten."""
    database = sqlite3.connect(place, timeout=seconds_to_wait, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA secure_delete = ON")
    return database
