"""Backups, and the stream as its keeper sees it, put together over one store."""

import re
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid5

import msgspec
from nats.aio.client import Client

from adapters.backup import Content, Whole
from adapters.compose import Archive, Engine, Settings, private_folder
from adapters.compose.broker_site import authority_of, broker_folder, broker_keys
from adapters.compose.opening import store_environment
from adapters.engine.access.requests import PrincipalRole
from adapters.engine.sealing.key_derivation import WrongMasterKey, derive_fingerprint
from adapters.engine.sealing.key_rows import Owner
from adapters.engine.store.stored import Place
from adapters.engine.validation import Request
from adapters.files.master_key import offered_master_key, place_master_key
from adapters.nats.authority import OURS
from adapters.nats.connection import BrokerAway, connect, hang_up, ignoring_sigpipe
from adapters.nats.embedded_broker import AlreadyServed, ServerFailed, ServerMissing, embedded, running
from adapters.nats.stream_recovery import Recovery
from adapters.nats.subjects import STREAM, inbox
from domain.consultant.events.leaving import SubjectKeyDestroyed
from domain.language import Kind, Party, Retention, named
from domain.operations.events import StreamRecovered
from domain.record import Actor, AuthMethod

_DOCUMENT = re.compile("sha256:[0-9a-f]{64}")

OPERATOR = Actor(principal="operator", party=Party.SYSTEM, method=AuthMethod.OPERATOR)


def whole(archive: Archive) -> Whole:
    """Return a store with all that belongs to it."""
    return Whole(archive.store, archive.keys, archive.documents.shelves)


@contextmanager
def open_to_restore(
    place: Place, content: Content, master_key: Path | None, settings: Settings
) -> Generator[Archive]:
    """Open a store, made if there is none, for a backup that its master key opens.

    Raises `MasterKeyMissing` or `WrongMasterKey` before anything is made.
    """
    private = private_folder(place, settings)
    key = offered_master_key(private, master_key)
    if derive_fingerprint(key) != content.fingerprint:
        raise WrongMasterKey(private.name)
    place_master_key(private, key)
    archive = Archive(store_environment(place, tenant=content.tenant, clock=content.clock), private)
    try:
        yield archive
    finally:
        archive.close()


class Apart(NamedTuple):
    """Where the keys lie that no backup holds: whoever has both has everything."""

    master_key: Path
    broker_keys: Path


def apart(place: Place, settings: Settings) -> Apart:
    """Return what is to be kept apart from the backups of a store, be it there or not."""
    private = private_folder(place, settings)
    return Apart(private / "master.key", broker_keys(private, settings))


@asynccontextmanager
async def as_relay(place: Place, tenant: str, settings: Settings) -> AsyncGenerator[Client]:
    """Connect as the relay: to $NATS_URL, to the broker that serves this store, or to one begun for it."""
    private = private_folder(place, settings)
    authority, broker = authority_of(private, settings), broker_folder(private)
    async with AsyncExitStack() as stack:
        stack.enter_context(ignoring_sigpipe())
        url = settings.nats_url or running(broker)
        if url is None:
            try:
                url = await stack.enter_async_context(embedded(broker, authority))
            except (ServerMissing, ServerFailed, AlreadyServed) as no:
                raise BrokerAway("nats-server", str(no) or "the extra jalon[embedded]") from no
        tenancy = authority.tenant(tenant)
        client = await connect(
            url,
            tenancy.credential_of(PrincipalRole.RELAY),
            name="jalon keeper",
            inbox_prefix=inbox(PrincipalRole.RELAY, OURS),
            tls=tenancy.trust,
        )
        stack.push_async_callback(hang_up, client)
        yield client


def recorded_up_to(archive: Archive) -> int:
    """Return the last position that a recovery has been recorded for, 0 before any."""
    stream = archive.stream(named(Kind.OPERATIONS, archive.tenant))
    spans = [line.recorded.data for line in stream if isinstance(line.recorded.data, StreamRecovered)]
    return max((span.last for span in spans), default=0)


async def record(engine: Engine, recovery: Recovery) -> None:
    """Record a recovery as a fact; the same one again is the same command."""
    about = named(Kind.OPERATIONS, engine.tenant)
    order = {"tenant": engine.tenant, "stream_name": STREAM} | {
        "first": recovery.first,
        "last": recovery.last,
        "appended": recovery.added,
    }
    await engine.submit(
        Request(
            command_id=uuid5(about.id, f"recovered {recovery.first}-{recovery.last}"),
            name="RecordStreamRecovery",
            body=msgspec.json.encode(order),
            actor=OPERATOR,
        )
    )


def erase_again(archive: Archive) -> int:
    """Destroy every key that the log says was destroyed, whatever older copy the keys are of."""
    erased = 0
    for fact in archive.store.read_log():
        if fact.topic == SubjectKeyDestroyed.TYPE:
            recorded = archive.codec.decode(fact.topic, fact.state)
            assert isinstance(recorded.data, SubjectKeyDestroyed)
            archive.keys.destroy(recorded.stream.id, recorded.data.retention)
            erased += 1
    return erased


class Lost(NamedTuple):
    """What facts name and is not here: keys drawn and documents filed after the copy that was put back."""

    keys: int
    documents: int


def lost(archive: Archive, recovery: Recovery) -> Lost:
    """Count what recovered facts name and nothing here opens; what was erased is not lost."""
    sealed, documents = set[Owner](), set[str]()
    for fact in archive.store.read_log(recovery.first - 1):
        if fact.id > recovery.last:
            break
        _gather(msgspec.json.decode(fact.state), sealed, documents)
    here = {owner for owner, _ in archive.keys.rows.drawn()}
    filed = {f"sha256:{digest}" for digest in archive.documents.shelves.hashes()}
    return Lost(len(sealed - here), len(documents - filed))


def _gather(said: Any, sealed: set[Owner], documents: set[str]) -> None:
    """Find the sealed values and the hashes of documents in anything that a fact may say."""
    match said:
        case {"subject": str(subject), "retention": str(retention), "field": _, "box": _}:
            sealed.add(Owner(UUID(subject), Retention(retention)))
        case dict():
            _gather([*cast("dict[str, Any]", said).values()], sealed, documents)
        case list():
            for one in cast("list[Any]", said):
                _gather(one, sealed, documents)
        case str() if _DOCUMENT.fullmatch(said):
            documents.add(said)
        case _:
            return
