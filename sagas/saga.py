"""What a saga is: it folds events into a progress, and says which commands are due and what it waits for."""

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
    """A command that is due now, because of an event; step and occasion make its id."""

    step: str
    occasion: str
    command: Any
    because_of: EventId


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A command that is due once a day is over in Paris, or at an instant; one of the two is given."""

    step: str
    occasion: str
    command: Any
    because_of: EventId
    on: date | None = None
    at: datetime | None = None


SagaDue = DueCommand | Deadline


@dataclass(frozen=True, kw_only=True)
class Wait:
    """What a saga waits for: of whom, about which stream, until when, because of which event.

    The party is the system where a deadline runs; `refused` names the rule that refused the command.
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

    `version` rises when the same events give another progress. `event_types` are the stored types that it
    reads, `initial` is the progress before its first event.
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
    """Return the id of a command: the same for the same step and occasion, for ever."""
    return uuid5(COMMAND_NAMESPACE, f"{saga}/{key}/{step}/{occasion}")


def principal_of(saga: str) -> str:
    """Return the principal under which a saga's commands are given."""
    return f"saga:{saga}"


# The keys of an event -------------------------------------------------------------------------


def mission_id(key: str) -> MissionId:
    """Return the id of the mission that is written `mission/<uuid>`."""
    return MissionId(UUID(key.partition("/")[2]))


def mission_keys(recorded: Recorded[Any]) -> set[str]:
    """Return the mission that an event, or a refusal, is about, if it is about one."""
    return _keys_of_kind(recorded, Kind.MISSION)


def consultant_keys(recorded: Recorded[Any]) -> set[str]:
    """Return the consultant whom an event concerns, whatever its stream."""
    if recorded.consultant_id is not None:
        return {f"{Kind.CONSULTANT}/{recorded.consultant_id}"}
    return _keys_of_kind(recorded, Kind.CONSULTANT)


def _keys_of_kind(recorded: Recorded[Any], kind: Kind) -> set[str]:
    about = recorded.data.about if isinstance(recorded.data, RefusalRecorded) else recorded.subject
    return {about} if about is not None and about.startswith(f"{kind}/") else set()
