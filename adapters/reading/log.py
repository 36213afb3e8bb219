"""The log as a reader meets it, and which of its facts are for whom."""

from typing import Any, Protocol
from uuid import UUID

from adapters.store.codec import Codec
from adapters.store.port import Store
from domain.language import Audience, Party, Sealed
from domain.record import Actor, Recorded
from projections import may_read


class Log(Protocol):
    """A store, and what is needed to read the facts in it."""

    @property
    def store(self) -> Store:
        """The stored bytes."""
        ...

    @property
    def codec(self) -> Codec:
        """What reads the bytes of a fact."""
        ...

    def open(self, sealed: Sealed) -> str | None:
        """Return what was sealed; none once its key is destroyed."""
        ...


def audience_of(actor: Actor) -> Audience:
    """Return the audience that somebody belongs to."""
    return Audience(actor.party)


def concerns(actor: Actor, client: UUID | None, consultant: UUID | None) -> bool:
    """Say whether what concerns this client and consultant is somebody's own matter."""
    match actor.party:
        case Party.CLIENT:
            return actor.represents is not None and actor.represents == client
        case Party.CONSULTANT:
            return actor.represents is not None and actor.represents == consultant
        case _:
            return actor.party is Party.UMBRELLA


def may_see(actor: Actor, recorded: Recorded[Any]) -> bool:
    """Say whether somebody may read a fact: it is for such as him, and in his own matter."""
    return may_read(audience_of(actor), recorded.audience) and concerns(
        actor, recorded.client_id, recorded.consultant_id
    )
