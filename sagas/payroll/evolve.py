"""How each event changes the progress of the saga of pay."""

from typing import Any

from msgspec.structs import replace

from domain.account.events import EntryPosted, OpeningBalancePosted
from domain.language import ConsultantId, EventId, Month, Party, pay_month_stream
from domain.mission.course_terms import AskedFor
from domain.mission.events.ending import MissionClosed, MissionCompleted, MissionTerminated
from domain.mission.events.scoping import MissionAbandoned, MissionDeclined, MissionTakenOver
from domain.mission.events.working import MissionStarted
from domain.paymonth.events import (
    ActivityApproved,
    ActivityCorrected,
    ActivityReported,
    ActivityReturned,
    SalaryComputed,
    SalaryTransferred,
    StatementDelivered,
)
from domain.paymonth.follow_up_events import (
    ActivityMissing,
    ContributionsDeclared,
    ContributionsPaid,
    PayMonthOpened,
    SalaryPaymentReturned,
)
from domain.paymonth.paymonth import half_days_by_mission
from domain.record import Recorded
from sagas.asks import answer_asks, evolve_asks, types_with_asks
from sagas.payroll.progress import MissionMonths, MonthOfPay, PayMonthDays, PayrollProgress

NAME = "payroll"
EVENT_TYPES = types_with_asks(
    *(MissionStarted, MissionTakenOver, MissionCompleted, MissionTerminated),
    *(MissionClosed, MissionAbandoned, MissionDeclined),
    *(PayMonthOpened, ActivityReported, ActivityReturned, ActivityCorrected, ActivityApproved),
    *(ActivityMissing, SalaryComputed, SalaryTransferred, SalaryPaymentReturned, StatementDelivered),
    *(ContributionsDeclared, ContributionsPaid, EntryPosted, OpeningBalancePosted),
)
UMBRELLA, CONSULTANT = Party.UMBRELLA, Party.CONSULTANT


def evolve(progress: PayrollProgress, recorded: Recorded[Any]) -> PayrollProgress:
    """Return the progress after one more event."""
    event_id = EventId(recorded.id)
    match recorded.data:
        case MissionStarted(first_day=day):
            return _begin_mission(progress, recorded.subject, event_id, str(day)[:7])
        case MissionTakenOver():
            return _take_over(progress, recorded, event_id)
        case MissionCompleted(completed_on=day) | MissionTerminated(terminated_on=day):
            return _end_mission(progress, recorded.subject, str(day)[:7])
        case MissionClosed() | MissionAbandoned() | MissionDeclined():
            return _end_mission(progress, recorded.subject, str(recorded.time)[:7])
        case PayMonthOpened(month=month):
            return _change_month(progress, recorded.subject, month, days=_month_days(recorded.data, event_id))
        case ActivityReported(month=month, days=days):
            updated = answer_asks(progress, event_id, CONSULTANT, AskedFor.ACTIVITY_REPORT, month)
            half_days = sum(half_days_by_mission(days).values())
            return _change_month(updated, recorded.subject, month, reported=event_id, half_days=half_days)
        case ActivityMissing(month=month):
            return _change_month(progress, recorded.subject, month, missing=event_id)
        case EntryPosted(month=month) | OpeningBalancePosted(month=month):
            return _record_movement(progress, recorded, month, event_id)
        case _:
            known = progress.months.get(recorded.subject)
            return (
                _evolve_month(progress, known, recorded, event_id)
                if known
                else evolve_asks(NAME, progress, recorded)
            )


def _evolve_month(
    progress: PayrollProgress, known: MonthOfPay, recorded: Recorded[Any], event_id: EventId
) -> PayrollProgress:
    """Return the progress after an event of a known month; its stream names the month, its fields do not."""
    month, subject = known.month, recorded.subject
    match recorded.data:
        case ActivityReturned():
            return _change_month(progress, subject, month, returned=event_id)
        case ActivityCorrected(days=days):
            updated = answer_asks(progress, event_id, CONSULTANT, AskedFor.ACTIVITY_CORRECTION, month)
            half_days = sum(half_days_by_mission(days).values())
            corrected = {"reported": event_id, "returned": None, "approved": False, "half_days": half_days}
            return _change_month(updated, subject, month, **corrected)
        case ActivityApproved():
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.ACTIVITY_APPROVAL, month)
            return _change_month(updated, subject, month, approved=True)
        case SalaryComputed():
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.SALARY, month)
            return _change_month(updated, subject, month, computed=event_id)
        case SalaryTransferred():
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.TRANSFER, month)
            return _change_month(updated, subject, month, transferred=True)
        case SalaryPaymentReturned():
            return _change_month(progress, subject, month, transferred=False, sent_back=event_id)
        case ContributionsDeclared():
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.CONTRIBUTIONS_DECLARATION, month)
            return _change_month(updated, subject, month, declared=event_id)
        case ContributionsPaid():
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.CONTRIBUTIONS_PAYMENT, month)
            return _change_month(updated, subject, month, paid=True)
        case StatementDelivered():
            updated = answer_asks(progress, event_id, UMBRELLA, AskedFor.STATEMENT, month)
            return _change_month(updated, subject, month, stated=True)
        case _:
            return evolve_asks(NAME, progress, recorded)


def _change_month(progress: PayrollProgress, subject: str, month: Month, **events: object) -> PayrollProgress:
    known = progress.months.get(subject) or MonthOfPay(month=month)
    return replace(progress, months={**progress.months, subject: replace(known, **events)})


def _record_movement(
    progress: PayrollProgress, recorded: Recorded[Any], month: Month, event_id: EventId
) -> PayrollProgress:
    """Note that money moved on the account: that month needs a statement, even without work in it."""
    if recorded.consultant_id is None:
        return progress
    subject = str(pay_month_stream(ConsultantId(recorded.consultant_id), month))
    known = progress.months.get(subject)
    return progress if known and known.moved else _change_month(progress, subject, month, moved=event_id)


def _month_days(opened: PayMonthOpened, event_id: EventId) -> PayMonthDays:
    return PayMonthDays(
        event_id,
        opened.ends_on,
        opened.pay_on,
        opened.contributions_due_on,
        opened.statement_due_on,
        opened.next_month,
    )


def _begin_mission(
    progress: PayrollProgress, mission: str, event_id: EventId, month: Month
) -> PayrollProgress:
    known = progress.missions.get(mission)
    if known is not None and known.first <= month:
        return progress
    span = replace(known, first=month) if known else MissionMonths(event_id, month)
    return replace(progress, missions={**progress.missions, mission: span})


def _take_over(progress: PayrollProgress, recorded: Recorded[Any], event_id: EventId) -> PayrollProgress:
    """Add a mission from its first unpaid month; its paid months need no report here."""
    past = recorded.data.past.months
    paid = frozenset(month.month for month in past if month.salary_paid)
    unpaid = [month.month for month in past if not month.salary_paid]
    span = MissionMonths(event_id, min([*unpaid, str(recorded.time)[:7]]), past=paid)
    return replace(progress, missions={**progress.missions, recorded.subject: span})


def _end_mission(progress: PayrollProgress, mission: str, month: Month) -> PayrollProgress:
    known = progress.missions.get(mission)
    if known is None or (known.last is not None and known.last <= month):
        return progress
    return replace(progress, missions={**progress.missions, mission: replace(known, last=month)})
