"""Restoring a backup: what is there is compared, what is missing is added, nothing is written over.

So it may be broken off and begun again; and what was erased since the backup stays erased.
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
    CONTENT,
    DOCUMENTS,
    FACTS,
    FORMAT,
    KEYS,
    VAULT,
    AnswerLine,
    BoxLine,
    Content,
    KeyLine,
    NotABackup,
    Whole,
)
from adapters.engine.documents import Shelves
from adapters.engine.sealing.key_rows import KeyRows, Owner, Vaulted
from adapters.engine.store.recorder import LIMIT, Store
from adapters.engine.store.reinserting import ArchivedEvent, Reinsertion, group_by_command, parse_event
from adapters.engine.store.stored import StoredAnswer

T = TypeVar("T")


def content_of(path: Path) -> Content:
    """Return what a backup says of itself, once all its lists are what it says; raises `NotABackup`."""
    with _opened(path) as archive:
        content = msgspec.json.decode(archive.read(CONTENT), type=Content)
        if content.format != FORMAT:
            raise NotABackup(path, f"a backup of another format: {content.format}")
        for name, expected in content.sha256.items():
            if _hash_of(archive, name) != expected:
                raise NotABackup(path, f"a damaged backup: {name}")
        return content


def restore(path: Path, whole: Whole) -> int:
    """Add what a backup holds and is missing; return how many facts that were.

    Keys come first: while a restore is broken off, no fact is there without the key that opens it.
    """
    with _opened(path) as archive:
        _restore_keys(archive, whole.keys.rows)
        _restore_documents(archive, whole.shelves)
        reinsertion = Reinsertion(whole.store)
        bodies = enumerate(_lines(archive, FACTS), start=1)
        for page in group_by_command(parse_event(ArchivedEvent(position, body)) for position, body in bodies):
            reinsertion.take_events(page, [])
        _restore_answers(archive, whole.store)
        return reinsertion.added


def _restore_keys(archive: ZipFile, rows: KeyRows) -> None:
    for one in _read(archive, KEYS, KeyLine):
        owner = Owner(one.subject, one.retention)
        if one.wrapped is None:
            rows.destroy(owner)
        else:
            rows.draw(owner, one.wrapped)
    for box in _read(archive, VAULT, BoxLine):
        rows.keep(Vaulted(box.commitment, Owner(box.subject, box.retention), box.field, box.box))


def _restore_documents(archive: ZipFile, shelves: Shelves) -> None:
    for name in archive.namelist():
        if name.startswith(DOCUMENTS):
            digest, copy = name.removeprefix(DOCUMENTS).split("/")
            shelves.put(digest, copy, archive.read(name))


def _restore_answers(archive: ZipFile, store: Store) -> None:
    answers = (StoredAnswer(*msgspec.structs.astuple(one)) for one in _read(archive, ANSWERS, AnswerLine))
    while page := list(islice(answers, LIMIT)):
        there = store.select_answers([answer.command_id for answer in page])
        if missing := [answer for answer in page if answer.command_id not in there]:
            with store.begin_unit_of_work() as unit:
                unit.insert_events([], answers=missing)


def _hash_of(archive: ZipFile, name: str) -> str:
    hashed = hashlib.sha256()
    for line in _lines(archive, name):
        hashed.update(line + b"\n")
    return hashed.hexdigest()


def _read(archive: ZipFile, name: str, kind: Callable[..., T]) -> Iterator[T]:
    decoder = msgspec.json.Decoder(kind)
    return map(decoder.decode, _lines(archive, name))


def _lines(archive: ZipFile, name: str) -> Iterator[bytes]:
    file: IO[bytes]
    with archive.open(name) as file:
        for line in file:
            yield line.removesuffix(b"\n")


@contextmanager
def _opened(path: Path) -> Generator[ZipFile]:
    try:
        with ZipFile(path) as archive:
            yield archive
    except BadZipFile as wrong:
        raise NotABackup(path, "a damaged backup, or none") from wrong
    except KeyError as missing:
        raise NotABackup(path, f"no backup of Jalon: {missing.args[0]}") from missing
    except msgspec.MsgspecError as wrong:
        raise NotABackup(path, f"a damaged backup: {wrong}") from wrong
