"""Readers made for the tests: a projection that counts, a page that grows, a saga that asks."""

from collections.abc import Mapping
from types import ModuleType, SimpleNamespace
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import replace

from domain.language import FactId, Party
from domain.mission.asking import AskParty
from domain.mission.course_terms import AskedFor
from domain.mission.events.asking import PartyAsked
from domain.mission.events.ending import MissionCompleted
from domain.mission.events.signing import ContractSigned
from domain.mission.events.working import MilestoneReached, MissionStarted
from domain.record import Recorded
from sagas import Deadline, Send


class Reached(Struct, frozen=True, tag="reached"):
    """How many milestones of a mission were reached."""

    count: int = 0


class Milestone(Struct, frozen=True, tag="milestone"):
    """A milestone reached."""

    milestone: str


def _keys(recorded: Recorded[Any]) -> set[str]:
    return {recorded.subject}


def _evolve(_: str, rows: Mapping[str, Any], recorded: Recorded[Any]) -> Mapping[str, Any]:
    count = rows.get("count") or Reached()
    return {
        "count": Reached(count.count + 1),
        f"milestone/{recorded.sequence}": Milestone(recorded.data.milestone),
    }


def counting(**others: Any) -> ModuleType:
    """Return a projection that counts milestones."""
    parts = {
        "NAME": "counting",
        "VERSION": 1,
        "TYPES": frozenset({MilestoneReached.TYPE}),
        "ROW": Reached | Milestone,
        "keys": _keys,
        "evolve": _evolve,
    }
    return cast("ModuleType", SimpleNamespace(**{**parts, **others}))


class Progress(Struct, frozen=True):
    """What the saga remembers of a mission."""

    started: FactId | None = None
    asked: int = 0
    signed: bool = False


def _follow(progress: Progress, recorded: Recorded[Any]) -> Progress:
    match recorded.data:
        case MissionStarted():
            return replace(progress, started=recorded.id)
        case PartyAsked():
            return replace(progress, asked=progress.asked + 1)
        case MissionCompleted():
            return replace(progress, started=None)
        case _:
            return progress


def asking(**others: Any) -> ModuleType:
    """Return a saga that asks for a report once a mission has started."""

    def owed(key: str, progress: Progress) -> frozenset[Send | Deadline]:
        if progress.started is None or progress.asked:
            return frozenset()
        order = AskParty(
            mission=key.partition("/")[2],  # type: ignore[arg-type]
            ask="report",
            party=Party.CONSULTANT,
            what=next(iter(AskedFor)),
            because_of=progress.started,
        )
        return frozenset({Send(step="ask", occasion="", order=order, because_of=progress.started)})

    parts = {
        "NAME": "asking",
        "VERSION": 1,
        "TYPES": frozenset({e.TYPE for e in (MissionStarted, PartyAsked, ContractSigned, MissionCompleted)}),
        "Progress": Progress,
        "NOTHING": Progress(),
        "keys": _keys,
        "evolve": _follow,
        "owed": owed,
    }
    return cast("ModuleType", SimpleNamespace(**{**parts, **others}))
