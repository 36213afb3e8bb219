"""The row cache of a follower: rows are loaded when a key is first read, and evicted above `ROWS_MAX`."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, NoReturn

ROWS_MAX = 20_000

RowChanges = dict[str, dict[str, Any]]
"""Rows by key and place; None deletes the row."""

LoadRows = Callable[[Collection[str]], Iterable[tuple[str, str, Any]]]


class RowCache:
    """Rows by key and place, and their changes since the last commit.

    `grows`: only the last place of a key is loaded and cached.
    `empty`: nothing is stored yet, so only keys that were evicted are loaded.
    """

    def __init__(self, load: LoadRows, *, grows: bool = False, empty: bool = False) -> None:
        self._load = load
        self._grows = grows
        self._cached: dict[str, CachedRows] = {}
        self._uncached: set[str] | None = (
            set() if empty else None
        )  # the keys with stored rows that are not cached; None if unknown
        self._expected: set[str] = set()
        self.added: RowChanges = defaultdict(dict)
        """New rows at places where nothing is stored."""
        self.changed: RowChanges = defaultdict(dict)
        """Rows that may replace a stored one; None deletes it."""

    def expect_keys(self, keys: Iterable[str]) -> None:
        """Announce the keys of a batch, so that the first read loads them in one select."""
        if self._uncached is None or self._uncached:
            self._expected = set(keys)

    def get_rows(self, key: str) -> Mapping[str, Any]:
        """Return the rows of a key; they are loaded on first access."""
        cached = self._cached.get(key) or self._find_cached(key)
        if cached is None:
            return self.load_key(key) if self._grows else LazyRows(self, key)
        return cached

    def change_rows(self, key: str, rows: Mapping[str, Any]) -> None:
        """Put rows at their places; None deletes a row."""
        if self._grows:
            self._append_rows(key, rows)
            return
        cached = self._cached.get(key) or self._find_cached(key)
        if cached is None:
            self.changed[key].update(rows)
        else:
            _put_rows(cached, rows, self.added[key], self.changed[key])

    def mark_stored(self) -> None:
        """Clear the changes after a commit, and evict unchanged keys above `ROWS_MAX` rows."""
        size = sum(map(len, self._cached.values()))
        unchanged = iter([key for key in self._cached if key not in self.added and key not in self.changed])
        while size > ROWS_MAX and (key := next(unchanged, None)) is not None:
            size -= len(self._cached.pop(key))
            if self._uncached is not None:
                self._uncached.add(key)
        self.added.clear()
        self.changed.clear()

    def discard_all(self) -> None:
        """Clear the cache and the changes."""
        for rows in (self.added, self.changed, self._cached):
            rows.clear()
        self._uncached = None

    def load_key(self, key: str) -> "CachedRows":
        """Return the rows of a key; load them if they are not cached."""
        cached = self._find_cached(key)
        return self._read_rows(key) if cached is None else cached

    def _append_rows(self, key: str, rows: Mapping[str, Any]) -> None:
        if rows:
            self.added[key].update(rows)
            self._cached[key] = CachedRows({max(rows): None})

    def _find_cached(self, key: str) -> "CachedRows | None":
        """Return the rows of a key without loading; None if rows may be stored that are not cached."""
        cached = self._cached.get(key)
        if cached is None and self._uncached is not None and key not in self._uncached:
            cached = self._cached[key] = CachedRows()
        return cached

    def _read_rows(self, key: str) -> "CachedRows":
        stored = self._expected if self._uncached is None else self._expected & self._uncached
        missing = {key, *(stored - self._cached.keys())}
        for missing_key in missing:
            self._cached[missing_key] = CachedRows()
        for row_key, place, row in self._load(missing):
            self._cached[row_key][place] = row
        for changed_key in missing & self.changed.keys():
            self._cached[changed_key].apply_changes(self.changed[changed_key])
        if self._uncached is not None:
            self._uncached -= missing
        return self._cached[key]


class CachedRows(dict[str, Any]):
    """The rows of one key, read by place only: iteration would make appending to many rows quadratic."""

    __slots__ = ()

    def __iter__(self) -> NoReturn:
        raise TypeError("the rows of a key are read by place")

    keys = values = items = __iter__

    def apply_changes(self, changed: Mapping[str, Any]) -> None:
        """Apply changes; None deletes a row."""
        for place, row in changed.items():
            if row is None:
                self.pop(place, None)
            else:
                self[place] = row


def _put_rows(
    cached: CachedRows, rows: Mapping[str, Any], added: dict[str, Any], changed: dict[str, Any]
) -> None:
    """Put rows under a cached key, and record each change as an insert, an update or a delete."""
    for place, row in rows.items():
        is_new = place in added if place in cached else place not in changed
        if row is not None:
            cached[place] = (added if is_new else changed)[place] = row
        elif cached.pop(place, None) is not None and is_new:
            del added[place]
        elif not is_new:
            changed[place] = None


class LazyRows(Mapping[str, Any]):
    """The rows of a key, loaded when one of them is read."""

    __slots__ = ("_cache", "_key")

    def __init__(self, cache: RowCache, key: str) -> None:
        self._cache = cache
        self._key = key

    def get(self, place: str, default: Any = None) -> Any:
        """Return the row at a place."""
        return self._cache.load_key(self._key).get(place, default)

    def __getitem__(self, place: str) -> Any:
        return self._cache.load_key(self._key)[place]

    def __contains__(self, place: object) -> bool:
        return place in self._cache.load_key(self._key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._cache.load_key(self._key))

    def __len__(self) -> int:
        return len(self._cache.load_key(self._key))
