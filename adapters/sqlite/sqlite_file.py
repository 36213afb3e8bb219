"""The file of a store: how it is recognised among other files, and how a new one is created."""

import fcntl
import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.engine.store.stored import ClockKind, StoreUnusable
from adapters.sqlite.sqlite_datastore import translated_errors

APPLICATION_ID = 0x4A414C4E  # JALN
SCHEMA_VERSION = 1
SMALLEST = 512  # bytes: the smallest page of SQLite

EVENTS_COLUMNS = """(
    notification_id INTEGER PRIMARY KEY AUTOINCREMENT,
    originator_id TEXT,
    originator_version INTEGER,
    topic TEXT,
    state BLOB,
    UNIQUE (originator_id, originator_version)
)"""
"""The columns of the library, with a position that SQLite never gives twice (AUTOINCREMENT)."""

SCHEMA = f"""
BEGIN;
CREATE TABLE stored_events {EVENTS_COLUMNS};
CREATE TABLE answers (
    command_id TEXT PRIMARY KEY,
    principal TEXT NOT NULL,
    digest BLOB NOT NULL,
    first_position INTEGER NOT NULL,
    last_position INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE store (tenant TEXT NOT NULL, clock TEXT NOT NULL);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
PRAGMA journal_mode = WAL;
"""


def check_store_file(path: Path) -> None:
    """Raise `StoreUnusable` unless this is a store of this version; file and folder stay unchanged."""
    if not path.is_file():
        raise StoreUnusable(path, "not a file" if path.exists() else "no store at path")
    if (size := path.stat().st_size) < SMALLEST:
        raise StoreUnusable(path, "not a SQLite file" if size else "an empty file")
    match _read_marks(path):
        case int(application), _ if application != APPLICATION_ID:
            raise StoreUnusable(path, "another program's SQLite file")
        case _, int(version) if version > SCHEMA_VERSION:
            raise StoreUnusable(path, f"a Jalon store of newer schema version {version}")
        case _, int(version) if version < SCHEMA_VERSION:
            raise StoreUnusable(path, f"a Jalon store of unknown schema version {version}")
        case _:
            _refuse_damage(path)


def _read_marks(path: Path) -> tuple[int, int]:
    """Read the application id and the schema version from the first page."""
    try:
        with closing(_connect_immutable(path)) as file:
            # Without this, SQLite reports a file that another process is extending as damaged.
            file.execute("PRAGMA writable_schema = ON")
            ((application,),) = file.execute("PRAGMA application_id")
            ((version,),) = file.execute("PRAGMA user_version")
            return application, version
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
            raise StoreUnusable(path, "not a SQLite file") from error
        raise StoreUnusable(path, f"a file that cannot be read: {error}") from error


def _refuse_damage(path: Path) -> None:
    """Refuse a damaged file before a writing connection leaves its own files beside it.

    With a write-ahead log beside it, a half-written file may be valid; only SQLite can then decide.
    """
    try:
        with closing(_connect_immutable(path)) as file:
            file.execute("SELECT tenant, clock FROM store").fetchall()
    except sqlite3.DatabaseError as error:
        if not Path(f"{path}-wal").exists():
            raise StoreUnusable(path, f"a damaged file: {error}") from error


def _connect_immutable(path: Path) -> sqlite3.Connection:
    """Connect to a file as it is on the disk, without locks and without writing.

    SQLite reads it, not `open()`: closing a file drops the POSIX locks that this process has on it.
    """
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


def make_store(path: Path, tenant: str, clock: ClockKind) -> None:
    """Create the store, whole or not at all; of several processes the first one creates it."""
    try:
        with _lock_folder(path.parent):
            if not path.exists() or (path.is_file() and not path.stat().st_size):
                _refuse_remains(path)
                _write_store(path, tenant, clock)
    except OSError as error:
        raise StoreUnusable(path, f"no place for a store: {error.strerror}") from error


def _write_store(path: Path, tenant: str, clock: ClockKind) -> None:
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        draft = Path(folder) / path.name
        with translated_errors(path), closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.executescript(SCHEMA)
            connection.execute("INSERT INTO store VALUES (?, ?)", (tenant, clock))
        draft.replace(path)


def _refuse_remains(path: Path) -> None:
    """Refuse to create a store beside the log of an old one: SQLite would write that log into it."""
    for log in (f"{path}-wal", f"{path}-journal"):
        if Path(log).exists():
            raise StoreUnusable(path, f"a damaged store: the file is gone or empty, its log {log} is not")


@contextmanager
def _lock_folder(folder: Path) -> Generator[None]:
    """Lock the folder while a store is created in it, then make the new name durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)
