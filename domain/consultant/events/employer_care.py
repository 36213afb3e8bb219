"""The events of employer care, and how each changes a consultant: prospecting, interviews, sickness."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.consultant.consultant import Consultant, ProspectingPeriod
from domain.consultant.employment_terms import InterviewKind, ProspectingEnd
from domain.language import ClientId, Count, DocumentHash, EventId, Label, MissionId, Sealed
from domain.record import BY_CLIENT, BY_CONSULTANT, BY_UMBRELLA, FOR_CONSULTANT, Event, Ground


class ProspectingPeriodOpened(Event, frozen=True, kw_only=True):
    """No work is done: the contract is suspended, the consultant looks for his next mission.

    `dismissal_from` and `allocation_until` were computed at that time; `allocation_days` are the days of
    pay from the reserve each month, none without an allowance.
    """

    TYPE = "fr.jalon.consultant.prospecting-period-opened.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    from_on: date
    dismissal_from: date
    allocation_days: Count | None
    allocation_until: date | None
    grounds: tuple[Ground, ...]


class ProspectingPeriodClosed(Event, frozen=True, kw_only=True):
    """The consultant works again, or employment ended."""

    TYPE = "fr.jalon.consultant.prospecting-period-closed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    closed_on: date
    because: ProspectingEnd
    mission: MissionId | None


class InterviewRequested(Event, frozen=True, kw_only=True):
    """The consultant asks for an interview on his workload; it is held by the date due."""

    TYPE = "fr.jalon.consultant.interview-requested.v1"
    BY = BY_CONSULTANT
    READERS = FOR_CONSULTANT

    subject: Sealed
    due_on: date
    calendar: Label


class InterviewHeld(Event, frozen=True, kw_only=True):
    """An interview was held; a rule check shows if it was in time, the minutes are kept (entretien).

    `next_due_on` and `copy_due_on` were computed at that time; `request` is the event that it answers.
    """

    TYPE = "fr.jalon.consultant.interview-held.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    kind: InterviewKind
    held_on: date
    request: EventId | None
    invited_on: date | None
    reminded_on: date | None
    minutes: DocumentHash
    copy_due_on: date | None
    next_due_on: date | None
    grounds: tuple[Ground, ...]


class SickLeaveRecorded(Event, frozen=True, kw_only=True):
    """A sick leave, its days sealed; the payroll return reports it by the due day (arrêt de travail)."""

    TYPE = "fr.jalon.consultant.sick-leave-recorded.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    period: Sealed
    certificate: DocumentHash
    declare_by: date
    calendar: Label


class MissionOpened(Event, frozen=True, kw_only=True):
    """A mission was opened for this consultant; its days count at its client (L1254-4)."""

    TYPE = "fr.jalon.consultant.mission-opened.v1"
    BY = BY_CLIENT | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    mission: MissionId
    client: ClientId


CareEvent = (
    ProspectingPeriodOpened
    | ProspectingPeriodClosed
    | InterviewRequested
    | InterviewHeld
    | SickLeaveRecorded
    | MissionOpened
)


def following(consultant: Consultant, event: CareEvent, event_id: UUID) -> Consultant:
    """Return the consultant after one more event of this stage."""
    care = consultant.care
    match event:
        case ProspectingPeriodOpened(from_on=day, dismissal_from=later):
            opened = ProspectingPeriod(from_on=day, dismissal_from=later)
            care = replace(care, prospecting=(*care.prospecting, opened))
        case ProspectingPeriodClosed(closed_on=day):
            last = tuple(replace(period, closed_on=day) for period in care.prospecting[-1:])
            care = replace(care, prospecting=(*care.prospecting[:-1], *last))
        case InterviewRequested(due_on=day):
            care = replace(care, asked={**care.interview_requests, EventId(event_id): day})
        case InterviewHeld(request=request, kind=kind, next_due_on=day):
            left = {asked: due for asked, due in care.interview_requests.items() if asked != request}
            due = {**care.interviews_due, kind: day} if day else care.interviews_due
            care = replace(care, asked=left, interviews_due=due)
        case MissionOpened(mission=mission, client=client):
            return replace(consultant, missions={**consultant.missions, mission: client})
        case SickLeaveRecorded():
            return consultant
        case _:
            assert_never(event)
    return replace(consultant, followed=care)
