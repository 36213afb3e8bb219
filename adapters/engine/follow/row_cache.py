"""The rows a reader works on: read when it first looks at a key, remembered while there is room."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, NoReturn

ROWS_MAX = 20_000

RowChanges = dict[str, dict[str, Any]]
"""Rows by key and place; none where there is no row any more."""

LoadRows = Callable[[Collection[str]], Iterable[tuple[str, str, Any]]]


class RowCache:
    """Rows by key and place, and the changes of them that are not yet stored.

    Of a reader that `grows`, only the last place under a key is read and remembered.
    One that begins `empty`, where nothing is stored yet, reads back only what it put away.
    """

    def __init__(self, load: LoadRows, *, grows: bool = False, empty: bool = False) -> None:
        self._load = load
        self._grows = grows
        self._cached: dict[str, CachedRows] = {}
        self._uncached: set[str] | None = set() if empty else None  # keys with stored rows; none: maybe any
        self._expected: set[str] = set()
        self.added: RowChanges = defaultdict(dict)
        """Rows that stand where nothing was stored."""
        self.changed: RowChanges = defaultdict(dict)
        """Rows that may take the place of a stored one, and places to clear."""

    def expect_keys(self, keys: Iterable[str]) -> None:
        """Say which keys will be looked at, so that the first look reads them all at once."""
        if self._uncached is None or self._uncached:
            self._expected = set(keys)

    def get_rows(self, key: str) -> Mapping[str, Any]:
        """Return the rows of a key; they are read, if need be, when one is asked for."""
        cached = self._cached.get(key) or self._find_cached(key)
        if cached is None:
            return self.load_key(key) if self._grows else LazyRows(self, key)
        return cached

    def change_rows(self, key: str, rows: Mapping[str, Any]) -> None:
        """Put rows in their places; none takes one away."""
        if self._grows:
            self._append_rows(key, rows)
            return
        cached = self._cached.get(key) or self._find_cached(key)
        if cached is None:
            self.changed[key].update(rows)
        else:
            _put_rows(cached, rows, self.added[key], self.changed[key])

    def mark_stored(self) -> None:
        """Forget the changes, which are stored, and what there is no room for, save what just changed."""
        size = sum(map(len, self._cached.values()))
        unchanged = iter([key for key in self._cached if key not in self.added and key not in self.changed])
        while size > ROWS_MAX and (key := next(unchanged, None)) is not None:
            size -= len(self._cached.pop(key))
            if self._uncached is not None:
                self._uncached.add(key)
        self.added.clear()
        self.changed.clear()

    def discard_all(self) -> None:
        """Forget everything."""
        for rows in (self.added, self.changed, self._cached):
            rows.clear()
        self._uncached = None

    def load_key(self, key: str) -> "CachedRows":
        """Return the rows of a key."""
        cached = self._find_cached(key)
        return self._read_rows(key) if cached is None else cached

    def _append_rows(self, key: str, rows: Mapping[str, Any]) -> None:
        if rows:
            self.added[key].update(rows)
            self._cached[key] = CachedRows({max(rows): None})

    def _find_cached(self, key: str) -> "CachedRows | None":
        """Return the rows of a key without reading, none where some may be stored that are not held."""
        cached = self._cached.get(key)
        if cached is None and self._uncached is not None and key not in self._uncached:
            cached = self._cached[key] = CachedRows()
        return cached

    def _read_rows(self, key: str) -> "CachedRows":
        stored = self._expected if self._uncached is None else self._expected & self._uncached
        missing = {key, *(stored - self._cached.keys())}
        for one in missing:
            self._cached[one] = CachedRows()
        for row_key, place, row in self._load(missing):
            self._cached[row_key][place] = row
        for one in missing & self.changed.keys():
            self._cached[one].apply_changes(self.changed[one])
        if self._uncached is not None:
            self._uncached -= missing
        return self._cached[key]


class CachedRows(dict[str, Any]):
    """The rows of one key; asked by place, never gone through: no long page is read whole to add a line."""

    __slots__ = ()

    def __iter__(self) -> NoReturn:
        raise TypeError("the rows of a key are asked by place")

    keys = values = items = __iter__

    def apply_changes(self, changed: Mapping[str, Any]) -> None:
        """Lay changes over them; none takes a row away."""
        for place, row in changed.items():
            if row is None:
                self.pop(place, None)
            else:
                self[place] = row


def _put_rows(
    cached: CachedRows, rows: Mapping[str, Any], added: dict[str, Any], changed: dict[str, Any]
) -> None:
    """Put rows under a key where it is known what stands; none takes one away."""
    for place, row in rows.items():
        is_new = place in added if place in cached else place not in changed
        if row is not None:
            cached[place] = (added if is_new else changed)[place] = row
        elif cached.pop(place, None) is not None and is_new:
            del added[place]
        elif not is_new:
            changed[place] = None


class LazyRows(Mapping[str, Any]):
    """The rows of a key that are read when one of them is asked for."""

    __slots__ = ("_key", "_cache")

    def __init__(self, cache: RowCache, key: str) -> None:
        self._cache = cache
        self._key = key

    def get(self, place: str, default: Any = None) -> Any:
        """Return the row of a place."""
        return self._cache.load_key(self._key).get(place, default)

    def __getitem__(self, place: str) -> Any:
        return self._cache.load_key(self._key)[place]

    def __contains__(self, place: object) -> bool:
        return place in self._cache.load_key(self._key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._cache.load_key(self._key))

    def __len__(self) -> int:
        return len(self._cache.load_key(self._key))
