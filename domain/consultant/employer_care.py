"""The employer's care: the time between two missions, interviews in time, sick leave."""

from datetime import date, timedelta

from domain.cents_and_months import add_months
from domain.consultant.consultant import A_DAY, Consultant
from domain.consultant.employment_terms import InterviewKind, ProspectingEnd
from domain.consultant.events import ConsultantEvent
from domain.consultant.events.employer_care import (
    InterviewHeld,
    InterviewRequested,
    ProspectingPeriodClosed,
    ProspectingPeriodOpened,
    SickLeaveRecorded,
)
from domain.consultant.hiring import require_registered
from domain.consultant.refusals import (
    AllowanceForbidden,
    AlreadyProspecting,
    NoSuchRequest,
    NotConcluded,
    NotProspecting,
)
from domain.language import (
    ConsultantId,
    ConsultantText,
    Count,
    DocumentHash,
    EventId,
    Happened,
    MissionId,
    command,
)
from domain.law.employment_conditions import (
    CC_18,
    CC_24,
    INTERVIEW_DAYS_MAX,
    PROFESSIONAL_COPY_DAYS_MAX,
    PROFESSIONAL_INTERVIEW_YEARS,
    PROFESSIONAL_REMINDER_DAYS_MAX,
    SICK_LEAVE_DAYS_MAX,
)
from domain.law.open_ended import ALLOWANCE_MONTHS_MAX, CC_13, CDI_4, PROSPECTING_MONTHS_MIN
from domain.record import Act, Calendar, Ground

YEAR_MONTHS = 12


@command
class OpenProspectingPeriod:
    """No work is done from a day on; the reserve may pay some days a month until a last day."""

    consultant: ConsultantId
    from_on: date
    allocation_days: Count | None = None
    allocation_until: date | None = None
    objected: bool = False


@command
class CloseProspectingPeriod:
    """The consultant works again, possibly in a named mission."""

    consultant: ConsultantId
    closed_on: Happened
    mission: MissionId | None = None


@command
class RequestInterview:
    """The consultant asks for an interview on his workload."""

    consultant: ConsultantId
    subject: ConsultantText


@command
class HoldInterview:
    """An interview was held; one on request names the request."""

    consultant: ConsultantId
    kind: InterviewKind
    held_on: Happened
    request: EventId | None = None
    invited_on: Happened | None = None
    reminded_on: Happened | None = None
    minutes: DocumentHash


@command
class RecordSickLeave:
    """A sick leave was prescribed; its first and last day are sealed."""

    consultant: ConsultantId
    period: ConsultantText
    certificate: DocumentHash


def open_prospecting(consultant: Consultant, command: OpenProspectingPeriod, _: Act) -> list[ConsultantEvent]:
    """Suspend the contract because there is no work; store the dates that follow from the law."""
    require_registered(consultant, command.consultant)
    if not any(contract.overlaps_days(command.from_on, command.from_on) for contract in consultant.contracts):
        raise NotConcluded()
    if consultant.prospecting is not None:
        raise AlreadyProspecting(since=consultant.prospecting.from_on)
    until = _allowance_until(command)
    return [
        ProspectingPeriodOpened(
            from_on=command.from_on,
            dismissal_from=add_months(command.from_on, PROSPECTING_MONTHS_MIN.value_on(command.from_on)),
            allocation_days=command.allocation_days,
            allocation_until=until,
            grounds=(
                CDI_4.make_ground(met=True, from_on=command.from_on),
                CC_13.make_ground(met=True, days=command.allocation_days or 0, objected=command.objected),
            ),
        )
    ]


def close_prospecting(
    consultant: Consultant, command: CloseProspectingPeriod, _: Act
) -> list[ConsultantEvent]:
    """Close the prospecting period."""
    if consultant.prospecting is None:
        raise NotProspecting()
    because = ProspectingEnd.NEW_MISSION
    return [ProspectingPeriodClosed(closed_on=command.closed_on, because=because, mission=command.mission)]


def request_interview(
    consultant: Consultant, calendar: Calendar, command: RequestInterview, act: Act
) -> list[ConsultantEvent]:
    """Request an interview; store the last day to hold it."""
    require_registered(consultant, command.consultant)
    due = calendar.add_working_days(act.day, INTERVIEW_DAYS_MAX.value_on(act.day))
    return [InterviewRequested(subject=command.subject, due_on=due, calendar=calendar.version)]


def hold_interview(consultant: Consultant, command: HoldInterview, _: Act) -> list[ConsultantEvent]:
    """Record an interview; a late or badly prepared one is recorded with the rule that it breaks."""
    require_registered(consultant, command.consultant)
    on_request = command.kind is InterviewKind.ON_REQUEST
    if (
        on_request or command.request is not None
    ) and command.request not in consultant.care.interview_requests:
        raise NoSuchRequest(request=command.request)
    return [
        InterviewHeld(
            kind=command.kind,
            held_on=command.held_on,
            request=command.request,
            invited_on=command.invited_on,
            reminded_on=command.reminded_on,
            minutes=command.minutes,
            copy_due_on=_copy_due_on(command),
            next_due_on=_next_due_on(command),
            grounds=_interview_grounds(consultant, command),
        )
    ]


def record_sick_leave(
    consultant: Consultant, calendar: Calendar, command: RecordSickLeave, act: Act
) -> list[ConsultantEvent]:
    """Record a sick leave; store the last day to report it."""
    require_registered(consultant, command.consultant)
    due = calendar.add_working_days(act.day, SICK_LEAVE_DAYS_MAX.value_on(act.day))
    return [
        SickLeaveRecorded(
            period=command.period, certificate=command.certificate, declare_by=due, calendar=calendar.version
        )
    ]


def _allowance_until(command: OpenProspectingPeriod) -> date | None:
    """Check the allowance: three months at most, and not against the consultant's will."""
    if command.allocation_days is None:
        return None
    latest = add_months(command.from_on, ALLOWANCE_MONTHS_MAX.value_on(command.from_on)) - A_DAY
    until = command.allocation_until or latest
    if command.objected or until > latest:
        raise AllowanceForbidden(until=until, latest=latest, objected=command.objected)
    return until


def _next_due_on(command: HoldInterview) -> date | None:
    if command.kind is InterviewKind.ON_REQUEST:
        return None
    annual = command.kind is InterviewKind.ANNUAL
    years = 1 if annual else PROFESSIONAL_INTERVIEW_YEARS.value_on(command.held_on)
    return add_months(command.held_on, years * YEAR_MONTHS)


def _copy_due_on(command: HoldInterview) -> date | None:
    if command.kind is not InterviewKind.PROFESSIONAL:
        return None
    return command.held_on + timedelta(days=PROFESSIONAL_COPY_DAYS_MAX.value_on(command.held_on))


def _interview_grounds(consultant: Consultant, command: HoldInterview) -> tuple[Ground, ...]:
    """Check that the interview is in time, and that a professional one was announced as agreed."""
    if command.kind is InterviewKind.PROFESSIONAL:
        return (_check_invitation(command),)
    due = _interview_due_on(consultant, command)
    if due is None:
        return ()
    return (CC_18.make_ground(met=command.held_on <= due, held_on=command.held_on, due_on=due),)


def _check_invitation(command: HoldInterview) -> Ground:
    """Check that a professional interview is offered a month before, and the offer repeated in time."""
    held, invited, reminded = command.held_on, command.invited_on, command.reminded_on
    met = invited is not None and invited <= add_months(held, -1) and _was_recalled(invited, reminded)
    return CC_24.make_ground(met=met, held_on=held, invited_on=invited, reminded_on=reminded)


def _was_recalled(invited: date, reminded: date | None) -> bool:
    """True if the reminder follows the invitation by two weeks at most."""
    recall_by = invited + timedelta(days=PROFESSIONAL_REMINDER_DAYS_MAX.value_on(invited))
    return reminded is not None and invited < reminded <= recall_by


def _interview_due_on(consultant: Consultant, command: HoldInterview) -> date | None:
    """Return the due day: that of the request, or a year after the last interview or the first contract."""
    if command.request is not None:
        return consultant.care.interview_requests[command.request]
    first = min((contract.starts_on for contract in consultant.contracts), default=None)
    since = add_months(first, YEAR_MONTHS) if first else None
    return consultant.care.interviews_due.get(command.kind, since)
