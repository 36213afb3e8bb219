"""Taking a backup while others write: a log is only ever added to, so its beginning is one moment of it.

What facts refer to is read after them: a key is drawn, a document filed, before the fact that needs it.
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
    Whole,
    line,
    member,
)
from adapters.engine.documents.document_store import split
from adapters.engine.store.recorder import Store
from adapters.engine.store.reinserting import Contradiction, parse_stored


def take(whole: Whole, to: Path) -> tuple[Path, Content]:
    """Write a backup, whole or not at all; into a folder, under the name of its tenant and its head."""
    head = whole.store.head()
    place = to / f"jalon-{whole.store.tenant}-{head}.zip" if to.is_dir() else to
    with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}-", delete=False) as draft:
        try:
            with ZipFile(draft, "w") as archive:
                content = _written(archive, whole, head)
            draft.flush()
            os.fsync(draft.fileno())
            Path(draft.name).replace(place)
        finally:
            Path(draft.name).unlink(missing_ok=True)
    _flush(place.parent)
    return place, content


def _written(archive: ZipFile, whole: Whole, head: int) -> Content:
    lists = {
        FACTS: _List(archive, FACTS, _facts(whole.store, head)),
        ANSWERS: _List(archive, ANSWERS, _answers(whole.store, head)),
        KEYS: _List(archive, KEYS, (line(KeyLine(*of, key)) for of, key in whole.keys.rows.drawn())),
        VAULT: _List(archive, VAULT, _boxes(whole)),
    }
    content = Content(
        format=FORMAT,
        tenant=whole.store.tenant,
        clock=whole.store.clock,
        head=head,
        answers=lists[ANSWERS].count,
        keys=lists[KEYS].count,
        vaulted=lists[VAULT].count,
        documents=_documents(archive, whole),
        fingerprint=whole.keys.fingerprint,
        sha256={name: written.sha256 for name, written in lists.items()},
    )
    archive.writestr(member(CONTENT), msgspec.json.format(msgspec.json.encode(content), indent=2))
    return content


class _List:
    """A list as it was written: how many lines, and their hash."""

    def __init__(self, archive: ZipFile, name: str, lines: Iterable[bytes]) -> None:
        self.count, hashed = 0, hashlib.sha256()
        with archive.open(member(name), "w", force_zip64=True) as file:
            for one in lines:
                file.write(one + b"\n")
                hashed.update(one + b"\n")
                self.count += 1
        self.sha256 = hashed.hexdigest()


def _facts(store: Store, head: int) -> Iterator[bytes]:
    """Return the facts up to a position, each one such that it can be kept again from its bytes alone."""
    for place, fact in enumerate(store.read_log(), 1):
        if fact.id > head:
            return
        if fact.id != place:
            raise Contradiction(place, "no fact")
        parse_stored(fact)
        yield fact.state


def _answers(store: Store, head: int) -> Iterator[bytes]:
    return (
        line(AnswerLine(*msgspec.structs.astuple(answer)))
        for answer in store.read_answers()
        if answer.last <= head
    )


def _boxes(whole: Whole) -> Iterator[bytes]:
    for commitment, owner, field, box in whole.keys.rows.boxes():
        yield line(BoxLine(commitment, *owner, field, box))


def _documents(archive: ZipFile, whole: Whole) -> int:
    count = 0
    for digest in whole.shelves.hashes():
        for sealed in whole.shelves.copies(digest):
            name = split(sealed, digest)[0].copy
            archive.writestr(member(f"{DOCUMENTS}{digest}/{name}", sealed=True), sealed)
            count += 1
    return count


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
