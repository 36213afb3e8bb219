"""The long-running service put together: its parts over one store and one broker."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from math import nan
from pathlib import Path
from typing import NamedTuple

from nats.aio.client import Client

from adapters.compose import Archive, Settings, means, private_folder
from adapters.compose.broker_site import authority_of, broker_folder
from adapters.compose.followers import derived_of, kept_in, runner_of
from adapters.compose.opening import store_environment
from adapters.engine.access.command_handler import CommandHandler
from adapters.engine.access.requests import COMMANDS, MeasuredRequest, PrincipalRole, RequestLimit
from adapters.engine.clock import command_id
from adapters.engine.dispatch import Dispatcher, DispatcherPart
from adapters.engine.query.query_handler import Queries
from adapters.engine.query.reader_views import pages_of
from adapters.engine.query.views import Kept
from adapters.engine.store.stored import ClockKind, Place, StoreFailed, StoreUnusable
from adapters.engine.validation import Door
from adapters.files.principal_register import RegisterDamaged
from adapters.nats.authority import OURS, Tenancy
from adapters.nats.broker_part import Broker, elsewhere, ours
from adapters.nats.connection import CredentialUnusable, connect
from adapters.nats.discovery import Discovery, endpoints
from adapters.nats.embedded_broker import ANY_PORT, CannotServe, embedded
from adapters.nats.enrolment import apply
from adapters.nats.relay import Landed, NotInStep, Progress
from adapters.nats.relay_part import Publishing, trace_publication
from adapters.nats.request_listener import RequestListener
from adapters.nats.request_part import Answering, Connect
from adapters.nats.subjects import inbox
from adapters.service.follower_part import Following
from adapters.service.health import HOST, Health, PortTaken
from adapters.service.metrics import Meters
from adapters.service.span_export import send_spans
from adapters.service.supervisor import Part, Patience, Supervisor

HOPELESS = (NotInStep, StoreUnusable, CannotServe, PortTaken, CredentialUnusable, RegisterDamaged)
"""What no restart mends; everything else is tried again for a while."""

SCHEMA = "urn:jalon:schema"
QUERIES_AT_ONCE, QUERIES_AT_ONCE_EACH = 256, 64


class Ports(NamedTuple):
    """Where the service listens on the loopback: its health, and the broker if it runs one."""

    health: int
    broker: int


class Server(NamedTuple):
    """A service, and what there is to say of it."""

    archive: Archive
    supervisor: Supervisor
    broker: Broker
    answering: Answering
    health: Health
    credentials: Path


@contextmanager
def open_server(place: Place, *, clock: ClockKind, ports: Ports, settings: Settings) -> Generator[Server]:
    """Open a store, made if there is none, and put the service over it together; raises `StoreUnusable`."""
    if settings.otel_exporter_otlp_endpoint:
        send_spans()
    private = private_folder(place, settings)
    archive = Archive(store_environment(place, tenant=settings.tenant, clock=clock), private)
    derived = derived_of(archive)
    try:
        yield _server(archive, private, ports, settings, kept_in(derived, archive.store.head()))
    finally:
        derived.database.close()
        archive.close()


def _server(archive: Archive, private: Path, ports: Ports, settings: Settings, kept: Kept) -> Server:
    authority = authority_of(private, settings)
    tenancy, meters, store = authority.tenant(archive.tenant), Meters(), archive.store
    run = partial(embedded, broker_folder(private), authority)
    running = elsewhere(settings.nats_url) if settings.nats_url else ours(run, ports.broker or ANY_PORT)
    broker = Broker(running, lambda url: apply(url, authority, tenancy))
    door = Door(archive.keys)
    decide = means(archive, settings)._replace(door=door, observe=meters.turn)
    writing = DispatcherPart(lambda: Dispatcher(store, decide), door, store)
    publishing = Publishing(
        _connecting(broker, tenancy, PrincipalRole.RELAY), store, partial(_landed, meters)
    )
    answering = _answering(archive, tenancy, writing, meters, _Wire(broker, publishing, kept))
    following = Following(
        lambda: derived_of(archive),
        lambda derived: runner_of(archive, derived, writing.submit),
        publishing.in_step,
    )
    positions = partial(_positions, publishing, following)
    health = Health(ports.health, lambda: {part.name: part.ready for part in parts}, positions, meters.shown)
    parts: list[Part] = [health, broker, writing, publishing, following, answering]
    _watched(meters, archive, publishing, following)
    supervisor = Supervisor(parts, Patience(hopeless=HOPELESS), meters.restarted)
    credentials = tenancy.credential_of(PrincipalRole.SERVICE).parent
    return Server(archive, supervisor, broker, answering, health, credentials)


class _Wire(NamedTuple):
    broker: Broker
    publishing: Publishing
    kept: Kept


def _answering(
    archive: Archive, tenancy: Tenancy, writing: DispatcherPart, meters: Meters, wire: _Wire
) -> Answering:
    """Listen for commands and queries."""
    commands = CommandHandler(writing, tenancy.principals, archive.keys.digest)
    pages = pages_of(archive, Door(archive.keys).schema, wire.kept)
    queries = Queries(archive.store, pages, tenancy.principals)
    discovery = Discovery(
        command_id(),
        version("jalon"),
        [
            *endpoints(
                tenancy.name,
                commands.kind,
                ((verb, f"{SCHEMA}:command:{COMMANDS[verb]}") for verb in COMMANDS),
            ),
            *endpoints(tenancy.name, queries.kind, ((page, f"{SCHEMA}:page:{page}") for page in pages)),
        ],
    )

    def observe(handled: MeasuredRequest) -> None:
        meters.handled(handled)
        discovery.observe(handled)

    listeners = [
        RequestListener(tenancy.name, commands, observe),
        RequestListener(tenancy.name, queries, observe, RequestLimit(QUERIES_AT_ONCE, QUERIES_AT_ONCE_EACH)),
    ]
    meters.watch("waiting", "Commands waiting for their answer.", lambda: listeners[0].limit.waiting)
    connecting = _connecting(wire.broker, tenancy, PrincipalRole.SERVICE)
    return Answering(connecting, listeners, discovery, wire.publishing.in_step)


def _connecting(broker: Broker, tenancy: Tenancy, role: PrincipalRole) -> Connect:
    """Return how one of our own roles connects, once the broker is there."""

    async def connecting(on_closed: Callable[[], None]) -> Client:
        return await connect(
            await broker.url(),
            tenancy.credential_of(role),
            name=f"jalon {role}",
            inbox_prefix=inbox(role, OURS),
            on_closed=on_closed,
            tls=tenancy.trust,
        )

    return connecting


def _landed(meters: Meters, landed: Landed) -> None:
    meters.published(len(landed.facts), landed.seconds)
    trace_publication(landed)


def _positions(publishing: Publishing, following: Following) -> dict[str, int]:
    """Say how far the log is published, read, and followed by all that was due."""
    return {"stream": publishing.progress.position, "read": following.position, "settled": following.settled}


def _watched(meters: Meters, archive: Archive, publishing: Publishing, following: Following) -> None:
    """Show how far the log and the stream are; of a store that is away, that it is not known."""

    def at_head(tell: Callable[[int], float]) -> float:
        try:
            return tell(archive.store.head())
        except (StoreFailed, StoreUnusable):
            return nan

    def watch(name: str, about: str, tell: Callable[[int, Progress], float]) -> None:
        meters.watch(name, about, lambda: at_head(lambda head: tell(head, publishing.progress)))

    watch("log_position", "The position of the last fact.", lambda head, _: head)
    watch("stream_position", "The position up to which the stream is.", lambda _, at: at.position)
    watch("stream_lag_facts", "Facts that are not in the stream yet.", lambda head, at: at.lag_facts(head))
    watch("stream_lag_seconds", "How long the stream has been behind.", lambda head, at: at.lag_seconds(head))
    watch("readers_position", "The position that every reader knows.", lambda _, __: following.position)
    watch("readers_lag_facts", "Facts not yet read by all.", lambda head, _: head - following.position)
    watch("settled_position", "All that was due of it is done.", lambda _, __: following.settled)
    watch("parked_lines", "Lines that wait for a decision.", lambda _, __: following.parked)
    meters.watch_each(
        "orders",
        "Orders of sagas, by what became of them.",
        "state",
        lambda: {str(state): count for state, count in following.orders.items()},
    )


__all__ = ["HOST", "Ports", "Server", "open_server"]
