"""A page: the facts about one key folded, as known when, to the eyes of one reader."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, cast

import msgspec

from adapters.engine.clock import paris_day, real_now
from adapters.engine.follow.registry import PROJECTIONS_BY_NAME
from adapters.engine.instants import times_of, within
from adapters.engine.query.readable_log import Log
from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import ClockKind
from domain.aggregates import FACTS
from domain.language import Audience, Sealed
from domain.record import Recorded
from projections.projection import Projection, compose_rows, fold_rows


class Question(NamedTuple):
    """Which page of what, for whom (an auditor is no audience), as known when, about what time.

    `at_least` is a position of the log that the page must tell.
    """

    page: str
    key: str
    reader: Audience | None
    known_at: datetime | None = None
    as_of: datetime | None = None
    at_least: int = 0


class Rows(NamedTuple):
    """The rows that a page is shown from, the position they tell, the facts of a newer version left out."""

    rows: Mapping[str, Any]
    position: int
    left_out: int = 0


Kept = Callable[[Projection[Any, Any], str], Rows | None]
"""Finds the rows that are kept for a page, if they are."""


class Shown(NamedTuple):
    """A page, the rows it is shown from, the position it tells, and the facts of a newer version left out."""

    page: Any
    rows: Mapping[str, Any]
    position: int
    left_out: int


def show(log: Log, question: Question, kept: Kept | None = None) -> Shown:
    """Show a page to its reader: from the rows that are kept, or folded from the log.

    The past is always folded, and so is what the kept rows do not know yet.
    """
    told = _kept(question, kept) or _folded(log, question)
    day = today(log.store, question.as_of or question.known_at)
    page = PROJECTIONS_BY_NAME[question.page].show(told.rows, day, question.reader)
    return Shown(page, *told)


def _kept(question: Question, kept: Kept | None) -> Rows | None:
    if kept is None or question.known_at is not None or question.as_of is not None:
        return None
    found = kept(PROJECTIONS_BY_NAME[question.page], question.key)
    return found if found is not None and found.position >= question.at_least else None


def _folded(log: Log, question: Question) -> Rows:
    projection, position = PROJECTIONS_BY_NAME[question.page], log.store.head()
    unknown: list[str] = []
    folded = fold_rows(projection, _facts(log, question, position, unknown))
    rows = compose_rows(projection, question.key, lambda key: folded.get(key, {}))
    return Rows(rows, position, len(unknown))


def today(store: Store, asked: datetime | None = None) -> date:
    """Return the day on which a page is looked at: the one asked about, or that of the store's clock."""
    if asked is not None:
        return paris_day(asked)
    last = store.head() - 1
    if store.clock is ClockKind.REAL or last < 0:
        return paris_day(real_now())
    (head,) = store.select_notifications(last, 1, inclusive_of_start=False)
    return paris_day(times_of(head).recorded_at)


def opened(said: Any, text: Callable[[Sealed], Any]) -> Any:
    """Return what a page says in plain words, each sealed value replaced by its text."""
    match said:
        case {"subject": _, "retention": _, "field": _, "box": _}:
            return text(msgspec.convert(said, Sealed))
        case dict():
            return {name: opened(value, text) for name, value in cast("dict[Any, Any]", said).items()}
        case list() | tuple():
            return [opened(value, text) for value in cast("list[Any]", said)]
        case _:
            return said


def _facts(log: Log, question: Question, position: int, unknown: list[str]) -> Iterator[Recorded[Any]]:
    """Return the facts up to a position; those that a newer version stated cannot be read."""
    for fact in within(log.store.read_log(), question.known_at, question.as_of):
        if fact.id > position:
            return
        if fact.topic in FACTS:
            yield log.codec.decode(fact.topic, fact.state)
        else:
            unknown.append(fact.topic)
