"""The format of a backup: a ZIP file; the same store always gives the same bytes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

import msgspec

from adapters.engine.documents import SealedCopies
from adapters.engine.sealing import KeyStore
from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import ClockKind
from domain.language import Retention

BACKUP_FORMAT = 1
MANIFEST, EVENTS, ANSWERS, KEYS, VAULT = (
    "content.json", "facts.jsonl", "answers.jsonl", "keys.jsonl", "vault.jsonl",
)  # fmt: skip
DOCUMENTS = "documents/"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date of a ZIP file


@dataclass(unsafe_hash=True)
class NotABackup(Exception):
    """This file is no backup that can be restored; `found` says what it is."""

    path: Path
    found: str

    def __str__(self) -> str:
        return f"{self.path}: {self.found}"


class StoreParts(NamedTuple):
    """A store with its keys and its documents."""

    store: Store
    keys: KeyStore
    documents: SealedCopies


class BackupManifest(msgspec.Struct, frozen=True, kw_only=True):
    """The manifest of a backup: its format, its store, counts, and the SHA-256 of each list."""

    format: int
    tenant: str
    clock: ClockKind
    head: int
    answers: int
    keys: int
    vaulted: int
    documents: int
    fingerprint: bytes
    sha256: dict[str, str]


class KeyRecord(msgspec.Struct, frozen=True, array_like=True):
    """A data key: wrapped by the master key, or `None` if it was destroyed."""

    subject: UUID
    retention: Retention
    wrapped: bytes | None


class AnswerRecord(msgspec.Struct, frozen=True, array_like=True):
    """The stored answer to a command: the positions of its first and last event."""

    command_id: UUID
    principal: str
    digest: bytes
    first: int
    last: int


class SealedRecord(msgspec.Struct, frozen=True, array_like=True):
    """A sealed value of the vault."""

    commitment: str
    subject: UUID
    retention: Retention
    field: str
    sealed: bytes


def make_member(name: str, *, sealed: bool = False) -> ZipInfo:
    """Return a ZIP member without date and platform; sealed bytes are not compressed, as it does not help."""
    info = ZipInfo(name, _ZIP_EPOCH)
    info.compress_type = ZIP_STORED if sealed else ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    info.create_system = 3
    return info


def encode_line(record: Any) -> bytes:
    """Encode one record as a line of a list."""
    return msgspec.json.encode(record)
