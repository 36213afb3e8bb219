"""Assembles the long-running service: its parts over one store and one broker."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from math import nan
from pathlib import Path
from typing import NamedTuple

from nats.aio.client import Client

from adapters.compose import Archive, Settings, make_dependencies, private_folder
from adapters.compose.broker_site import broker_folder, open_authority
from adapters.compose.followers import make_row_finder, make_runner, open_derived_rows
from adapters.compose.opening import store_environment
from adapters.engine.access.command_handler import CommandHandler
from adapters.engine.access.requests import COMMANDS, MeasuredRequest, PrincipalRole, RequestLimit
from adapters.engine.clock import new_command_id
from adapters.engine.dispatch import Dispatcher, DispatcherPart
from adapters.engine.query.query_handler import QueryHandler
from adapters.engine.query.reader_views import make_views
from adapters.engine.query.views import FindRows
from adapters.engine.store.stored import ClockKind, Place, StoreFailed, StoreUnusable
from adapters.engine.validation import CommandValidator
from adapters.files.principal_register import RegisterDamaged
from adapters.nats.authority import PRODUCT_PRINCIPAL, Tenancy
from adapters.nats.broker_part import BrokerPart, use_external_broker, use_own_broker
from adapters.nats.connection import CredentialUnusable, connect_to_broker
from adapters.nats.discovery import Discovery, describe_endpoints
from adapters.nats.embedded_broker import ANY_PORT, CannotServe, run_broker
from adapters.nats.enrolment import apply_to_broker
from adapters.nats.relay import AcceptedBatch, NotInStep, RelayProgress
from adapters.nats.relay_part import RelayPart, trace_publication
from adapters.nats.request_listener import RequestListener, inbox_prefix
from adapters.nats.request_part import Connect, RequestPart
from adapters.service.follower_part import FollowerPart
from adapters.service.health import HOST, HealthPart, PortTaken
from adapters.service.metrics import ServiceMetrics
from adapters.service.span_export import send_spans
from adapters.service.supervisor import RestartPolicy, ServicePart, Supervisor

FATAL_FAILURES = (NotInStep, StoreUnusable, CannotServe, PortTaken, CredentialUnusable, RegisterDamaged)
"""Failures that a restart cannot repair; after any other one the part is restarted for a while."""

SCHEMA_URN = "urn:jalon:schema"
QUERIES_MAX, QUERIES_MAX_EACH = 256, 64


class ListenPorts(NamedTuple):
    """The loopback ports of the health server, and of the broker if the service runs one."""

    health: int
    broker: int


class Server(NamedTuple):
    """An assembled service, and the parts that the command line reports on."""

    archive: Archive
    supervisor: Supervisor
    broker: BrokerPart
    requests: RequestPart
    health: HealthPart
    credentials: Path


@contextmanager
def open_server(
    place: Place, *, clock: ClockKind, ports: ListenPorts, settings: Settings
) -> Generator[Server]:
    """Open or create a store and assemble the service over it; raises `StoreUnusable`."""
    if settings.otel_exporter_otlp_endpoint:
        send_spans()
    private = private_folder(place, settings)
    archive = Archive(store_environment(place, tenant=settings.tenant, clock=clock), private)
    derived = open_derived_rows(archive)
    try:
        yield _assemble_server(
            archive, private, ports, settings, make_row_finder(derived, archive.store.head())
        )
    finally:
        derived.database.close()
        archive.close()


def _assemble_server(
    archive: Archive, private: Path, ports: ListenPorts, settings: Settings, find_rows: FindRows
) -> Server:
    authority = open_authority(private, settings)
    tenancy, meters, store = authority.open_tenancy(archive.tenant), ServiceMetrics(), archive.store
    run = partial(run_broker, broker_folder(private), authority)
    running = (
        use_external_broker(settings.nats_url)
        if settings.nats_url
        else use_own_broker(run, ports.broker or ANY_PORT)
    )
    broker = BrokerPart(running, lambda url: apply_to_broker(url, authority, tenancy))
    validator = CommandValidator(archive.keys)
    dependencies = make_dependencies(archive, settings)._replace(
        validator=validator, observe=meters.observe_batch
    )
    dispatcher_part = DispatcherPart(lambda: Dispatcher(store, dependencies), validator, store)
    relay_part = RelayPart(
        _make_connect(broker, tenancy, PrincipalRole.RELAY), store, partial(_observe_batch, meters)
    )
    request_part = _assemble_requests(
        archive, tenancy, dispatcher_part, meters, _RequestContext(broker, relay_part, find_rows)
    )
    follower_part = FollowerPart(
        lambda: open_derived_rows(archive),
        lambda derived: make_runner(archive, derived, dispatcher_part.submit),
        relay_part.in_step,
    )
    positions = partial(_read_positions, relay_part, follower_part)
    health = HealthPart(
        ports.health, lambda: {part.name: part.ready for part in parts}, positions, meters.render_metrics
    )
    parts: list[ServicePart] = [health, broker, dispatcher_part, relay_part, follower_part, request_part]
    _add_gauges(meters, archive, relay_part, follower_part)
    supervisor = Supervisor(parts, RestartPolicy(fatal=FATAL_FAILURES), meters.count_restart)
    credentials = tenancy.credential_path(PrincipalRole.SERVICE).parent
    return Server(archive, supervisor, broker, request_part, health, credentials)


class _RequestContext(NamedTuple):
    broker: BrokerPart
    relay_part: RelayPart
    find_rows: FindRows


def _assemble_requests(
    archive: Archive,
    tenancy: Tenancy,
    dispatcher_part: DispatcherPart,
    meters: ServiceMetrics,
    context: _RequestContext,
) -> RequestPart:
    """Assemble the part that listens for commands and queries."""
    commands = CommandHandler(dispatcher_part, tenancy.principals, archive.keys.compute_digest)
    views = make_views(archive, CommandValidator(archive.keys).command_schema, context.find_rows)
    queries = QueryHandler(archive.store, views, tenancy.principals)
    discovery = Discovery(
        new_command_id(),
        version("jalon"),
        [
            *describe_endpoints(
                tenancy.name,
                commands.kind,
                ((verb, f"{SCHEMA_URN}:command:{COMMANDS[verb]}") for verb in COMMANDS),
            ),
            *describe_endpoints(
                tenancy.name, queries.kind, ((view, f"{SCHEMA_URN}:page:{view}") for view in views)
            ),
        ],
    )

    def observe(request: MeasuredRequest) -> None:
        meters.count_request(request)
        discovery.count_request(request)

    listeners = [
        RequestListener(tenancy.name, commands, observe),
        RequestListener(tenancy.name, queries, observe, RequestLimit(QUERIES_MAX, QUERIES_MAX_EACH)),
    ]
    meters.add_gauge(
        "waiting", "Commands that wait for their answer.", lambda: listeners[0].limit.waiting_count
    )
    connect_service = _make_connect(context.broker, tenancy, PrincipalRole.SERVICE)
    return RequestPart(connect_service, listeners, discovery, context.relay_part.in_step)


def _make_connect(broker: BrokerPart, tenancy: Tenancy, role: PrincipalRole) -> Connect:
    """Return a function that connects with one of our own roles, once the broker runs."""

    async def connect_role(on_closed: Callable[[], None]) -> Client:
        return await connect_to_broker(
            await broker.wait_for_url(),
            tenancy.credential_path(role),
            name=f"jalon {role}",
            inbox_prefix=inbox_prefix(role, PRODUCT_PRINCIPAL),
            on_closed=on_closed,
            tls=tenancy.tls_context,
        )

    return connect_role


def _observe_batch(meters: ServiceMetrics, batch: AcceptedBatch) -> None:
    meters.observe_publication(len(batch.events), batch.seconds)
    trace_publication(batch)


def _read_positions(relay_part: RelayPart, follower_part: FollowerPart) -> dict[str, int]:
    """Return the positions that the stream and the followers have reached."""
    return {
        "stream": relay_part.progress.position,
        "read": follower_part.position,
        "settled": follower_part.settled_position,
    }


def _add_gauges(
    meters: ServiceMetrics, archive: Archive, relay_part: RelayPart, follower_part: FollowerPart
) -> None:
    """Add the gauges of the positions; a value is NaN while the store is away."""

    def read_at_head(read: Callable[[int], float]) -> float:
        try:
            return read(archive.store.head())
        except (StoreFailed, StoreUnusable):
            return nan

    def add_gauge(name: str, about: str, read: Callable[[int, RelayProgress], float]) -> None:
        meters.add_gauge(name, about, lambda: read_at_head(lambda head: read(head, relay_part.progress)))

    add_gauge("log_position", "The position of the last event.", lambda head, _: head)
    add_gauge("stream_position", "The position of the last event in the stream.", lambda _, at: at.position)
    add_gauge(
        "stream_lag_facts", "Events that are not in the stream yet.", lambda head, at: at.lag_events(head)
    )
    add_gauge(
        "stream_lag_seconds", "How long the stream has been behind.", lambda head, at: at.lag_seconds(head)
    )
    add_gauge(
        "readers_position",
        "The position up to which every follower has read.",
        lambda _, __: follower_part.position,
    )
    add_gauge(
        "readers_lag_facts",
        "Events that some follower has not read yet.",
        lambda head, _: head - follower_part.position,
    )
    add_gauge(
        "settled_position",
        "The position up to which all due commands are sent.",
        lambda _, __: follower_part.settled_position,
    )
    add_gauge(
        "parked_lines",
        "Keys that are parked and wait for a decision.",
        lambda _, __: follower_part.parked_count,
    )
    meters.add_labelled_gauge(
        "orders",
        "Commands of sagas, by state.",
        "state",
        lambda: {str(state): count for state, count in follower_part.outbox_counts.items()},
    )


__all__ = ["HOST", "ListenPorts", "Server", "open_server"]
