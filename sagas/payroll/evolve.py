"""How each fact moves the story of pay."""

from typing import Any

from msgspec.structs import replace

from domain.account.events import EntryPosted, OpeningBalancePosted
from domain.language import ConsultantId, FactId, Month, Party, pay_month
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
from domain.paymonth.paymonth import worked
from domain.record import Recorded
from sagas.asks import answer_asks, evolve_asks, types_with_asks
from sagas.payroll.progress import Days, MonthOfPay, PayrollProgress, Span

NAME = "payroll"
EVENT_TYPES = types_with_asks(
    *(MissionStarted, MissionTakenOver, MissionCompleted, MissionTerminated),
    *(MissionClosed, MissionAbandoned, MissionDeclined),
    *(PayMonthOpened, ActivityReported, ActivityReturned, ActivityCorrected, ActivityApproved),
    *(ActivityMissing, SalaryComputed, SalaryTransferred, SalaryPaymentReturned, StatementDelivered),
    *(ContributionsDeclared, ContributionsPaid, EntryPosted, OpeningBalancePosted),
)
U, K = Party.UMBRELLA, Party.CONSULTANT


def evolve(progress: PayrollProgress, recorded: Recorded[Any]) -> PayrollProgress:
    """Return the progress after one more fact."""
    fact = FactId(recorded.id)
    match recorded.data:
        case MissionStarted(first_day=day):
            return _began(progress, recorded.subject, fact, str(day)[:7])
        case MissionTakenOver():
            return _taken_over(progress, recorded, fact)
        case MissionCompleted(completed_on=day) | MissionTerminated(terminated_on=day):
            return _ended(progress, recorded.subject, str(day)[:7])
        case MissionClosed() | MissionAbandoned() | MissionDeclined():
            return _ended(progress, recorded.subject, str(recorded.time)[:7])
        case PayMonthOpened(month=month):
            return _month(progress, recorded.subject, month, days=_days(recorded.data, fact))
        case ActivityReported(month=month, days=days):
            told = answer_asks(progress, fact, K, AskedFor.ACTIVITY_REPORT, month)
            half_days = sum(worked(days).values())
            return _month(told, recorded.subject, month, reported=fact, half_days=half_days)
        case ActivityMissing(month=month):
            return _month(progress, recorded.subject, month, missing=fact)
        case EntryPosted(month=month) | OpeningBalancePosted(month=month):
            return _moved(progress, recorded, month, fact)
        case _:
            known = progress.months.get(recorded.subject)
            return (
                _within(progress, known, recorded, fact) if known else evolve_asks(NAME, progress, recorded)
            )


def _within(
    progress: PayrollProgress, known: MonthOfPay, recorded: Recorded[Any], fact: FactId
) -> PayrollProgress:
    """A fact of a month that is known; it does not say which month it is of, its stream does."""
    month, subject = known.month, recorded.subject
    match recorded.data:
        case ActivityReturned():
            return _month(progress, subject, month, returned=fact)
        case ActivityCorrected(days=days):
            told = answer_asks(progress, fact, K, AskedFor.ACTIVITY_CORRECTION, month)
            half_days = sum(worked(days).values())
            corrected = {"reported": fact, "returned": None, "approved": False, "half_days": half_days}
            return _month(told, subject, month, **corrected)
        case ActivityApproved():
            told = answer_asks(progress, fact, U, AskedFor.ACTIVITY_APPROVAL, month)
            return _month(told, subject, month, approved=True)
        case SalaryComputed():
            told = answer_asks(progress, fact, U, AskedFor.SALARY, month)
            return _month(told, subject, month, computed=fact)
        case SalaryTransferred():
            told = answer_asks(progress, fact, U, AskedFor.TRANSFER, month)
            return _month(told, subject, month, transferred=True)
        case SalaryPaymentReturned():
            return _month(progress, subject, month, transferred=False, sent_back=fact)
        case ContributionsDeclared():
            told = answer_asks(progress, fact, U, AskedFor.CONTRIBUTIONS_DECLARATION, month)
            return _month(told, subject, month, declared=fact)
        case ContributionsPaid():
            told = answer_asks(progress, fact, U, AskedFor.CONTRIBUTIONS_PAYMENT, month)
            return _month(told, subject, month, paid=True)
        case StatementDelivered():
            told = answer_asks(progress, fact, U, AskedFor.STATEMENT, month)
            return _month(told, subject, month, stated=True)
        case _:
            return evolve_asks(NAME, progress, recorded)


def _month(progress: PayrollProgress, subject: str, month: Month, **facts: object) -> PayrollProgress:
    known = progress.months.get(subject) or MonthOfPay(month=month)
    return replace(progress, months={**progress.months, subject: replace(known, **facts)})


def _moved(progress: PayrollProgress, recorded: Recorded[Any], month: Month, fact: FactId) -> PayrollProgress:
    """Money moved on the account: its month has a statement, whether or not there was work in it."""
    if recorded.consultant_id is None:
        return progress
    subject = str(pay_month(ConsultantId(recorded.consultant_id), month))
    known = progress.months.get(subject)
    return progress if known and known.moved else _month(progress, subject, month, moved=fact)


def _days(opened: PayMonthOpened, fact: FactId) -> Days:
    return Days(
        fact,
        opened.ends_on,
        opened.pay_on,
        opened.contributions_due_on,
        opened.statement_due_on,
        opened.next_month,
    )


def _began(progress: PayrollProgress, mission: str, fact: FactId, month: Month) -> PayrollProgress:
    known = progress.missions.get(mission)
    if known is not None and known.first <= month:
        return progress
    span = replace(known, first=month) if known else Span(fact, month)
    return replace(progress, missions={**progress.missions, mission: span})


def _taken_over(progress: PayrollProgress, recorded: Recorded[Any], fact: FactId) -> PayrollProgress:
    """The months of its past that are not paid yet are to be reported here, and those to come."""
    past = recorded.data.past.months
    paid = frozenset(month.month for month in past if month.salary_paid)
    unpaid = [month.month for month in past if not month.salary_paid]
    span = Span(fact, min([*unpaid, str(recorded.time)[:7]]), past=paid)
    return replace(progress, missions={**progress.missions, recorded.subject: span})


def _ended(progress: PayrollProgress, mission: str, month: Month) -> PayrollProgress:
    known = progress.missions.get(mission)
    if known is None or (known.last is not None and known.last <= month):
        return progress
    return replace(progress, missions={**progress.missions, mission: replace(known, last=month)})
