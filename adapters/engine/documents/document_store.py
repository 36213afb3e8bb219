"""The documents that events name by their hash: kept sealed, found by content, gone with their key.

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

SealBytes = Callable[[UUID, Retention, str, bytes], bytes]
OpenBytes = Callable[[UUID, Retention, str, bytes], bytes | None]

_HASH = re.compile("sha256:([0-9a-f]{64})")


@dataclass(unsafe_hash=True)
class DocumentDamaged(Exception):
    """What is filed under this hash is not, or no longer, the document of this hash."""

    hash: DocumentHash


class DocumentHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What a sealed copy says of itself: whose key opens it, and the kind of document."""

    subject: UUID
    retention: Retention
    kind: str

    def seal_field(self, digest: str) -> str:
        """Name the document to the seal, so that a copy filed elsewhere does not open."""
        return f"document/{self.kind}/{digest}"

    @property
    def copy_name(self) -> str:
        """The name of the copy: a document has one for each subject and class."""
        return f"{self.subject}.{self.retention}"


class SealedCopies(Protocol):
    """Where sealed copies lie, by the hash of the document and the name of the copy."""

    def put_copy(self, digest: str, name: str, sealed: bytes) -> None:
        """Keep a copy, whole or not at all, in the place of an older one of the same name."""
        ...

    def list_hashes(self) -> Iterable[str]:
        """Return the hash of every document, in their order."""
        ...

    def read_copies(self, digest: str) -> Sequence[bytes]:
        """Return the copies of a document, in the order of their names."""
        ...


class DocumentStore:
    """The documents of one tenant; the seal and its opening are given by whoever holds the keys."""

    def __init__(self, copies: SealedCopies, seal: SealBytes, unseal: OpenBytes) -> None:
        self._copies = copies
        self._seal = seal
        self._unseal = unseal

    def file_document(
        self, content: bytes, *, subject: UUID, retention: Retention, kind: str
    ) -> DocumentHash:
        """File a document and return the hash of its clear content, which other parties can check."""
        digest = sha256(content).hexdigest()
        header = DocumentHeader(subject=subject, retention=retention, kind=kind)
        sealed = self._seal(subject, retention, header.seal_field(digest), content)
        self._copies.put_copy(digest, header.copy_name, msgspec.json.encode(header) + b"\n" + sealed)
        return f"sha256:{digest}"

    @property
    def copies(self) -> SealedCopies:
        """Where the sealed copies lie."""
        return self._copies

    def read_document(self, document: DocumentHash) -> bytes | None:
        """Return the clear content of a document; nothing when it is not here or was erased."""
        if (matched := _HASH.fullmatch(document)) is None:
            raise ValueError(f"not the hash of a document: {document}")
        digest = matched[1]
        contents = (self._open_copy(copy, digest) for copy in self._copies.read_copies(digest))
        return next((content for content in contents if content is not None), None)

    def _open_copy(self, sealed: bytes, digest: str) -> bytes | None:
        header, sealed_content = split_copy(sealed, digest)
        content = self._unseal(header.subject, header.retention, header.seal_field(digest), sealed_content)
        if content is not None and sha256(content).hexdigest() != digest:
            raise DocumentDamaged(f"sha256:{digest}")
        return content


def split_copy(sealed: bytes, digest: str) -> tuple[DocumentHeader, bytes]:
    """Return what a sealed copy says of itself, and its box."""
    header, _, sealed_content = sealed.partition(b"\n")
    try:
        return msgspec.json.decode(header, type=DocumentHeader), sealed_content
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise DocumentDamaged(f"sha256:{digest}") from wrong
