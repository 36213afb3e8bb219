"""The log as a reader meets it, and which of its events are for whom."""

from typing import Any, NamedTuple, Protocol
from uuid import UUID

from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import Store
from domain.language import Audience, Sealed
from domain.record import Recorded
from projections import may_read


class ReadableLog(Protocol):
    """A store, and what is needed to read the events in it."""

    @property
    def store(self) -> Store:
        """The stored bytes."""
        ...

    @property
    def codec(self) -> Codec:
        """What reads the bytes of an event."""
        ...

    def open_sealed(self, sealed: Sealed) -> str | None:
        """Return what was sealed; none once its key is destroyed."""
        ...


class Reader(NamedTuple):
    """Whose eyes read: an audience, or none for an auditor, who reads all; and whom it represents."""

    audience: Audience | None
    represents: UUID | None = None

    def is_concerned(self, client: UUID | None, consultant: UUID | None) -> bool:
        """Say whether what concerns this client and consultant is the reader's own matter."""
        match self.audience:
            case Audience.CLIENT:
                return self.represents is not None and self.represents == client
            case Audience.CONSULTANT:
                return self.represents is not None and self.represents == consultant
            case _:
                return self.audience in (None, Audience.UMBRELLA)

    def may_see(self, recorded: Recorded[Any]) -> bool:
        """Say whether the reader may see an event: it is for such as him, and in his own matter."""
        return may_read(self.audience, recorded.audience) and self.is_concerned(
            recorded.client_id, recorded.consultant_id
        )
