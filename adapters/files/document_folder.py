"""Sealed copies as files: `<first 2 digits>/<hash>/<name>`, readable by their owner."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp


class FolderSealedCopies:
    """The sealed copies of one tenant in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    def put_copy(self, digest: str, name: str, sealed: bytes) -> None:
        """Store a copy, whole or not at all; it is on the disk when this returns."""
        place = self._copies_folder(digest) / name
        for folder in (place.parent.parent, place.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        with self._open_draft() as draft:
            draft.write_bytes(sealed)
            _sync_path(draft)
            draft.replace(place)
        for folder in (place.parent, place.parent.parent, self._folder):
            _sync_path(folder)

    def list_hashes(self) -> Iterator[str]:
        """Return the hash of every document, sorted."""
        yield from (copies_folder.name for copies_folder in sorted(self._folder.glob("??/*")))

    def read_copies(self, digest: str) -> list[bytes]:
        """Return the copies of a document, sorted by name."""
        copies_folder = self._copies_folder(digest)
        return (
            [copy.read_bytes() for copy in sorted(copies_folder.iterdir())] if copies_folder.exists() else []
        )

    def _copies_folder(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    @contextmanager
    def _open_draft(self) -> Generator[Path]:
        handle, name = mkstemp(prefix=".draft-", dir=self._folder)
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


def _sync_path(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
