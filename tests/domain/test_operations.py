"""The operations of a store: its clock moves forward, a parked key continues, its log is recovered."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.language import EventId, Kind, Language, Party
from domain.operations.events import (
    ClockAdvanced,
    Line,
    LineRetried,
    LineSkipped,
    Reader,
    StreamRecovered,
)
from domain.operations.operations import AdvanceClock, RecordStreamRecovery, RetryLine, SkipLine
from domain.operations.refusals import WentOnWithout
from domain.record import BY_UMBRELLA
from tests.domain.given import MISSION, SYSTEM, UMBRELLA, event_of, given

FRENCH, ENGLISH = Language.FRENCH, Language.ENGLISH
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # when the tests act
LATER = NOON + timedelta(days=1)
LINE = Line(reader=Reader.PROJECTION, name="audit_trail", key=str(MISSION))
STOPPED, NEXT = event_of(Kind.MISSION, 1), event_of(Kind.MISSION, 2)
UNREAD, MENDED = "an amount that it cannot read", "the reader was mended"

BY_EITHER = pytest.mark.parametrize("party", [UMBRELLA, SYSTEM])


def advancing(to: datetime) -> AdvanceClock:
    return AdvanceClock(tenant="demo", to=to)


def skipping(event: EventId = STOPPED, line: Line = LINE) -> SkipLine:
    return SkipLine(tenant="demo", line=line, fact=event, reason=UNREAD)


def skipped(event: EventId = STOPPED, line: Line = LINE) -> LineSkipped:
    return LineSkipped(line=line, fact=event, reason=UNREAD)


RETRYING = RetryLine(tenant="demo", line=LINE, fact=STOPPED, reason=MENDED)
RETRIED = LineRetried(line=LINE, fact=STOPPED, reason=MENDED)


@BY_EITHER
def test_the_clock_moves_forward(party: Party) -> None:
    given().when(advancing(LATER), by=party).then(ClockAdvanced(to=LATER))


def test_an_instant_already_reached_changes_nothing() -> None:
    given().when(advancing(NOON), by=SYSTEM).then()
    given(ClockAdvanced(to=NOON)).when(advancing(NOON - timedelta(hours=1)), by=SYSTEM).then()


def test_an_act_of_an_earlier_day_does_not_move_the_clock_back() -> None:
    """A scenario that starts after another may speak of days that the clock has long passed."""
    reached = given(ClockAdvanced(to=LATER))
    reached.when(advancing(LATER), by=SYSTEM).then()
    reached.when(advancing(LATER - timedelta(seconds=1)), by=SYSTEM).then()
    after = LATER + timedelta(seconds=1)
    reached.when(advancing(after), by=SYSTEM).then(ClockAdvanced(to=after))


@BY_EITHER
def test_a_line_that_stopped_goes_on_without_the_event_and_says_which_and_why(party: Party) -> None:
    given().when(skipping(), by=party).then(skipped())


def test_an_event_is_skipped_once_by_each_line_and_each_reader() -> None:
    once = given(skipped())
    once.when(skipping(), by=UMBRELLA).then()
    once.when(skipping(NEXT), by=UMBRELLA).then(skipped(NEXT))
    for other in (
        Line(reader=Reader.SAGA, name=LINE.name, key=LINE.key),
        Line(reader=LINE.reader, name="compliance", key=LINE.key),
        Line(reader=LINE.reader, name=LINE.name, key="another"),
    ):
        once.when(skipping(line=other), by=UMBRELLA).then(skipped(line=other))


@BY_EITHER
def test_a_line_is_retried_as_often_as_it_takes(party: Party) -> None:
    given().when(RETRYING, by=party).then(RETRIED)
    given(RETRIED).when(RETRYING, by=party).then(RETRIED)


@BY_EITHER
def test_a_line_that_went_on_without_an_event_is_not_retried_from_it(party: Party) -> None:
    """The events behind it are read: an event is taken in at its place, or not at all."""
    no = WentOnWithout(reader=LINE.name, line=LINE.key, fact=STOPPED)
    given(skipped()).when(RETRYING, by=party).refused(no)
    given(RETRIED, skipped(), skipped(NEXT)).when(RETRYING, by=party).refused(no)


def test_a_line_is_retried_whatever_else_was_skipped() -> None:
    others = (
        Line(reader=Reader.SAGA, name=LINE.name, key=LINE.key),
        Line(reader=LINE.reader, name="compliance", key=LINE.key),
        Line(reader=LINE.reader, name=LINE.name, key="another"),
    )
    elsewhere = [skipped(line=other) for other in others]
    given(skipped(NEXT), elsewhere).when(RETRYING, by=UMBRELLA).then(RETRIED)


def test_a_line_that_was_retried_in_vain_may_be_skipped() -> None:
    given(RETRIED).when(skipping(), by=UMBRELLA).then(skipped())


def test_a_retry_forgets_nothing_of_what_was_skipped() -> None:
    given(skipped(NEXT), RETRIED).when(skipping(NEXT), by=UMBRELLA).then()


def test_log_1_says_why_in_both_languages() -> None:
    no = WentOnWithout(reader=LINE.name, line=LINE.key, fact=STOPPED)
    assert "l'est à chaque relecture. [LOG-1, règle interne de tenue du journal]" in no.sentence(FRENCH)
    assert "is left out of every replay. [LOG-1, " in no.sentence(ENGLISH)
    assert f"fact: {STOPPED}" in no.sentence(ENGLISH)


def test_moving_the_clock_forgets_nothing_of_what_was_skipped() -> None:
    given(skipped(), ClockAdvanced(to=LATER)).when(skipping(), by=UMBRELLA).then()


@BY_EITHER
def test_a_recovered_log_says_from_where_to_where_and_how_many_events_were_appended(party: Party) -> None:
    command = RecordStreamRecovery(tenant="demo", stream_name="EVT", first=40, last=52, appended=13)
    stated = StreamRecovered(stream_name="EVT", first=40, last=52, appended=13)
    given().when(command, by=party).then(stated)
    given(skipped(), stated).when(skipping(), by=UMBRELLA).then()


def test_operations_are_read_by_the_umbrella_company_alone() -> None:
    for event in (skipped(), RETRIED, StreamRecovered(stream_name="EVT", first=1, last=1, appended=1)):
        assert event.audience == "umbrella"
        assert BY_UMBRELLA <= event.BY
