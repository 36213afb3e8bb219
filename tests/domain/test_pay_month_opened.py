"""A month begins once, with its days: of pay, of contributions, of the statement."""

from datetime import date

import pytest

from domain.language import Kind, Month, Region, pay_month_stream
from domain.paymonth.follow_up_events import PayMonthOpened
from domain.paymonth.month_opening import OpenPayMonth
from domain.paymonth.refusals import AlreadyOpened
from domain.refusals import NothingKnown
from domain.umbrella.events import CalendarAdopted
from tests.domain.given import ANNE, BASILE, CALENDAR, SYSTEM, given, within
from tests.domain.people import EVERYONE


def opened(month: Month, ends_on: date, pay_on: date, statement: date, following: Month) -> PayMonthOpened:
    return PayMonthOpened(
        consultant=ANNE,
        month=month,
        ends_on=ends_on,
        pay_on=pay_on,
        contributions_due_on=statement.replace(day=15),
        statement_due_on=statement,
        next_month=following,
        calendar=CALENDAR.version,
    )


@pytest.mark.parametrize(
    "dates",
    [
        ("2026-02", date(2026, 2, 28), date(2026, 3, 6), date(2026, 3, 31), "2026-03"),
        ("2026-03", date(2026, 3, 31), date(2026, 4, 6), date(2026, 4, 30), "2026-04"),
        ("2026-04", date(2026, 4, 30), date(2026, 5, 7), date(2026, 5, 31), "2026-05"),
        ("2026-12", date(2026, 12, 31), date(2027, 1, 6), date(2027, 1, 31), "2027-01"),
    ],
    ids=["a short month", "over a Sunday", "over the first of May and a Sunday", "over the year"],
)
def test_pay_1_a_month_stores_its_days_when_it_begins(
    dates: tuple[Month, date, date, date, Month],
) -> None:
    within_its_stream = within(pay_month_stream(ANNE, dates[0]), opened(*dates))
    given(EVERYONE).when(OpenPayMonth(consultant=ANNE, month=dates[0]), by=SYSTEM).then(within_its_stream)


def test_the_day_of_pay_is_counted_by_the_companys_calendar() -> None:
    alsace = CalendarAdopted(from_on=date(2026, 1, 1), region=Region.ALSACE_MOSELLE)
    when = given(EVERYONE, alsace).when(OpenPayMonth(consultant=ANNE, month="2026-02"), by=SYSTEM)
    (events,) = when.answer().values()
    (event,) = events
    assert isinstance(event, PayMonthOpened)
    assert (event.pay_on, event.calendar) == (date(2026, 3, 7), "sundays off in Alsace, 1")


def test_a_month_begins_once_and_for_somebody_known() -> None:
    begun = within(
        pay_month_stream(ANNE, "2026-03"),
        opened("2026-03", date(2026, 3, 31), date(2026, 4, 6), date(2026, 4, 30), "2026-04"),
    )
    again = given(EVERYONE, begun).when(OpenPayMonth(consultant=ANNE, month="2026-03"), by=SYSTEM)
    again.refused(AlreadyOpened(month="2026-03"))
    nobody = given().when(OpenPayMonth(consultant=BASILE, month="2026-03"), by=SYSTEM)
    nobody.refused(NothingKnown(about=f"{Kind.CONSULTANT}/{BASILE}"))
