"""The records and errors of a store, the same for every kind of store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import DatabaseError, IntegrityError, Notification, OperationalError
from msgspec import Struct

from adapters.engine.store.database import Database

Place = Path | Database
"""Where a store is: a file, or a database."""


class _Columns(NamedTuple):
    id: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes


class StoredNotification(_Columns, Notification):
    """A stored event with its position (`id`): a notification of the library, made in a quarter of the time.

    `state` is the CloudEvent. The store never decodes it and never encodes it again.
    """

    __slots__ = ()
    __init__ = object.__init__  # `__new__` fills the tuple; the dataclass would set each field again


make_notification: Callable[[Sequence[Any]], StoredNotification] = partial(
    tuple.__new__,  # pyright: ignore[reportUnknownMemberType]
    StoredNotification,
)
"""Makes a notification from its five columns; faster than a call of the class."""

EventRow = tuple[int, str, bytes]
"""Position, topic and state of an event: all that followers need."""

RECOVERED = b""
"""The digest of an answer that was rebuilt from its events: the hash key of the original is lost."""


ANYBODY = ""
"""The principal of a rebuilt answer whose events name none: the engine itself sent the command."""


class StoredAnswer(Struct, frozen=True, gc=False):
    """The answer to a command: the events `first` to `last`, none if `last` is less than `first`.

    `digest` is compared when the id comes again; `RECOVERED` means that the content is unknown.
    """

    command_id: UUID
    principal: str
    digest: bytes
    first: int
    last: int


class ClockKind(StrEnum):
    """The clock of a store: real, or that of a scenario."""

    REAL = "real"
    SIMULATED = "simulated"


@dataclass(unsafe_hash=True)
class StoreUnusable(DatabaseError):
    """There is no readable store at this place; `found` says in a sentence what is there."""

    path: Place
    found: str

    def __str__(self) -> str:
        return f"{self.path}: {self.found}"


class StoreMissing(StoreUnusable):
    """There is no store at this place; one may be created."""


class StoreFailed(OperationalError):
    """The store failed; it is unknown whether it kept the events of the unit of work."""


class HeadMoved(IntegrityError):
    """Another writer added to the log, or answered one of the commands, after the unit of work began.

    The store kept nothing of it. Decide again in another unit of work.
    """


@dataclass(unsafe_hash=True)
class ForeignTopic(IntegrityError):
    """The log takes events of Jalon only: followers park on others, and the relay has no subject for them."""

    topic: str

    def __str__(self) -> str:
        return (
            f"the topic {self.topic} is not an event of Jalon (fr.jalon.*): keep your own aggregates in"
            " another recorder (<NAME>_PERSISTENCE_MODULE), or set ALLOW_FOREIGN_TOPICS=yes"
        )
