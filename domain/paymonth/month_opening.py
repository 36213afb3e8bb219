"""Opening: a month begins, and the days by which it is reported, paid and accounted for are stored."""

from datetime import date

from domain.cents_and_months import add_months, last_of
from domain.language import ConsultantId, Month, command
from domain.law.pay import PAY_WORKING_DAYS
from domain.paymonth.declaring import due
from domain.paymonth.follow_up_events import PayMonthOpened
from domain.paymonth.pay_floor import last_day
from domain.paymonth.paymonth import PayMonth
from domain.paymonth.refusals import AlreadyOpened
from domain.record import Calendar


@command
class OpenPayMonth:
    """A month of a consultant begins: he works in it, or his account moves."""

    consultant: ConsultantId
    month: Month


def open_month(month: PayMonth, calendar: Calendar, order: OpenPayMonth) -> list[PayMonthOpened]:
    """Open a month, once; pay follows its end by some jours ouvrables, the statement by a month at most."""
    if month.opened:
        raise AlreadyOpened(month=order.month)
    ends_on = last_day(order.month)
    then = add_months(date.fromisoformat(f"{order.month}-01"), 1)
    return [
        PayMonthOpened(
            consultant=order.consultant,
            month=order.month,
            ends_on=ends_on,
            pay_on=calendar.add_working_days(ends_on, PAY_WORKING_DAYS.on(ends_on)),
            contributions_due_on=due(order.month),
            statement_due_on=last_of(then),
            next_month=str(then)[:7],
            calendar=calendar.version,
        )
    ]
