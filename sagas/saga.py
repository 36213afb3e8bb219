"""The interface of a saga: it folds events into a progress, and returns due commands and waits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.language import EventId, Key, Kind, MissionId, Party
from domain.record import Recorded
from domain.refused import RefusalRecorded

COMMAND_NAMESPACE = uuid5(NAMESPACE_URL, "jalon/saga")


# What is due ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DueCommand:
    """A command that is due now, because of an event; its id comes from `step` and `occasion`."""

    step: str
    occasion: str
    command: Any
    because_of: EventId


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A command that is due once the day `on` is over in Paris, or at the instant `at`; one is set."""

    step: str
    occasion: str
    command: Any
    because_of: EventId
    on: date | None = None
    at: datetime | None = None


SagaDue = DueCommand | Deadline


@dataclass(frozen=True, kw_only=True)
class Wait:
    """An act for which a saga waits: the party, the stream, the day, and the event that is the cause.

    The party of a due command is the system. `refused` is the id of the rule that refused the command.
    """

    about: str
    party: Party
    what: str
    because_of: EventId
    of: Key | None = None
    until: date | datetime | None = None
    asked: bool = False
    refused: str | None = None


# The saga -------------------------------------------------------------------------------------

P = TypeVar("P")


class Saga(Protocol[P]):
    """A process manager with one progress for each key; its functions are pure.

    Raise `version` when the same events give another progress: the follower then folds the log again.
    `event_types` are the stored types that the saga reads. `initial` is the progress before its first event.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def event_types(self) -> frozenset[str]: ...  # noqa: D102
    @property
    def progress_type(self) -> type[P]: ...  # noqa: D102
    @property
    def initial(self) -> P: ...  # noqa: D102

    def keys(self, recorded: Recorded[Any], /) -> set[str]:
        """Return the keys whose progress the event may change."""
        ...

    def evolve(self, progress: P, recorded: Recorded[Any], /) -> P:
        """Return the progress after one more event."""
        ...

    def due(self, key: str, progress: P, /) -> frozenset[SagaDue]:
        """Return the commands that are due now or at a deadline."""
        ...

    def waits(self, key: str, progress: P, /) -> tuple[Wait, ...]:
        """Return what the saga waits for."""
        ...


def command_id(saga: str, key: str, step: str, occasion: str) -> UUID:
    """Return the id of a command; it never changes, so that a command sent twice is decided once."""
    return uuid5(COMMAND_NAMESPACE, f"{saga}/{key}/{step}/{occasion}")


def principal_of(saga: str) -> str:
    """Return the principal of a saga's commands."""
    return f"saga:{saga}"


# The keys of an event -------------------------------------------------------------------------


def mission_id(key: str) -> MissionId:
    """Return the id in a key of the form `mission/<uuid>`."""
    return MissionId(UUID(key.partition("/")[2]))


def mission_keys(recorded: Recorded[Any]) -> set[str]:
    """Return the key of the mission of an event or a refusal, if it has one."""
    return _keys_of_kind(recorded, Kind.MISSION)


def consultant_keys(recorded: Recorded[Any]) -> set[str]:
    """Return the key of the consultant of an event, also when the event is in another stream."""
    if recorded.consultant_id is not None:
        return {f"{Kind.CONSULTANT}/{recorded.consultant_id}"}
    return _keys_of_kind(recorded, Kind.CONSULTANT)


def _keys_of_kind(recorded: Recorded[Any], kind: Kind) -> set[str]:
    about = recorded.data.about if isinstance(recorded.data, RefusalRecorded) else recorded.subject
    return {about} if about is not None and about.startswith(f"{kind}/") else set()
