"""The composition root: the one place that knows every part, and the only reader of settings.

This module opens a store to read and write it; `server.py` assembles the long-running service.
"""

import os
from collections.abc import AsyncGenerator, Coroutine, Generator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import UUID

import msgspec

from adapters.compose.key_opening import open_database_keys, open_folder_keys
from adapters.compose.opening import connections_of, store_environment
from adapters.compose.store_application import StoreApplication
from adapters.engine.clock import FrenchCalendar, real_now
from adapters.engine.dispatch import CommandAnswer, Dispatcher
from adapters.engine.dispatch.batch import Dependencies
from adapters.engine.dispatch.envelope import ActClock
from adapters.engine.dispatch.key_erasure import KeyErasure
from adapters.engine.documents import DocumentStore, SealedCopies
from adapters.engine.sealing import KeyStore
from adapters.engine.store.database import Database, is_database
from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import ClockKind, Place, StoredNotification
from adapters.engine.validation import CommandValidator, Request
from adapters.files.document_folder import FolderSealedCopies
from adapters.sqlite.sqlite_store import SQLiteStore
from domain.language import DocumentHash, Retention, Sealed, Stream


class Settings(msgspec.Struct, frozen=True):
    """The settings from the environment; options of the command line take precedence."""

    store: str = "jalon.db"
    private: Path | None = None
    tenant: str = "demo"
    calendar_subdivision: str | None = None
    nats_url: str | None = None
    nats_keys: Path | None = None
    otel_exporter_otlp_endpoint: str | None = None

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read `JALON_STORE`, `JALON_PRIVATE`…, `NATS_URL` and `OTEL_EXPORTER_OTLP_ENDPOINT`, once."""
        names = {field: f"JALON_{field.upper()}" for field in cls.__struct_fields__}
        names |= {field: field.upper() for field in ("nats_url", "otel_exporter_otlp_endpoint")}
        chosen = {field: os.environ[name] for field, name in names.items() if os.environ.get(name)}
        return msgspec.convert(chosen, cls, strict=False, dec_hook=lambda kind, raw: kind(raw))


class LogEntry(NamedTuple):
    """One event of the log: its position, its stored bytes, and the decoded event."""

    position: int
    body: bytes
    recorded: Any


class Archive(StoreApplication):
    """The reading side of a store: the log, the documents and the sealed values."""

    def __init__(self, env: Mapping[str, str], private: Path | None = None) -> None:
        super().__init__(dict(env))
        self._private = private

    @cached_property
    def keys(self) -> KeyStore:
        """The key store; it and its folder are created on first use."""
        assert self._private is not None, "this archive was opened without its keys"
        return open_key_store(self.store, self._private)

    @cached_property
    def documents(self) -> DocumentStore:
        """The documents that events reference by hash."""
        keys = self.keys
        copies = _open_sealed_copies(self.store, cast("Path", self._private))
        return DocumentStore(copies, keys.seal_bytes, keys.unseal_bytes)

    @property
    def tenant(self) -> str:
        """The one tenant of the store."""
        return self.store.tenant

    def read_log(self, after: int = 0) -> Iterator[LogEntry]:
        """Yield the events of the log after a position."""
        return map(self._read_entry, self.store.read_log(after))

    def read_stream(self, stream: Stream) -> list[LogEntry]:
        """Return all events of one stream."""
        return [self._read_entry(event) for event in self.store.select_events(stream.key)]

    def open_sealed(self, sealed: Sealed) -> str | None:
        """Return the sealed text, None if its key is destroyed or the keys are not on this machine."""
        is_there = self._private is not None and self._private.exists()
        return self.keys.unseal(sealed) if is_there else None

    def file_document(
        self, content: bytes, *, subject: UUID, retention: Retention, kind: str
    ) -> DocumentHash:
        """Seal and store a document; return the hash by which an event references it."""
        return self.documents.file_document(content, subject=subject, retention=retention, kind=kind)

    def close(self) -> None:
        """Close the store and the keys."""
        keys: KeyStore | None = self.__dict__.pop("keys", None)
        if keys is not None:
            keys.close()
        super().close()

    def _read_entry(self, event: StoredNotification) -> LogEntry:
        return LogEntry(event.id, event.state, self.codec.decode(event.topic, event.state))


class Engine(Archive):
    """The reading and the writing side of a store; one dispatcher answers commands."""

    dispatcher: Dispatcher

    def submit(self, request: Request, *, dry_run: bool = False) -> Coroutine[Any, Any, CommandAnswer]:
        """Return the answer to a command; raises `Malformed`."""
        return self.dispatcher.submit(request, dry_run=dry_run)


def locate_store(address: str) -> Place:
    """Return the place of a store: a path, or a database for an address."""
    return Database(address) if is_database(address) else Path(address)


def private_folder(store: Place, settings: Settings | None = None) -> Path:
    """Return the folder of the master key of a store, and of all else that is not in its database.

    By default it is beside the file of a store. For a database it is `<name>.private` in the working folder;
    set `JALON_PRIVATE` instead, because without the master key no sealed value can be read.
    """
    chosen = (settings or Settings.from_environment()).private
    if chosen is not None:
        return chosen
    return (
        Path(f"{store.name}.private")
        if isinstance(store, Database)
        else store.with_name(f"{store.name}.private")
    )


@contextmanager
def open_archive(place: Place) -> Generator[Archive]:
    """Open an existing store for reading; raises `StoreUnusable`."""
    archive = Archive(store_environment(place), private_folder(place))
    try:
        yield archive
    finally:
        archive.close()


@asynccontextmanager
async def open_engine(
    place: Place, *, clock: ClockKind, settings: Settings | None = None
) -> AsyncGenerator[Engine]:
    """Open a store, made if there is none, and the dispatcher that writes to it."""
    settings = settings or Settings.from_environment()
    env = store_environment(place, tenant=settings.tenant, clock=clock)
    engine = Engine(env, private_folder(place, settings))
    try:
        async with Dispatcher(engine.store, make_dependencies(engine, settings)) as dispatcher:
            engine.dispatcher = dispatcher
            yield engine
    finally:
        engine.close()


def open_key_store(store: Store, private: Path) -> KeyStore:
    """Open the keys of a store: in its private folder, or in its database with the master key outside."""
    if isinstance(store, SQLiteStore):
        return open_folder_keys(private)
    return open_database_keys(connections_of(store), private)


def _open_sealed_copies(store: Store, private: Path) -> SealedCopies:
    if isinstance(store, SQLiteStore):
        return FolderSealedCopies(private / "documents")
    from adapters.postgres.document_table import PostgresSealedCopies  # noqa: PLC0415 -- an extra

    return PostgresSealedCopies(connections_of(store))


def make_dependencies(archive: Archive, settings: Settings) -> Dependencies:
    """Return the dependencies of the dispatcher of a store."""
    return Dependencies(
        validator=CommandValidator(archive.keys),
        codec=archive.codec,
        calendar=FrenchCalendar(settings.calendar_subdivision),
        act_clock=ActClock(archive.store.clock, real_now, archive.tenant),
        source=f"/jalon/{archive.tenant}",
        erasing=KeyErasure(archive.store, archive.codec, archive.keys),
    )
