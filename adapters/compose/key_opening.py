"""Opens the keys of a store with its master key, which is a file and never in a database."""

from pathlib import Path
from typing import TYPE_CHECKING

from adapters.engine.sealing import KeyStore
from adapters.engine.sealing.key_derivation import derive_fingerprint
from adapters.files.master_key import ensure_master_key, find_master_key, publish_file
from adapters.sqlite.sqlite_key_rows import open_key_file

if TYPE_CHECKING:
    from adapters.postgres.connections import Connections


def open_folder_keys(folder: Path, *, seconds_to_wait: float = 30) -> KeyStore:
    """Open the keys of a folder; create them on first use; wait at most so long for other processes.

    Raises `MasterKeyMissing`, `MasterKeyDamaged` or `WrongMasterKey`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    place = folder / "keys.db"
    master = _ensure_master_key(folder, has_keys=place.exists())
    return KeyStore(open_key_file(place, derive_fingerprint(master), publish_file, seconds_to_wait), master)


def open_database_keys(connections: "Connections", folder: Path) -> KeyStore:
    """Open the keys of a database; the master key is in the folder, created on first use.

    Raises `MasterKeyMissing`, `MasterKeyDamaged` or `WrongMasterKey`.
    """
    from adapters.postgres.postgres_key_rows import has_master_key, open_key_table  # noqa: PLC0415 -- an extra

    master = _ensure_master_key(folder, has_keys=has_master_key(connections))
    return KeyStore(open_key_table(connections, derive_fingerprint(master)), master)


def _ensure_master_key(folder: Path, *, has_keys: bool) -> bytes:
    """Return the master key of the folder; create it only if no key is wrapped by an earlier one."""
    if has_keys:
        return find_master_key(folder, None)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return ensure_master_key(folder)
