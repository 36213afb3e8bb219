"""The employer's care: the time between two missions, interviews in time, sickness told of."""

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
from domain.consultant.hiring import known
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
    FactId,
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
    """No work is done from a day on; the reserve may give some days of pay a month, until a day."""

    consultant: ConsultantId
    from_on: date
    allocation_days: Count | None = None
    allocation_until: date | None = None
    objected: bool = False


@command
class CloseProspectingPeriod:
    """The consultant works again, in a mission that may be named."""

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
    request: FactId | None = None
    invited_on: Happened | None = None
    reminded_on: Happened | None = None
    minutes: DocumentHash


@command
class RecordSickLeave:
    """A sick leave was prescribed; its first and last day are sealed."""

    consultant: ConsultantId
    period: ConsultantText
    certificate: DocumentHash


def open_prospecting(consultant: Consultant, order: OpenProspectingPeriod, _: Act) -> list[ConsultantEvent]:
    """Suspend the contract for want of work; the dates that follow from the law are stored."""
    known(consultant, order.consultant)
    if not any(contract.within(order.from_on, order.from_on) for contract in consultant.contracts):
        raise NotConcluded()
    if consultant.prospecting is not None:
        raise AlreadyProspecting(since=consultant.prospecting.from_on)
    until = _allowance_until(order)
    return [
        ProspectingPeriodOpened(
            from_on=order.from_on,
            dismissal_from=add_months(order.from_on, PROSPECTING_MONTHS_MIN.on(order.from_on)),
            allocation_days=order.allocation_days,
            allocation_until=until,
            grounds=(
                CDI_4.asked(met=True, from_on=order.from_on),
                CC_13.asked(met=True, days=order.allocation_days or 0, objected=order.objected),
            ),
        )
    ]


def close_prospecting(consultant: Consultant, order: CloseProspectingPeriod, _: Act) -> list[ConsultantEvent]:
    """End the time between two missions."""
    if consultant.prospecting is None:
        raise NotProspecting()
    because = ProspectingEnd.NEW_MISSION
    return [ProspectingPeriodClosed(closed_on=order.closed_on, because=because, mission=order.mission)]


def request_interview(
    consultant: Consultant, calendar: Calendar, order: RequestInterview, act: Act
) -> list[ConsultantEvent]:
    """Ask for an interview; the day by which it is held is stored."""
    known(consultant, order.consultant)
    due = calendar.add_working_days(act.day, INTERVIEW_DAYS_MAX.on(act.day))
    return [InterviewRequested(subject=order.subject, due_on=due, calendar=calendar.version)]


def hold_interview(consultant: Consultant, order: HoldInterview, _: Act) -> list[ConsultantEvent]:
    """Note an interview; late or ill prepared, it is noted with the rule that it breaks."""
    known(consultant, order.consultant)
    on_request = order.kind is InterviewKind.ON_REQUEST
    if (on_request or order.request is not None) and order.request not in consultant.followed.asked:
        raise NoSuchRequest(request=order.request)
    return [
        InterviewHeld(
            kind=order.kind,
            held_on=order.held_on,
            request=order.request,
            invited_on=order.invited_on,
            reminded_on=order.reminded_on,
            minutes=order.minutes,
            copy_due_on=_copy_due_on(order),
            next_due_on=_next_due_on(order),
            grounds=_interviewed(consultant, order),
        )
    ]


def record_sick_leave(
    consultant: Consultant, calendar: Calendar, order: RecordSickLeave, act: Act
) -> list[ConsultantEvent]:
    """Note a sick leave; the day by which it is reported is stored."""
    known(consultant, order.consultant)
    due = calendar.add_working_days(act.day, SICK_LEAVE_DAYS_MAX.on(act.day))
    return [
        SickLeaveRecorded(
            period=order.period, certificate=order.certificate, declare_by=due, calendar=calendar.version
        )
    ]


def _allowance_until(order: OpenProspectingPeriod) -> date | None:
    """An allowance lasts three months at most, and the consultant may object to it."""
    if order.allocation_days is None:
        return None
    latest = add_months(order.from_on, ALLOWANCE_MONTHS_MAX.on(order.from_on)) - A_DAY
    until = order.allocation_until or latest
    if order.objected or until > latest:
        raise AllowanceForbidden(until=until, latest=latest, objected=order.objected)
    return until


def _next_due_on(order: HoldInterview) -> date | None:
    if order.kind is InterviewKind.ON_REQUEST:
        return None
    annual = order.kind is InterviewKind.ANNUAL
    years = 1 if annual else PROFESSIONAL_INTERVIEW_YEARS.on(order.held_on)
    return add_months(order.held_on, years * YEAR_MONTHS)


def _copy_due_on(order: HoldInterview) -> date | None:
    if order.kind is not InterviewKind.PROFESSIONAL:
        return None
    return order.held_on + timedelta(days=PROFESSIONAL_COPY_DAYS_MAX.on(order.held_on))


def _interviewed(consultant: Consultant, order: HoldInterview) -> tuple[Ground, ...]:
    """Ask whether it came in time, and for a professional one whether it was announced as agreed."""
    if order.kind is InterviewKind.PROFESSIONAL:
        return (_announced(order),)
    due = _due_on(consultant, order)
    if due is None:
        return ()
    return (CC_18.asked(met=order.held_on <= due, held_on=order.held_on, due_on=due),)


def _announced(order: HoldInterview) -> Ground:
    """A professional interview is offered a month before, and the offer recalled in its time."""
    held, invited, reminded = order.held_on, order.invited_on, order.reminded_on
    met = invited is not None and invited <= add_months(held, -1) and _recalled(invited, reminded)
    return CC_24.asked(met=met, held_on=held, invited_on=invited, reminded_on=reminded)


def _recalled(invited: date, reminded: date | None) -> bool:
    """An invitation is recalled after it, two weeks later at the latest."""
    recall_by = invited + timedelta(days=PROFESSIONAL_REMINDER_DAYS_MAX.on(invited))
    return reminded is not None and invited < reminded <= recall_by


def _due_on(consultant: Consultant, order: HoldInterview) -> date | None:
    """The day asked for; for an annual one, a year after the last, or after the first contract."""
    if order.request is not None:
        return consultant.followed.asked[order.request]
    first = min((contract.starts_on for contract in consultant.contracts), default=None)
    since = add_months(first, YEAR_MONTHS) if first else None
    return consultant.followed.interviews_due.get(order.kind, since)
