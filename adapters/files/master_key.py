"""The file of the master key, created once for a folder, and the writing of private files."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from adapters.engine.sealing.key_derivation import KEY_BYTES, MasterKeyDamaged, MasterKeyMissing


def ensure_master_key(folder: Path) -> bytes:
    """Return the master key of the folder; the first process creates it. Raises `MasterKeyDamaged`."""
    place = folder / "master.key"
    if not place.exists():
        publish_file(place, lambda draft: write_private_file(draft, os.urandom(KEY_BYTES)))
    key = place.read_bytes()
    if len(key) != KEY_BYTES:
        raise MasterKeyDamaged(place.name)
    return key


def find_master_key(folder: Path, elsewhere: Path | None) -> bytes:
    """Return the master key of the folder, or else of the file `elsewhere`; none is created.

    Raises `MasterKeyMissing` and `MasterKeyDamaged`.
    """
    place = folder / "master.key"
    if not place.exists() and elsewhere is None:
        raise MasterKeyMissing(folder.name)
    key = (elsewhere if elsewhere is not None and not place.exists() else place).read_bytes()
    if len(key) != KEY_BYTES:
        raise MasterKeyDamaged(place.name)
    return key


def place_master_key(folder: Path, key: bytes) -> None:
    """Write a master key into a folder that has none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (place := folder / "master.key").exists():
        publish_file(place, lambda draft: write_private_file(draft, key))


def publish_file(place: Path, write: Callable[[Path], None]) -> None:
    """Create a file whole and only once; of several processes the first wins, the others use its file."""
    draft = place.with_name(f".{place.name}.{uuid4().hex}")
    try:
        write(draft)
        with suppress(FileExistsError):
            os.link(draft, place)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(place.parent)


def write_private_file(place: Path, content: bytes) -> None:
    """Write a new file that only its owner may read; it is on the disk when this returns."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_private_file(place: Path, content: bytes) -> None:
    """Replace a file by one that only its owner may read, whole or not at all."""
    draft = place.with_name(f".{place.name}.{uuid4().hex}")
    try:
        write_private_file(draft, content)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(place.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
