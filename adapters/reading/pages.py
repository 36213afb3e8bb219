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
from projections import (
    Projection,
    activity_account,
    audit_trail,
    autonomy_file,
    client_exposure,
    compliance,
    composed,
    deadlines,
    dependence,
    fold,
    mission_sheet,
    month_desk,
    payroll_register,
    receivables,
)

_OF_A_MISSION: tuple[Projection, ...] = (mission_sheet, audit_trail)
_ELSE: tuple[Projection, ...] = (
    autonomy_file,
    compliance,
    month_desk,
    payroll_register,
    activity_account,
    dependence,
    client_exposure,
    receivables,
    deadlines,
)

PAGES: dict[str, Projection] = {each.NAME: each for each in _OF_A_MISSION}
"""The pages that a party may ask for over the wire, where a mission names who may."""

EVERY: dict[str, Projection] = {each.NAME: each for each in (*_OF_A_MISSION, *_ELSE)}
"""Each projection, under the name of its page."""


class Question(NamedTuple):
    """Which page of what, for whom (an auditor is no audience), as known when, about what time."""

    page: str
    key: str
    reader: Audience | None
    known_at: datetime | None = None
    as_of: datetime | None = None


class Shown(NamedTuple):
    """A page and its rows, the position of the log that it tells, the facts of a newer version left out."""

    page: Any
    position: int
    left_out: int
    rows: dict[str, Any]


def show(log: Log, question: Question) -> Shown:
    """Fold the page from the log, and show it to its reader."""
    projection, position = EVERY[question.page], log.store.head()
    unknown: list[str] = []
    folded = fold(projection, _facts(log, question, position, unknown))
    rows = composed(projection, question.key, lambda key: folded.get(key, {}))
    page = projection.show(rows, today(log.store, question.as_of or question.known_at), question.reader)
    return Shown(page, position, len(unknown), rows)


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
