"""The composition root: the one file that knows every part, and the only reader of settings."""

import os
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from adapters.clock import FrenchCalendar, real_now
from adapters.dispatcher import Answer, Dispatcher
from adapters.dispatcher.erasing import Erasing
from adapters.dispatcher.turn import Means
from adapters.dispatcher.when import When
from adapters.documents import DocumentStore
from adapters.door import Door, Request
from adapters.store.codec import Codec
from adapters.store.port import Store
from adapters.store.sqlite import SQLiteStore
from adapters.store.stored import ClockKind, StoredFact
from adapters.vault import KeyStore
from domain.language import DocumentHash, Retention, Sealed, Stream
from domain.world import FACTS


class Settings(msgspec.Struct, frozen=True):
    """What the environment may set; options of the command line win."""

    store: Path = Path("jalon.db")
    tenant: str = "demo"
    calendar_subdivision: str | None = None

    @classmethod
    def read(cls) -> "Settings":
        """Read `JALON_STORE`, `JALON_TENANT` and `JALON_CALENDAR_SUBDIVISION`, once."""
        chosen = {
            field: os.environ[f"JALON_{field.upper()}"]
            for field in cls.__struct_fields__
            if f"JALON_{field.upper()}" in os.environ
        }
        return msgspec.convert(chosen, cls, strict=False, dec_hook=lambda kind, raw: kind(raw))


class Line(NamedTuple):
    """One fact of the log, read: its place, its stored bytes unchanged, and what they say."""

    position: int
    body: bytes
    recorded: Any


class Archive:
    """The reading side: the log, the documents, and the opening of what was sealed."""

    def __init__(self, store: Store, private: Path) -> None:
        self.store = store
        self.codec = Codec(FACTS.values())
        self._private = private

    @cached_property
    def keys(self) -> KeyStore:
        """The keys that seal and open, made with their folder on first use."""
        return KeyStore.open(self._private)

    @cached_property
    def documents(self) -> DocumentStore:
        """The documents that facts name by their hash."""
        return DocumentStore(self._private / "documents", self.keys.seal_bytes, self.keys.unseal_bytes)

    @property
    def tenant(self) -> str:
        """The one tenant of the store."""
        return self.store.tenant

    def lines(self, after: int = 0) -> Iterator[Line]:
        """Read the log from a position to its end."""
        return map(self._line, self.store.facts(after))

    def stream(self, stream: Stream) -> list[Line]:
        """Read one stream whole."""
        return [self._line(fact) for fact in self.store.stream(stream.key)]

    def open(self, sealed: Sealed) -> str | None:
        """Return what was sealed; none once its key is destroyed, or where the keys are not."""
        return self.keys.unseal(sealed) if self._private.exists() else None

    def keep(self, content: bytes, *, subject: UUID, retention: Retention, kind: str) -> DocumentHash:
        """File a document, sealed, and return the hash that a fact may carry."""
        return self.documents.put(content, subject=subject, retention=retention, kind=kind)

    def close(self) -> None:
        """Close the store and the keys."""
        if "keys" in self.__dict__:
            self.keys.close()
        self.store.close()

    def _line(self, fact: StoredFact) -> Line:
        return Line(fact.position, fact.body, self.codec.decode(fact.type, fact.body))


class Engine(Archive):
    """The writing side as well: commands are answered by one dispatcher."""

    dispatcher: Dispatcher

    async def submit(self, request: Request, *, dry_run: bool = False) -> Answer:
        """Answer a command; raises `Malformed` for one that cannot be understood."""
        return await self.dispatcher.submit(request, dry_run=dry_run)


def private_folder(store: Path) -> Path:
    """Return where keys, vault and documents of a store lie: beside it, readable by its owner."""
    return store.with_name(f"{store.name}.private")


@contextmanager
def open_archive(path: Path) -> Generator[Archive]:
    """Open a store that exists, to read it; raises `StoreUnusable`."""
    archive = Archive(SQLiteStore.existing(path), private_folder(path))
    try:
        yield archive
    finally:
        archive.close()


@asynccontextmanager
async def open_engine(
    path: Path, *, clock: ClockKind, settings: Settings | None = None
) -> AsyncGenerator[Engine]:
    """Open a store, made if there is none, and the dispatcher that writes to it."""
    settings = settings or Settings.read()
    store = SQLiteStore.open(path, tenant=settings.tenant, clock=clock)
    engine = Engine(store, private_folder(path))
    try:
        async with Dispatcher(store, _means(engine, settings)) as dispatcher:
            engine.dispatcher = dispatcher
            yield engine
    finally:
        engine.close()


def _means(engine: Engine, settings: Settings) -> Means:
    return Means(
        door=Door(engine.keys),
        codec=engine.codec,
        calendar=FrenchCalendar(settings.calendar_subdivision),
        when=When(engine.store.clock, real_now, engine.tenant),
        source=f"/jalon/{engine.tenant}",
        erasing=Erasing(engine.store, engine.codec, engine.keys),
    )
