"""Open a month: store the due days of its report, its pay and its statement."""

from datetime import date

from domain.cents_and_months import add_months, last_of_month
from domain.language import ConsultantId, Month, command
from domain.law.pay import PAY_WORKING_DAYS
from domain.paymonth.declaring import contributions_due_day
from domain.paymonth.follow_up_events import PayMonthOpened
from domain.paymonth.pay_floor import last_day_of
from domain.paymonth.paymonth import PayMonth
from domain.paymonth.refusals import AlreadyOpened
from domain.record import Calendar


@command
class OpenPayMonth:
    """A month of a consultant begins, because he works in it or his account has an entry."""

    consultant: ConsultantId
    month: Month


def open_month(month: PayMonth, calendar: Calendar, command: OpenPayMonth) -> list[PayMonthOpened]:
    """Open a month, once; pay is due some jours ouvrables after its end, the statement a month at most."""
    if month.opened:
        raise AlreadyOpened(month=command.month)
    ends_on = last_day_of(command.month)
    then = add_months(date.fromisoformat(f"{command.month}-01"), 1)
    return [
        PayMonthOpened(
            consultant=command.consultant,
            month=command.month,
            ends_on=ends_on,
            pay_on=calendar.add_working_days(ends_on, PAY_WORKING_DAYS.value_on(ends_on)),
            contributions_due_on=contributions_due_day(command.month),
            statement_due_on=last_of_month(then),
            next_month=str(then)[:7],
            calendar=calendar.version,
        )
    ]
