"""What an operator watches, for Prometheus: how much, how fast, how far behind, what was refused."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from adapters.engine.access.requests import MeasuredRequest

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
COMMANDS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


class Meters:
    """The counters of one service: names of commands, pages and rules, and nothing about anybody."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._handled = Counter(
            "jalon_requests",
            "Requests by the wire; `dropped` got no reply.",
            ("kind", "what", "outcome"),
            registry=registry,
        )
        self._seconds = Histogram(
            "jalon_request_seconds",
            "From the request to its reply.",
            ("kind",),
            buckets=SECONDS,
            registry=registry,
        )
        self._refused = Counter("jalon_refusals", "Commands refused.", ("rule",), registry=registry)
        self._turns = Histogram(
            "jalon_turn_commands", "Commands decided in one turn.", buckets=COMMANDS, registry=registry
        )
        self._turn_seconds = Histogram(
            "jalon_turn_seconds", "Deciding and storing one turn.", buckets=SECONDS, registry=registry
        )
        self._restarts = Counter(
            "jalon_restarts", "Parts of the service restarted.", ("part",), registry=registry
        )
        self._flights = Histogram(
            "jalon_publish_facts",
            "Facts that the stream accepted at once.",
            buckets=COMMANDS,
            registry=registry,
        )
        self._flight_seconds = Histogram(
            "jalon_publish_seconds",
            "From publishing facts to their acceptance.",
            buckets=SECONDS,
            registry=registry,
        )

    def handled(self, handled: MeasuredRequest) -> None:
        """Count a request."""
        self._handled.labels(handled.kind, handled.what, handled.outcome).inc()
        self._seconds.labels(handled.kind).observe(handled.seconds)
        if handled.rule is not None:
            self._refused.labels(handled.rule).inc()

    def turn(self, commands: int, seconds: float) -> None:
        """Count a turn of the dispatcher."""
        self._turns.observe(commands)
        self._turn_seconds.observe(seconds)

    def published(self, facts: int, seconds: float) -> None:
        """Count facts that the stream accepted at once."""
        self._flights.observe(facts)
        self._flight_seconds.observe(seconds)

    def restarted(self, part: str) -> None:
        """Count a restart."""
        self._restarts.labels(part).inc()

    def watch(self, name: str, about: str, read: Callable[[], float]) -> None:
        """Show what can be read at any time."""
        Gauge(f"jalon_{name}", about, registry=self._registry).set_function(read)

    def watch_each(self, name: str, about: str, label: str, read: Callable[[], Mapping[str, float]]) -> None:
        """Show what can be read at any time, one line for each value of a label."""
        self._registry.register(_Each(f"jalon_{name}", about, label, read))

    def shown(self) -> bytes:
        """Return everything as Prometheus reads it."""
        return generate_latest(self._registry)


class _Each(Collector):
    """Reads all values of a label at once."""

    def __init__(self, name: str, about: str, label: str, read: Callable[[], Mapping[str, float]]) -> None:
        self._named = (name, about, label)
        self._read = read

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Say what it is; nothing is read for that."""
        name, about, label = self._named
        yield GaugeMetricFamily(name, about, labels=[label])

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read the values."""
        for family in self.describe():
            for value, number in self._read().items():
                family.add_metric([value], number)
            yield family
