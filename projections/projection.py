"""The interface of a projection: it folds events into small rows under keys, and shows a view of them.

The follower stores the rows; `fold_rows` folds them in memory. If a view needs rows of other keys, for
example of a mission's consultant, `related_keys` returns those keys and `compose_rows` adds their rows.
Rows of different kinds of keys have different places, so that no row hides another.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol, TypeVar, cast

from domain.language import Audience
from domain.record import Event, Recorded

R = TypeVar("R")
V = TypeVar("V", covariant=True)

RowsByKey = dict[str, dict[str, Any]]
"""The rows of a projection by key and place."""


class Projection(Protocol[R, V]):
    """A read model, made of pure functions.

    Raise `version` when the same events give other rows. `event_types` are the stored types that it reads,
    `row_type` is the union of its rows. An `append_only` projection looks up only the last place under a key
    and adds rows after it: the follower then loads one row, not a long list. A `brief` projection reads only
    the `Brief` of an envelope, so that the rest is not decoded.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def event_types(self) -> frozenset[str]: ...  # noqa: D102
    @property
    def row_type(self) -> Any: ...  # noqa: D102
    @property
    def view_type(self) -> type[V]: ...  # noqa: D102
    @property
    def append_only(self) -> bool: ...  # noqa: D102
    @property
    def brief(self) -> bool: ...  # noqa: D102

    def keys(self, recorded: Recorded[Any], /) -> set[str]:
        """Return the keys whose rows the event may change."""
        ...

    def evolve(self, key: str, rows: Mapping[str, R], recorded: Recorded[Any], /) -> Mapping[str, R | None]:
        """Return the rows of the key that the event changes, by place; `None` removes one.

        Look rows up one by one with `get`: the follower may load them on demand.
        """
        ...

    def related_keys(self, rows: Mapping[str, R], /) -> frozenset[str]:
        """Return the other keys whose rows the view needs."""
        ...

    def show(self, rows: Mapping[str, R], today: date, reader: Audience | None, /) -> V:
        """Return the part of the view that the reader may see; the rows are sorted by place."""
        ...


def no_related_keys(_: Mapping[str, Any]) -> frozenset[str]:
    """Return no key: the view needs only its own rows."""
    return frozenset()


@dataclass(frozen=True, kw_only=True)
class PureProjection(Generic[R, V]):
    """A `Projection` that binds the functions of a module."""

    name: str
    version: int
    event_types: frozenset[str]
    row_type: Any
    view_type: type[V]
    append_only: bool = False
    brief: bool = False
    keys: Callable[[Recorded[Any]], set[str]]
    evolve: Callable[[str, Mapping[str, R], Recorded[Any]], Mapping[str, R | None]]
    related_keys: Callable[[Mapping[str, R]], frozenset[str]] = no_related_keys
    show: Callable[[Mapping[str, R], date, Audience | None], V]


def event_types(*events: type[Event]) -> frozenset[str]:
    """Return the stored types of events."""
    return frozenset(event.TYPE for event in events)


def fold_rows(projection: Projection[Any, Any], events: Iterable[Recorded[Any]]) -> RowsByKey:
    """Fold events into rows in memory."""
    rows_by_key: RowsByKey = defaultdict(dict)
    types, keys, evolve = projection.event_types, projection.keys, projection.evolve
    for recorded in events:
        if recorded.data.TYPE not in types:
            continue
        for key in keys(recorded):
            rows = rows_by_key[key]
            for place, row in evolve(key, rows, recorded).items():
                if row is None:
                    rows.pop(place, None)
                else:
                    rows[place] = row
    return rows_by_key


def compose_rows(
    projection: Projection[Any, Any], key: str, load: Callable[[str], Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the rows of a view, its own and the related ones, sorted by place."""
    own = load(key)
    rows = dict(own)
    for other in sorted(projection.related_keys(own) - {key}):
        rows.update(load(other))
    return dict(sorted(rows.items()))


def last_place(rows: Mapping[str, Any]) -> str | None:
    """Return the last place under a key of an append-only projection."""
    return next(reversed(cast("dict[str, Any]", rows)), None)
