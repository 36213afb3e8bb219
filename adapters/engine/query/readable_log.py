"""The log as readers read it, and which events a reader may see."""

from typing import Any, NamedTuple, Protocol
from uuid import UUID

from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import Store
from domain.language import Audience, Sealed
from domain.record import Recorded
from projections import may_read


class ReadableLog(Protocol):
    """A store, with what decodes and unseals its events."""

    @property
    def store(self) -> Store:
        """The store of the events."""
        ...

    @property
    def codec(self) -> Codec:
        """The codec that decodes stored events."""
        ...

    def open_sealed(self, sealed: Sealed) -> str | None:
        """Return the sealed text, None once its key is destroyed."""
        ...


class LogReader(NamedTuple):
    """A reader: its audience, None for an auditor, who reads everything, and the party it represents."""

    audience: Audience | None
    represents: UUID | None = None

    def is_concerned(self, client: UUID | None, consultant: UUID | None) -> bool:
        """Return whether the reader is concerned by an event of this client and this consultant."""
        match self.audience:
            case Audience.CLIENT:
                return self.represents is not None and self.represents == client
            case Audience.CONSULTANT:
                return self.represents is not None and self.represents == consultant
            case _:
                return self.audience in (None, Audience.UMBRELLA)

    def may_see(self, recorded: Recorded[Any]) -> bool:
        """Return whether the event is for the reader's audience and concerns the reader."""
        return may_read(self.audience, recorded.audience) and self.is_concerned(
            recorded.client_id, recorded.consultant_id
        )
