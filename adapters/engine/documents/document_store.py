"""The documents that facts name by their hash: kept sealed, found by content, gone with their key.

One sealed copy is kept for each subject and class that a document was put for, so that the erasure of
one person leaves the copy of another.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol
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

    @property
    def copy(self) -> str:
        """The name of the copy: a document has one for each subject and class."""
        return f"{self.subject}.{self.retention}"


class Shelves(Protocol):
    """Where sealed copies lie, by the hash of the document and the name of the copy."""

    def put(self, digest: str, name: str, sealed: bytes) -> None:
        """Keep a copy, whole or not at all, in the place of an older one of the same name."""
        ...

    def hashes(self) -> Iterable[str]:
        """Return the hash of every document, in their order."""
        ...

    def copies(self, digest: str) -> Sequence[bytes]:
        """Return the copies of a document, in the order of their names."""
        ...


class DocumentStore:
    """The documents of one tenant; the seal and its opening are given by whoever holds the keys."""

    def __init__(self, shelves: Shelves, seal: Sealing, unseal: Unsealing) -> None:
        self._shelves = shelves
        self._seal = seal
        self._unseal = unseal

    def put(self, content: bytes, *, subject: UUID, retention: Retention, kind: str) -> DocumentHash:
        """File a document and return the hash of its clear content, which other parties can check."""
        digest = sha256(content).hexdigest()
        header = Header(subject=subject, retention=retention, kind=kind)
        box = self._seal(subject, retention, header.field(digest), content)
        self._shelves.put(digest, header.copy, msgspec.json.encode(header) + b"\n" + box)
        return f"sha256:{digest}"

    @property
    def shelves(self) -> Shelves:
        """Where the sealed copies lie."""
        return self._shelves

    def get(self, document: DocumentHash) -> bytes | None:
        """Return the clear content of a document; nothing when it is not here or was erased."""
        if (named := _HASH.fullmatch(document)) is None:
            raise ValueError(f"not the hash of a document: {document}")
        digest = named[1]
        contents = (self._opened(copy, digest) for copy in self._shelves.copies(digest))
        return next((content for content in contents if content is not None), None)

    def _opened(self, sealed: bytes, digest: str) -> bytes | None:
        header, box = split(sealed, digest)
        content = self._unseal(header.subject, header.retention, header.field(digest), box)
        if content is not None and sha256(content).hexdigest() != digest:
            raise DocumentDamaged(f"sha256:{digest}")
        return content


def split(sealed: bytes, digest: str) -> tuple[Header, bytes]:
    """Return what a sealed copy says of itself, and its box."""
    line, _, box = sealed.partition(b"\n")
    try:
        return msgspec.json.decode(line, type=Header), box
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise DocumentDamaged(f"sha256:{digest}") from wrong
