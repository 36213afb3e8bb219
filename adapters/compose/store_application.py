"""The store as an application of `eventsourcing`: recorder, event store, repository, notification log."""

from typing import cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.utils import Environment, EnvType

from adapters.compose.opening import APPLICATION
from adapters.engine.store.event_mapper import EventMapper
from adapters.engine.store.recorder import Store


class StoreApplication(Application[UUID]):
    """Reads the log with the library; only the dispatcher writes it.

    Open it with a `store_environment`, or pass it to a runner of the library as its application class.
    """

    name = APPLICATION

    def __init_subclass__(cls, **kwargs: object) -> None:
        # The library would name a subclass after its class, and then read other environment variables.
        cls.name = APPLICATION

    def __init__(self, env: EnvType | None = None) -> None:
        super().__init__(env)
        self.store = cast("Store", self.recorder)
        self.codec = cast("EventMapper", self.mapper).codec

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Use only the given variables: a `MAPPER_TOPIC` of the process must not change the mapper."""
        return Environment(name, dict(env or {}))
