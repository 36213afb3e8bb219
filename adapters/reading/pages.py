"""A page: the facts about one key folded, as known when, to the eyes of one reader."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple, cast

import msgspec

from adapters.clock import paris_day, real_now
from adapters.reading.instants import times_of, within
from adapters.reading.log import Log
from adapters.store.port import Store
from adapters.store.stored import ClockKind
from domain.language import Audience, Sealed
from domain.record import Recorded
from domain.world import FACTS
from projections import Projection, audit_trail, composed, fold, mission_sheet

PAGES: dict[str, Projection] = {each.NAME: each for each in (mission_sheet, audit_trail)}
"""Each projection, under the name of its page."""


class Question(NamedTuple):
    """Which page of what, for whom (an auditor is no audience), as known when, about what time."""

    page: str
    key: str
    reader: Audience | None
    known_at: datetime | None = None
    as_of: datetime | None = None


class Shown(NamedTuple):
    """A page, the position of the log that it tells, and the facts of a newer version left out."""

    page: Any
    position: int
    left_out: int


def show(log: Log, question: Question) -> Shown:
    """Fold the page from the log, and show it to its reader."""
    projection, position = PAGES[question.page], log.store.head()
    unknown: list[str] = []
    folded = fold(projection, _facts(log, question, position, unknown))
    rows = composed(projection, question.key, lambda key: folded.get(key, {}))
    page = projection.show(rows, today(log.store, question.as_of or question.known_at), question.reader)
    return Shown(page, position, len(unknown))


def today(store: Store, asked: datetime | None = None) -> date:
    """Return the day on which a page is looked at: the one asked about, or that of the store's clock."""
    if asked is not None:
        return paris_day(asked)
    last = store.head() - 1
    if store.clock is ClockKind.REAL or last < 0:
        return paris_day(real_now())
    (head,) = store.read(last, 1)
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
    for fact in within(log.store.facts(), question.known_at, question.as_of):
        if fact.position > position:
            return
        if fact.type in FACTS:
            yield log.codec.decode(fact.type, fact.body)
        else:
            unknown.append(fact.type)
