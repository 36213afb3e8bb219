"""Writes a backup while others write to the store.

A log only grows, so its events up to one position are a consistent state. Keys and documents are read after
the events, because they are stored before the events that need them.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import ZipFile

import msgspec

from adapters.backup.backup_format import (
    ANSWERS,
    BACKUP_FORMAT,
    DOCUMENTS,
    EVENTS,
    KEYS,
    MANIFEST,
    VAULT,
    AnswerRecord,
    BackupManifest,
    KeyRecord,
    SealedRecord,
    StoreParts,
    encode_line,
    make_member,
)
from adapters.engine.documents.document_store import split_copy
from adapters.engine.store.recorder import Store
from adapters.engine.store.reinserting import Contradiction, parse_stored


def write_backup(parts: StoreParts, to: Path) -> tuple[Path, BackupManifest]:
    """Write a backup completely or not at all; in a folder, its name holds the tenant and the log head."""
    head = parts.store.head()
    target = to / f"jalon-{parts.store.tenant}-{head}.zip" if to.is_dir() else to
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as draft:
        try:
            with ZipFile(draft, "w") as archive:
                manifest = _write_lists(archive, parts, head)
            draft.flush()
            os.fsync(draft.fileno())
            Path(draft.name).replace(target)
        finally:
            Path(draft.name).unlink(missing_ok=True)
    _flush_folder(target.parent)  # so that the new name survives a power cut
    return target, manifest


def _write_lists(archive: ZipFile, parts: StoreParts, head: int) -> BackupManifest:
    lists = {
        EVENTS: _ListMember(archive, EVENTS, _read_events(parts.store, head)),
        ANSWERS: _ListMember(archive, ANSWERS, _read_answers(parts.store, head)),
        KEYS: _ListMember(
            archive, KEYS, (encode_line(KeyRecord(*owner, key)) for owner, key in parts.keys.rows.list_keys())
        ),
        VAULT: _ListMember(archive, VAULT, _read_sealed(parts)),
    }
    manifest = BackupManifest(
        format=BACKUP_FORMAT,
        tenant=parts.store.tenant,
        clock=parts.store.clock,
        head=head,
        answers=lists[ANSWERS].count,
        keys=lists[KEYS].count,
        vaulted=lists[VAULT].count,
        documents=_write_documents(archive, parts),
        fingerprint=parts.keys.fingerprint,
        sha256={name: member.sha256 for name, member in lists.items()},
    )
    archive.writestr(make_member(MANIFEST), msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    return manifest


class _ListMember:
    """A list that was written: the number of its lines and their hash."""

    def __init__(self, archive: ZipFile, name: str, lines: Iterable[bytes]) -> None:
        self.count, digest = 0, hashlib.sha256()
        with archive.open(make_member(name), "w", force_zip64=True) as file:
            for line in lines:
                file.write(line + b"\n")
                digest.update(line + b"\n")
                self.count += 1
        self.sha256 = digest.hexdigest()


def _read_events(store: Store, head: int) -> Iterator[bytes]:
    """Return the events up to a position; raises `Contradiction` if one cannot be restored from its bytes."""
    for expected, event in enumerate(store.read_log(), 1):
        if event.id > head:
            return
        if event.id != expected:
            raise Contradiction(expected, "no event")
        parse_stored(event)
        yield event.state


def _read_answers(store: Store, head: int) -> Iterator[bytes]:
    return (
        encode_line(AnswerRecord(*msgspec.structs.astuple(answer)))
        for answer in store.read_answers()
        if answer.last <= head
    )


def _read_sealed(parts: StoreParts) -> Iterator[bytes]:
    for commitment, owner, field, sealed in parts.keys.rows.list_vaulted():
        yield encode_line(SealedRecord(commitment, *owner, field, sealed))


def _write_documents(archive: ZipFile, parts: StoreParts) -> int:
    count = 0
    for digest in parts.documents.list_hashes():
        for sealed in parts.documents.read_copies(digest):
            name = split_copy(sealed, digest)[0].copy_name
            archive.writestr(make_member(f"{DOCUMENTS}{digest}/{name}", sealed=True), sealed)
            count += 1
    return count


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
