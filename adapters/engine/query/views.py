"""A view: the events of one key, folded as of an instant and as known at an instant, for one audience."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, cast

import msgspec

from adapters.engine.clock import paris_day, real_now
from adapters.engine.follow.registry import PROJECTIONS_BY_NAME
from adapters.engine.instants import read_times, select_events
from adapters.engine.query.readable_log import ReadableLog
from adapters.engine.store.recorder import Store
from adapters.engine.store.stored import ClockKind
from domain.aggregates import EVENT_TYPES
from domain.language import Audience, Sealed
from domain.record import Recorded
from projections.projection import Projection, compose_rows, fold_rows


class ViewQuery(NamedTuple):
    """Which view, of which key, for which audience (None for an auditor), and at which instants.

    `at_least` is a position of the log that the view must include.
    """

    view: str
    key: str
    audience: Audience | None
    known_at: datetime | None = None
    as_of: datetime | None = None
    at_least: int = 0


class ViewRows(NamedTuple):
    """The rows of a view, the position they include, and how many events of a newer version are left out."""

    rows: Mapping[str, Any]
    position: int
    left_out: int = 0


FindRows = Callable[[Projection[Any, Any], str], ViewRows | None]
"""Finds the stored rows of a key, None without any."""


class ShownView(NamedTuple):
    """A view with its rows, the position it includes, and the number of events left out."""

    view: Any
    rows: Mapping[str, Any]
    position: int
    left_out: int


def show_view(log: ReadableLog, query: ViewQuery, find_rows: FindRows | None = None) -> ShownView:
    """Return a view from stored rows, or else folded from the log.

    Stored rows only hold the present: the past, and a position they have not reached, is folded.
    """
    found = _find_current_rows(query, find_rows) or _fold_rows(log, query)
    day = choose_day(log.store, query.as_of or query.known_at)
    view = PROJECTIONS_BY_NAME[query.view].show(found.rows, day, query.audience)
    return ShownView(view, *found)


def _find_current_rows(query: ViewQuery, find_rows: FindRows | None) -> ViewRows | None:
    if find_rows is None or query.known_at is not None or query.as_of is not None:
        return None
    found = find_rows(PROJECTIONS_BY_NAME[query.view], query.key)
    return found if found is not None and found.position >= query.at_least else None


def _fold_rows(log: ReadableLog, query: ViewQuery) -> ViewRows:
    projection, position = PROJECTIONS_BY_NAME[query.view], log.store.head()
    unknown: list[str] = []
    folded = fold_rows(projection, _decode_events(log, query, position, unknown))
    rows = compose_rows(projection, query.key, lambda key: folded.get(key, {}))
    return ViewRows(rows, position, len(unknown))


def choose_day(store: Store, instant: datetime | None = None) -> date:
    """Return the day of a view in Paris: that of the instant, or else that of the store's clock."""
    if instant is not None:
        return paris_day(instant)
    last = store.head() - 1
    if store.clock is ClockKind.REAL or last < 0:
        return paris_day(real_now())
    (head,) = store.select_notifications(last, 1, inclusive_of_start=False)
    return paris_day(read_times(head).recorded_at)


def open_sealed_values(content: Any, open_sealed: Callable[[Sealed], Any]) -> Any:
    """Return a view with each sealed value replaced by its text."""
    match content:
        case {"subject": _, "retention": _, "field": _, "box": _}:
            return open_sealed(msgspec.convert(content, Sealed))
        case dict():
            return {
                name: open_sealed_values(value, open_sealed)
                for name, value in cast("dict[Any, Any]", content).items()
            }
        case list() | tuple():
            return [open_sealed_values(value, open_sealed) for value in cast("list[Any]", content)]
        case _:
            return content


def _decode_events(
    log: ReadableLog, query: ViewQuery, position: int, unknown: list[str]
) -> Iterator[Recorded[Any]]:
    """Yield the events up to a position; collect the types that this version does not know in `unknown`."""
    for event in select_events(log.store.read_log(), query.known_at, query.as_of):
        if event.id > position:
            return
        if event.topic in EVENT_TYPES:
            yield log.codec.decode(event.topic, event.state)
        else:
            unknown.append(event.topic)
