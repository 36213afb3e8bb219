"""The Prometheus metrics of the service: counts, durations, lags and refusals."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from adapters.engine.access.requests import MeasuredRequest

SECONDS_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
COUNT_BUCKETS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


class ServiceMetrics:
    """The metrics of one service; labels name commands, views and rules, never a person."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "jalon_requests",
            "Requests by outcome; `dropped` got no reply.",
            ("kind", "what", "outcome"),
            registry=registry,
        )
        self._seconds = Histogram(
            "jalon_request_seconds",
            "Seconds from a request to its reply.",
            ("kind",),
            buckets=SECONDS_BUCKETS,
            registry=registry,
        )
        self._refused = Counter("jalon_refusals", "Commands refused.", ("rule",), registry=registry)
        self._batch_commands = Histogram(
            "jalon_turn_commands", "Commands decided in one batch.", buckets=COUNT_BUCKETS, registry=registry
        )
        self._batch_seconds = Histogram(
            "jalon_turn_seconds",
            "Seconds to decide and store one batch.",
            buckets=SECONDS_BUCKETS,
            registry=registry,
        )
        self._restarts = Counter(
            "jalon_restarts", "Parts of the service restarted.", ("part",), registry=registry
        )
        self._published_events = Histogram(
            "jalon_publish_facts",
            "Events that the stream accepted in one batch.",
            buckets=COUNT_BUCKETS,
            registry=registry,
        )
        self._publish_seconds = Histogram(
            "jalon_publish_seconds",
            "Seconds from the publication of events to their acceptance.",
            buckets=SECONDS_BUCKETS,
            registry=registry,
        )

    def count_request(self, request: MeasuredRequest) -> None:
        """Record a request."""
        self._requests.labels(request.kind, request.what, request.outcome).inc()
        self._seconds.labels(request.kind).observe(request.seconds)
        if request.rule is not None:
            self._refused.labels(request.rule).inc()

    def observe_batch(self, commands: int, seconds: float) -> None:
        """Record a batch of the dispatcher."""
        self._batch_commands.observe(commands)
        self._batch_seconds.observe(seconds)

    def observe_publication(self, events: int, seconds: float) -> None:
        """Record events that the stream accepted in one batch."""
        self._published_events.observe(events)
        self._publish_seconds.observe(seconds)

    def count_restart(self, part: str) -> None:
        """Record a restart of a part."""
        self._restarts.labels(part).inc()

    def add_gauge(self, name: str, about: str, read: Callable[[], float]) -> None:
        """Add a gauge whose value is read at each scrape."""
        Gauge(f"jalon_{name}", about, registry=self._registry).set_function(read)

    def add_labelled_gauge(
        self, name: str, about: str, label: str, read: Callable[[], Mapping[str, float]]
    ) -> None:
        """Add a gauge with one value for each value of a label, read at each scrape."""
        self._registry.register(_LabelledGauge(f"jalon_{name}", about, label, read))

    def render_metrics(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        return generate_latest(self._registry)


class _LabelledGauge(Collector):
    """A gauge that reads the values of all its labels in one call."""

    def __init__(self, name: str, about: str, label: str, read: Callable[[], Mapping[str, float]]) -> None:
        self._description = (name, about, label)
        self._read = read

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Yield the name and the help, without a read: the registry calls this when it registers."""
        name, about, label = self._description
        yield GaugeMetricFamily(name, about, labels=[label])

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read the values."""
        for family in self.describe():
            for value, number in self._read().items():
                family.add_metric([value], number)
            yield family
