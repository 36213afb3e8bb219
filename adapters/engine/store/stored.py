"""What a store keeps, and what it says when it cannot; the same for every kind of store."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from msgspec import Struct

from adapters.engine.store.database import Database

Place = Path | Database
"""Where a store is: a file, or a database."""


class StoredFact(Struct, frozen=True, gc=False):
    """One fact as it is kept; `body` is the CloudEvent, and is never looked into nor written again."""

    position: int
    stream_id: UUID
    version: int
    type: str
    body: bytes


ToldFact = tuple[int, str, bytes]
"""Position, type and body of a fact: all that its readers take."""

RECOVERED = b""
"""The digest of an answer that was rebuilt from its facts: a keyed hash of what nobody has any more."""


ANYBODY = ""
"""The principal of such an answer where none of its facts names one: each is the engine's own word."""


class StoredAnswer(Struct, frozen=True, gc=False):
    """What a command was answered: the facts `first` to `last`, none when `last` comes before `first`.

    `digest` tells whether the same id was asked again with the same content; `RECOVERED`: not known.
    """

    command_id: UUID
    principal: str
    digest: bytes
    first: int
    last: int


class ClockKind(StrEnum):
    """Whose time a store tells: the world's, or that of a scenario."""

    REAL = "real"
    SIMULATED = "simulated"


@dataclass(unsafe_hash=True)
class StoreUnusable(Exception):
    """What stands at this place is no store that can be read; `found` says in a sentence what it is."""

    path: Place
    found: str

    def __str__(self) -> str:
        return f"{self.path}: {self.found}"


class StoreMissing(StoreUnusable):
    """There is no store at this place: one may be made."""


class StoreFailed(Exception):
    """The store did not do as it was told; whether the facts of the turn are kept is not known."""


class HeadMoved(Exception):
    """Somebody added to the log, or answered one of the commands, since the turn began.

    Nothing of the turn is kept; decided anew in another turn, it may be.
    """
