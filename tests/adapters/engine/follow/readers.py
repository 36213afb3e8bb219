"""Followed things for the tests: a projection that counts milestones, and a saga that sends an ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.language import Audience, EventId, Party
from domain.mission.asking import AskParty
from domain.mission.course_terms import AskedFor
from domain.mission.events.asking import PartyAsked
from domain.mission.events.ending import MissionCompleted
from domain.mission.events.signing import ContractSigned
from domain.mission.events.working import MilestoneReached, MissionStarted
from domain.record import Recorded
from projections.projection import Projection, PureProjection
from sagas.saga import DueCommand, Saga, SagaDue, Wait, mission_id


class Reached(Struct, frozen=True, tag="reached"):
    """How many milestones of a mission were reached."""

    count: int = 0


class Milestone(Struct, frozen=True, tag="milestone"):
    """A milestone reached."""

    milestone: str


def _subject_key(recorded: Recorded[Any]) -> set[str]:
    return {recorded.subject}


def _count_milestone(_: str, rows: Mapping[str, Any], recorded: Recorded[Any]) -> Mapping[str, Any]:
    count = rows.get("count") or Reached()
    return {
        "count": Reached(count.count + 1),
        f"milestone/{recorded.sequence}": Milestone(recorded.data.milestone),
    }


def _show_count(rows: Mapping[str, Any], _: date, __: Audience | None) -> Reached:
    return rows.get("count") or Reached()


COUNTING: PureProjection[Any, Any] = PureProjection(
    name="counting",
    version=1,
    event_types=frozenset({MilestoneReached.TYPE}),
    row_type=Reached | Milestone,
    view_type=Reached,
    keys=_subject_key,
    evolve=_count_milestone,
    show=_show_count,
)


def counting_projection(**others: Any) -> Projection[Any, Any]:
    """Return a projection that counts milestones."""
    return dataclass_replace(COUNTING, **others)


class Progress(Struct, frozen=True):
    """What the saga remembers of a mission."""

    started: EventId | None = None
    asked: int = 0
    signed: bool = False


BLANK = Progress()


def _evolve_progress(progress: Progress, recorded: Recorded[Any]) -> Progress:
    match recorded.data:
        case MissionStarted():
            return replace(progress, started=EventId(recorded.id))
        case PartyAsked():
            return replace(progress, asked=progress.asked + 1)
        case MissionCompleted():
            return replace(progress, started=None)
        case _:
            return progress


def _due_commands(key: str, progress: Progress) -> frozenset[SagaDue]:
    if progress.started is None or progress.asked:
        return frozenset()
    command = AskParty(
        mission=mission_id(key),
        ask="report",
        party=Party.CONSULTANT,
        what=next(iter(AskedFor)),
        because_of=progress.started,
    )
    return frozenset({DueCommand(step="ask", occasion="", command=command, because_of=progress.started)})


def _no_waits(_: str, __: Progress) -> tuple[Wait, ...]:
    return ()


@dataclass(frozen=True)
class AskForReport:
    """A saga that asks for a report once a mission has started."""

    name: str = "asking"
    version: int = 1
    event_types: frozenset[str] = frozenset(
        event.TYPE for event in (MissionStarted, PartyAsked, ContractSigned, MissionCompleted)
    )
    progress_type: type[Progress] = Progress
    initial: Progress = BLANK
    keys: Callable[[Recorded[Any]], set[str]] = _subject_key
    evolve: Callable[[Progress, Recorded[Any]], Progress] = _evolve_progress
    due: Callable[[str, Progress], frozenset[SagaDue]] = _due_commands
    waits: Callable[[str, Progress], tuple[Wait, ...]] = _no_waits


def asking_saga(**others: Any) -> Saga[Progress]:
    """Return a saga that asks for a report once a mission has started."""
    return AskForReport(**others)
