"""How the facts of ending change a mission."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.mission.events import EndingEvent
from domain.mission.events.ending import (
    MissionClosed,
    MissionCompleted,
    MissionTerminated,
    NoticeGiven,
    SalaryPaid,
)
from domain.mission.mission import Ended, Mission


def ending(mission: Mission, event: EndingEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case SalaryPaid(month=month):
            return replace(mission, paid_months=mission.paid_months | {month})
        case NoticeGiven(ends_on=day):
            return replace(mission, notice_ends_on=day)
        case MissionTerminated(terminated_on=day, remains=remains):
            return replace(mission, ended=Ended(day, remains))
        case MissionCompleted(completed_on=day):
            return replace(mission, completed_on=day)
        case MissionClosed():
            return replace(mission, closed=True)
        case _:
            assert_never(event)
