"""How the facts of the employer's care change a consultant."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.consultant.consultant import Consultant, Prospecting
from domain.consultant.events import FollowingEvent
from domain.consultant.events.employer_care import (
    InterviewHeld,
    InterviewRequested,
    MissionOpened,
    ProspectingPeriodClosed,
    ProspectingPeriodOpened,
    SickLeaveRecorded,
)
from domain.language import FactId


def following(consultant: Consultant, event: FollowingEvent, fact: UUID) -> Consultant:
    """Return the consultant after one more fact of this stage."""
    followed = consultant.followed
    match event:
        case ProspectingPeriodOpened(from_on=day, dismissal_from=later):
            opened = Prospecting(from_on=day, dismissal_from=later)
            followed = replace(followed, prospecting=(*followed.prospecting, opened))
        case ProspectingPeriodClosed(closed_on=day):
            last = tuple(replace(period, closed_on=day) for period in followed.prospecting[-1:])
            followed = replace(followed, prospecting=(*followed.prospecting[:-1], *last))
        case InterviewRequested(due_on=day):
            followed = replace(followed, asked={**followed.asked, FactId(fact): day})
        case InterviewHeld(request=request, kind=kind, next_due_on=day):
            left = {asked: due for asked, due in followed.asked.items() if asked != request}
            due = {**followed.interviews_due, kind: day} if day else followed.interviews_due
            followed = replace(followed, asked=left, interviews_due=due)
        case MissionOpened(mission=mission, client=client):
            return replace(consultant, missions={**consultant.missions, mission: client})
        case SickLeaveRecorded():
            return consultant
        case _:
            assert_never(event)
    return replace(consultant, followed=followed)
