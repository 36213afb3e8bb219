"""The saga of pay, month by month: report, approval, salary, transfer, contributions, statement.

Nothing blocks pay: the saga asks for the salary even if the report is missing, and asks again once the day of
pay is over (L1254-8, L3242-1). The payroll computes the lines; the saga asks the umbrella company for them.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.language import ConsultantId, EventId, Month, Party
from domain.mission.course_terms import AskedFor
from domain.paymonth.declaring import NoteMissingActivity
from domain.paymonth.month_opening import OpenPayMonth
from sagas.asks import AskingSaga, DueAsk, ask_after
from sagas.payroll.evolve import EVENT_TYPES, NAME, evolve
from sagas.payroll.progress import MonthOfPay, PayMonthDays, PayrollProgress
from sagas.saga import Deadline, DueCommand, SagaDue, consultant_keys


def _due_commands(key: str, progress: PayrollProgress) -> Iterator[SagaDue]:
    consultant = ConsultantId(UUID(key.partition("/")[2]))
    yield from _month_openings(consultant, progress)
    for month in progress.months.values():
        if month.days and progress.expects_report(month.month) and not (month.reported or month.missing):
            yield Deadline(
                step="missing",
                occasion=month.month,
                command=NoteMissingActivity(consultant=consultant, month=month.month),
                because_of=month.days.fact,
                on=month.days.ends_on,
            )


def _month_openings(consultant: ConsultantId, progress: PayrollProgress) -> Iterator[SagaDue]:
    """Open each active month now, and the next month of a running mission once the current one is over."""
    opened = {month.month for month in progress.months.values() if month.days}
    now = {month: because for month, because in _active_months(progress).items() if month not in opened}
    for month, because in now.items():
        command = OpenPayMonth(consultant=consultant, month=month)
        yield DueCommand(step="open", occasion=month, command=command, because_of=because)
    for days in (month.days for month in progress.months.values() if month.days):
        month = days.next_month
        if month not in opened | now.keys() and progress.has_mission_in(month):
            command = OpenPayMonth(consultant=consultant, month=month)
            yield Deadline(
                step="open", occasion=month, command=command, because_of=days.fact, on=days.ends_on
            )


def _active_months(progress: PayrollProgress) -> dict[Month, EventId]:
    """Return the months in which work began, a report is recorded as made or missing, or money moved."""
    active = {span.first: span.fact for span in progress.missions.values()}
    for month in progress.months.values():
        because = month.moved or month.reported or month.missing
        if because is not None:
            active.setdefault(month.month, because)
    return active


def _due_asks(key: str, progress: PayrollProgress) -> Iterator[DueAsk]:
    for month in progress.months.values():
        if month.days is not None:
            yield from _report_asks(key, progress, month, month.days)
            yield from _pay_asks(key, progress, month, month.days)
            yield from _statement_asks(key, progress, month, month.days)


def _report_asks(
    key: str, progress: PayrollProgress, month: MonthOfPay, days: PayMonthDays
) -> Iterator[DueAsk]:
    if month.reported is None:
        if progress.expects_report(month.month):
            report = _due_ask(key, Party.CONSULTANT, AskedFor.ACTIVITY_REPORT, month, days.fact, days.ends_on)
            yield report
            yield from (ask_after(report, day) for day in (days.ends_on, days.pay_on))
    elif month.returned is not None:
        what = AskedFor.ACTIVITY_CORRECTION
        yield _due_ask(key, Party.CONSULTANT, what, month, month.returned, days.pay_on)
    elif not month.approved:
        what = AskedFor.ACTIVITY_APPROVAL
        yield _due_ask(key, Party.UMBRELLA, what, month, month.reported, days.pay_on)


def _pay_asks(key: str, progress: PayrollProgress, month: MonthOfPay, days: PayMonthDays) -> Iterator[DueAsk]:
    if month.computed is None:
        if month.half_days or (month.missing and not month.reported and progress.expects_report(month.month)):
            yield from _ask_twice(
                _due_ask(key, Party.UMBRELLA, AskedFor.SALARY, month, days.fact, days.pay_on)
            )
        return
    if not month.transferred:
        because = month.sent_back or month.computed
        yield from _ask_twice(_due_ask(key, Party.UMBRELLA, AskedFor.TRANSFER, month, because, days.pay_on))
    due_on = days.contributions_due_on
    if month.declared is None:
        what = AskedFor.CONTRIBUTIONS_DECLARATION
        yield _due_ask(key, Party.UMBRELLA, what, month, month.computed, due_on)
    elif not month.paid:
        what = AskedFor.CONTRIBUTIONS_PAYMENT
        yield _due_ask(key, Party.UMBRELLA, what, month, month.declared, due_on)


def _statement_asks(
    key: str, progress: PayrollProgress, month: MonthOfPay, days: PayMonthDays
) -> Iterator[DueAsk]:
    """Ask for the statement once the month is over, and again once the statement's day is over (L1254-25)."""
    has_statement = month.moved or month.reported or progress.expects_report(month.month)
    if has_statement and not month.stated:
        last = days.statement_due_on
        statement = _due_ask(key, Party.UMBRELLA, AskedFor.STATEMENT, month, days.fact, last)
        yield from (ask_after(statement, day) for day in (days.ends_on, last))


def _ask_twice(due_ask: DueAsk) -> Iterator[DueAsk]:
    """Ask at once, and again once the due day is over."""
    yield due_ask
    if due_ask.due_on is not None:
        yield ask_after(due_ask, due_ask.due_on)


def _due_ask(
    key: str, party: Party, what: AskedFor, month: MonthOfPay, because_of: EventId, due_on: date
) -> DueAsk:
    return DueAsk(about=key, party=party, what=what, of=month.month, because_of=because_of, due_on=due_on)


PAYROLL = AskingSaga(
    name=NAME,
    version=1,
    event_types=EVENT_TYPES,
    progress_type=PayrollProgress,
    initial=PayrollProgress(),
    keys=consultant_keys,
    evolve=evolve,
    due_asks=_due_asks,
    due_commands=_due_commands,
)
"""Opens months of pay, asks for their missing acts, notes a missing report at the end of the month."""
