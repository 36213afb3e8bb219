"""Restores a backup: compares what is there, adds what is missing, and overwrites nothing.

So a restore can be interrupted and run again, and data erased since the backup stays erased.
"""

import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar
from zipfile import BadZipFile, ZipFile

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
    NotABackup,
    SealedRecord,
    StoreParts,
)
from adapters.engine.documents import SealedCopies
from adapters.engine.sealing.key_rows import KeyOwner, KeyRows, VaultedValue
from adapters.engine.store.recorder import LIMIT, Store
from adapters.engine.store.reinserting import ArchivedEvent, Reinsertion, group_by_command, parse_event
from adapters.engine.store.stored import StoredAnswer

T = TypeVar("T")


def read_manifest(path: Path) -> BackupManifest:
    """Return the manifest of a backup after checking its format and its lists; raises `NotABackup`."""
    with _open_backup(path) as archive:
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=BackupManifest)
        if manifest.format != BACKUP_FORMAT:
            raise NotABackup(path, f"a backup of another format: {manifest.format}")
        for name, expected in manifest.sha256.items():
            if _hash_list(archive, name) != expected:
                raise NotABackup(path, f"a damaged backup: {name}")
        return manifest


def restore_backup(path: Path, parts: StoreParts) -> int:
    """Add what the store is missing; return how many events were added.

    Keys come first: an interrupted restore leaves no event without the key that opens it.
    """
    with _open_backup(path) as archive:
        _restore_keys(archive, parts.keys.rows)
        _restore_documents(archive, parts.documents)
        reinsertion = Reinsertion(parts.store)
        bodies = enumerate(_read_lines(archive, EVENTS), start=1)
        for page in group_by_command(parse_event(ArchivedEvent(position, body)) for position, body in bodies):
            reinsertion.take_events(page, [])
        _restore_answers(archive, parts.store)
        return reinsertion.added


def _restore_keys(archive: ZipFile, rows: KeyRows) -> None:
    for record in _read_records(archive, KEYS, KeyRecord):
        owner = KeyOwner(record.subject, record.retention)
        if record.wrapped is None:
            rows.destroy_key(owner)
        else:
            rows.add_key(owner, record.wrapped)
    for sealed in _read_records(archive, VAULT, SealedRecord):
        rows.add_vaulted(
            VaultedValue(
                sealed.commitment, KeyOwner(sealed.subject, sealed.retention), sealed.field, sealed.sealed
            )
        )


def _restore_documents(archive: ZipFile, documents: SealedCopies) -> None:
    for name in archive.namelist():
        if name.startswith(DOCUMENTS):
            digest, copy = name.removeprefix(DOCUMENTS).split("/")
            documents.put_copy(digest, copy, archive.read(name))


def _restore_answers(archive: ZipFile, store: Store) -> None:
    answers = (
        StoredAnswer(*msgspec.structs.astuple(record))
        for record in _read_records(archive, ANSWERS, AnswerRecord)
    )
    while page := list(islice(answers, LIMIT)):
        existing = store.select_answers([answer.command_id for answer in page])
        if missing := [answer for answer in page if answer.command_id not in existing]:
            with store.begin_unit_of_work() as unit:
                unit.insert_events([], answers=missing)


def _hash_list(archive: ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    for line in _read_lines(archive, name):
        digest.update(line + b"\n")
    return digest.hexdigest()


def _read_records(archive: ZipFile, name: str, kind: Callable[..., T]) -> Iterator[T]:
    decoder = msgspec.json.Decoder(kind)
    return map(decoder.decode, _read_lines(archive, name))


def _read_lines(archive: ZipFile, name: str) -> Iterator[bytes]:
    file: IO[bytes]
    with archive.open(name) as file:
        for line in file:
            yield line.removesuffix(b"\n")


@contextmanager
def _open_backup(path: Path) -> Generator[ZipFile]:
    try:
        with ZipFile(path) as archive:
            yield archive
    except BadZipFile as error:
        raise NotABackup(path, "a damaged backup, or none") from error
    except KeyError as missing:
        raise NotABackup(path, f"no backup of Jalon: {missing.args[0]}") from missing
    except msgspec.MsgspecError as error:
        raise NotABackup(path, f"a damaged backup: {error}") from error
