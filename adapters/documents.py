"""The documents that facts name by their hash: kept sealed, found by content, gone with their key.

A document is filed under `<first 2 digits>/<hash>/`, one sealed copy for each subject and class that it
was put for, so that the erasure of one person leaves the copy of another.
"""

import os
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from uuid import UUID

import msgspec

from domain.language import DocumentHash, Retention

Sealing = Callable[[UUID, Retention, str, bytes], bytes]
Unsealing = Callable[[UUID, Retention, str, bytes], bytes | None]

_HASH = re.compile("sha256:([0-9a-f]{64})")


@dataclass(unsafe_hash=True)
class DocumentDamaged(Exception):
    """What is filed under this hash is not, or no longer, the document of this hash."""

    hash: DocumentHash


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a sealed copy says of itself: whose key opens it, and the kind of document."""

    subject: UUID
    retention: Retention
    kind: str

    def field(self, digest: str) -> str:
        """Name the document to the seal, so that a copy filed elsewhere does not open."""
        return f"document/{self.kind}/{digest}"


class DocumentStore:
    """The documents of one tenant; the seal and its opening are given by whoever holds the keys."""

    def __init__(self, folder: Path, seal: Sealing, unseal: Unsealing) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._seal = seal
        self._unseal = unseal

    def put(self, content: bytes, *, subject: UUID, retention: Retention, kind: str) -> DocumentHash:
        """File a document and return the hash of its clear content, which other parties can check."""
        digest = sha256(content).hexdigest()
        header = Header(subject=subject, retention=retention, kind=kind)
        box = self._seal(subject, retention, header.field(digest), content)
        place = self._shelf(digest) / f"{subject}.{retention}"
        self._write(place, msgspec.json.encode(header) + b"\n" + box)
        return f"sha256:{digest}"

    def get(self, document: DocumentHash) -> bytes | None:
        """Return the clear content of a document; nothing when it is not here or was erased."""
        if (named := _HASH.fullmatch(document)) is None:
            raise ValueError(f"not the hash of a document: {document}")
        digest = named[1]
        shelf = self._shelf(digest)
        copies = sorted(shelf.iterdir()) if shelf.exists() else []
        contents = (self._opened(copy, digest) for copy in copies)
        return next((content for content in contents if content is not None), None)

    def _shelf(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _opened(self, place: Path, digest: str) -> bytes | None:
        line, _, box = place.read_bytes().partition(b"\n")
        try:
            header = msgspec.json.decode(line, type=Header)
        except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
            raise DocumentDamaged(f"sha256:{digest}") from wrong
        content = self._unseal(header.subject, header.retention, header.field(digest), box)
        if content is not None and sha256(content).hexdigest() != digest:
            raise DocumentDamaged(f"sha256:{digest}")
        return content

    def _write(self, place: Path, stored: bytes) -> None:
        """Put a copy in place whole or not at all, and on disk before its hash is given."""
        for folder in (place.parent.parent, place.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        with self._draft() as draft:
            draft.write_bytes(stored)
            _flush(draft)
            draft.replace(place)
        for folder in (place.parent, place.parent.parent, self._folder):
            _flush(folder)

    @contextmanager
    def _draft(self) -> Generator[Path]:
        handle, name = mkstemp(prefix=".draft-", dir=self._folder)
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


def _flush(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
