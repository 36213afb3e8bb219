"""The documents that events name by their hash: sealed, addressed by content, erased with their key.

A document has one sealed copy for each subject and retention class, so that the erasure of one person
leaves the copy of another.
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
    """The content stored under this hash does not have this hash."""

    hash: DocumentHash


class DocumentHeader(msgspec.Struct, frozen=True, kw_only=True):
    """The header of a sealed copy: the owner of the key that opens it, and the kind of document."""

    subject: UUID
    retention: Retention
    kind: str

    def seal_field(self, digest: str) -> str:
        """Return the associated data of the seal: a copy moved to another hash or kind does not open."""
        return f"document/{self.kind}/{digest}"

    @property
    def copy_name(self) -> str:
        """The name of the copy, unique for each subject and retention class."""
        return f"{self.subject}.{self.retention}"


class SealedCopies(Protocol):
    """The port of a document store: sealed copies by hash of the document and name of the copy."""

    def put_copy(self, digest: str, name: str, sealed: bytes) -> None:
        """Store a copy, whole or not at all; it replaces an older one of the same name."""
        ...

    def list_hashes(self) -> Iterable[str]:
        """Return the hash of every document, sorted."""
        ...

    def read_copies(self, digest: str) -> Sequence[bytes]:
        """Return the copies of a document, sorted by name."""
        ...


class DocumentStore:
    """The documents of one tenant; the caller passes the functions that seal and unseal."""

    def __init__(self, copies: SealedCopies, seal: SealBytes, unseal: OpenBytes) -> None:
        self._copies = copies
        self._seal = seal
        self._unseal = unseal

    def file_document(
        self, content: bytes, *, subject: UUID, retention: Retention, kind: str
    ) -> DocumentHash:
        """Store a document sealed; return the hash of its clear content, which other parties can check."""
        digest = sha256(content).hexdigest()
        header = DocumentHeader(subject=subject, retention=retention, kind=kind)
        sealed = self._seal(subject, retention, header.seal_field(digest), content)
        self._copies.put_copy(digest, header.copy_name, msgspec.json.encode(header) + b"\n" + sealed)
        return f"sha256:{digest}"

    @property
    def copies(self) -> SealedCopies:
        """The sealed copies."""
        return self._copies

    def read_document(self, document: DocumentHash) -> bytes | None:
        """Return the clear content of a document, none if it is not stored or was erased.

        Raises `ValueError` for a text that is no hash, and `DocumentDamaged`.
        """
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
    """Return the header and the sealed content of a copy; raises `DocumentDamaged`."""
    header, _, sealed_content = sealed.partition(b"\n")
    try:
        return msgspec.json.decode(header, type=DocumentHeader), sealed_content
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise DocumentDamaged(f"sha256:{digest}") from wrong
