"""Time, ids and working days, as France counts them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.engine.clock import PARIS, FrenchCalendar, event_id, new_command_id, paris_day, real_now
from domain.record import Calendar

FRANCE: Calendar = FrenchCalendar()
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

instants = st.datetimes(datetime(1970, 1, 1), datetime(2500, 1, 1), timezones=st.just(UTC))
days = st.dates(date(2016, 1, 1), date(2035, 12, 31))


def milliseconds(event: UUID) -> int:
    return event.int >> 80


# Time -----------------------------------------------------------------------------------------


def test_the_present_is_an_instant_of_utc() -> None:
    assert real_now().tzinfo is UTC
    assert abs(real_now() - datetime.now(PARIS)) < timedelta(seconds=5)


def test_a_day_begins_at_midnight_in_paris_in_winter_and_in_summer() -> None:
    assert paris_day(datetime(2026, 1, 31, 22, 59, 59, tzinfo=UTC)) == date(2026, 1, 31)
    assert paris_day(datetime(2026, 1, 31, 23, 0, tzinfo=UTC)) == date(2026, 2, 1)
    assert paris_day(datetime(2026, 7, 31, 21, 59, 59, tzinfo=UTC)) == date(2026, 7, 31)
    assert paris_day(datetime(2026, 7, 31, 22, 0, tzinfo=UTC)) == date(2026, 8, 1)


def test_an_instant_without_its_offset_has_no_day() -> None:
    with pytest.raises(AssertionError):
        paris_day(datetime(2026, 1, 31, 22, 59))


# Ids ------------------------------------------------------------------------------------------


@given(instants)
def test_the_id_of_an_event_says_its_instant_to_the_millisecond(instant: datetime) -> None:
    event = event_id(instant)

    assert (event.version, event.variant) == (7, "specified in RFC 4122")
    assert milliseconds(event) == (instant - EPOCH) // timedelta(milliseconds=1)


def test_the_offset_of_an_instant_does_not_change_the_id() -> None:
    assert milliseconds(event_id(NOON.astimezone(PARIS))) == milliseconds(event_id(NOON))


def test_events_of_one_instant_have_distinct_ids_in_the_order_they_were_asked() -> None:
    ids = [event_id(NOON) for _ in range(10_000)]

    assert ids == sorted(set(ids))


def test_going_back_and_forth_in_time_never_gives_an_id_twice() -> None:
    ids = [event_id(NOON + timedelta(milliseconds=number % 2)) for number in range(10_000)]

    assert len(set(ids)) == len(ids)


def test_threads_never_get_the_same_id() -> None:
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(event_id, [NOON] * 20_000))

    assert len(set(ids)) == len(ids)


def test_commands_have_distinct_ids() -> None:
    ids = {new_command_id() for _ in range(10_000)}

    assert len(ids) == 10_000
    assert {one.version for one in ids} == {7}


# Working days ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2026, 3, 2), 2, date(2026, 3, 4)),
        (date(2026, 3, 6), 1, date(2026, 3, 7)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 8), 1, date(2026, 3, 9)),
        (date(2026, 4, 30), 1, date(2026, 5, 2)),
        (date(2026, 7, 13), 2, date(2026, 7, 16)),
        (date(2026, 4, 4), 1, date(2026, 4, 7)),
        (date(2026, 12, 31), 2, date(2027, 1, 4)),
        (date(2026, 12, 24), 1, date(2026, 12, 26)),
        (date(2026, 5, 1), 0, date(2026, 5, 1)),
    ],
    ids=[
        "week days count",
        "a Saturday counts",
        "a Sunday does not",
        "from a Sunday",
        "1 May does not count",
        "14 July does not count",
        "Easter Monday does not count",
        "1 January of the next year does not count",
        "26 December counts",
        "no day is the day itself",
    ],
)
def test_the_day_that_is_so_many_working_days_later(day: date, count: int, due: date) -> None:
    assert FRANCE.add_working_days(day, count) == due


@pytest.mark.parametrize("subdivision", ["57", "6AE"])
def test_in_alsace_moselle_good_friday_and_26_december_do_not_count(subdivision: str) -> None:
    alsace_moselle = FrenchCalendar(subdivision)

    assert alsace_moselle.add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert alsace_moselle.add_working_days(date(2026, 4, 2), 1) == date(2026, 4, 4)
    assert FRANCE.add_working_days(date(2026, 4, 2), 1) == date(2026, 4, 3)


@given(days, st.integers(0, 60), st.integers(0, 60))
def test_counting_in_two_steps_gives_the_same_day(day: date, first: int, then: int) -> None:
    halfway = FRANCE.add_working_days(day, first)

    assert FRANCE.add_working_days(halfway, then) == FRANCE.add_working_days(day, first + then)


@given(days, st.integers(1, 60))
def test_a_due_day_is_never_a_sunday_nor_earlier_than_the_calendar_days(day: date, count: int) -> None:
    due = FRANCE.add_working_days(day, count)

    assert due.isoweekday() != 7
    assert due >= day + timedelta(days=count)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(AssertionError):
        FRANCE.add_working_days(date(2026, 3, 2), -1)


def test_a_calendar_names_its_country_and_its_source() -> None:
    assert FRANCE.version.startswith("FR ouvrables/holidays ")
    assert FrenchCalendar("57").version.startswith("FR-57 ouvrables/holidays ")
