"""The common part of the two infrastructure factories: open an existing store, or create one if allowed."""

from abc import abstractmethod
from typing import Any, TypeVar

from eventsourcing.persistence import InfrastructureFactory, Mapper, ProgrammingError, TrackingRecorder
from eventsourcing.utils import resolve_topic, strtobool

from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import ClockKind, StoreFailed, StoreUnusable

T = TypeVar("T", bound=TrackingRecorder)


class StoreFactory(InfrastructureFactory[T]):
    """Opens a store for an application of the library.

    `CREATE_TABLE=yes` creates a missing store for `JALON_TENANT` and `JALON_CLOCK`, and the tracking table
    of a process recorder. The default is `no`, unlike in the library: opening a store must not change it, and
    on PostgreSQL the role of a writer may create no table.

    `ALLOW_FOREIGN_TOPICS=yes` lets an application store events of its own in the log.
    """

    ALLOW_FOREIGN_TOPICS = "ALLOW_FOREIGN_TOPICS"
    APPLICATION_RECORDER_TOPIC = "APPLICATION_RECORDER_TOPIC"
    PROCESS_RECORDER_TOPIC = "PROCESS_RECORDER_TOPIC"

    process_recorder_class: Any

    def __init__(self, env: Any) -> None:
        InfrastructureFactory.__init__(self, env)  # pyright: ignore -- the library's factories make a pool

    @property
    def tenant(self) -> str:
        """The tenant of a new store."""
        return self.env.get("JALON_TENANT", "demo")

    @property
    def clock(self) -> ClockKind:
        """The clock of a new store."""
        return ClockKind(self.env.get("JALON_CLOCK", ClockKind.REAL))

    @abstractmethod
    def open_recorder(self, recorder_class: Any) -> Any:
        """Open the store as a recorder of this class."""

    def aggregate_recorder(self, purpose: str = "events") -> Any:
        """Return the store; there are no snapshots."""
        if purpose != "events":
            raise ProgrammingError(f"a Jalon store keeps no {purpose}")
        return self._open_store(self.APPLICATION_RECORDER_TOPIC)

    def application_recorder(self) -> Any:
        """Return the store."""
        return self._open_store(self.APPLICATION_RECORDER_TOPIC)

    def process_recorder(self) -> Any:
        """Return the store, and create the tracking table of the library if allowed."""
        store = self._open_store(self.PROCESS_RECORDER_TOPIC)
        if self.env_create_table():
            store.create_table()
        return store

    def mapper(self, transcoder: Any = None, mapper_class: Any = None) -> Mapper[Any]:
        """Return the mapper for events of Jalon, unless the environment names another one."""
        from adapters.engine.store.event_mapper import EventMapper  # noqa: PLC0415 -- it imports every event

        named = mapper_class or self.env.get(self.MAPPER_TOPIC)
        return super().mapper(transcoder, mapper_class if named else EventMapper)

    def env_create_table(self) -> bool:
        """Whether missing tables may be created."""
        return strtobool(self.env.get("CREATE_TABLE") or "no")

    def _open_store(self, topic: str) -> Any:
        named = self.env.get(topic)
        try:
            store: Store = self.open_recorder(resolve_topic(named) if named else self.process_recorder_class)
        except (StoreUnusable, StoreFailed):
            self.close()
            raise
        store.foreign_topics_allowed = strtobool(self.env.get(self.ALLOW_FOREIGN_TOPICS) or "no")
        return store
