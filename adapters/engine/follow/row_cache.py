"""The rows a reader works on: read when it first looks at a key, remembered while there is room."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, NoReturn

ROWS_MAX = 20_000

Places = dict[str, dict[str, Any]]
"""Rows by key and place; none where there is no row any more."""

Load = Callable[[Collection[str]], Iterable[tuple[str, str, Any]]]


class Shelf:
    """Rows by key and place, and the changes of them that are not yet stored.

    Of a reader that `grows`, only the last place under a key is read and remembered.
    One that begins `empty`, where nothing is stored yet, reads back only what it put away.
    """

    def __init__(self, load: Load, *, grows: bool = False, empty: bool = False) -> None:
        self._load = load
        self._grows = grows
        self._held: dict[str, Held] = {}
        self._away: set[str] | None = set() if empty else None  # keys with stored rows; none: maybe any
        self._expected: set[str] = set()
        self.added: Places = defaultdict(dict)
        """Rows that stand where nothing was stored."""
        self.changed: Places = defaultdict(dict)
        """Rows that may take the place of a stored one, and places to clear."""

    def expect(self, keys: Iterable[str]) -> None:
        """Say which keys will be looked at, so that the first look reads them all at once."""
        if self._away is None or self._away:
            self._expected = set(keys)

    def of(self, key: str) -> Mapping[str, Any]:
        """Return the rows of a key; they are read, if need be, when one is asked for."""
        held = self._held.get(key) or self._known(key)
        if held is None:
            return self.rows(key) if self._grows else Unread(self, key)
        return held

    def change(self, key: str, rows: Mapping[str, Any]) -> None:
        """Put rows in their places; none takes one away."""
        if self._grows:
            self._append(key, rows)
            return
        held = self._held.get(key) or self._known(key)
        if held is None:
            self.changed[key].update(rows)
        else:
            _put(held, rows, self.added[key], self.changed[key])

    def stored(self) -> None:
        """Forget the changes, which are stored, and what there is no room for, save what just changed."""
        size = sum(map(len, self._held.values()))
        unchanged = iter([key for key in self._held if key not in self.added and key not in self.changed])
        while size > ROWS_MAX and (key := next(unchanged, None)) is not None:
            size -= len(self._held.pop(key))
            if self._away is not None:
                self._away.add(key)
        self.added.clear()
        self.changed.clear()

    def forget(self) -> None:
        """Forget everything."""
        for rows in (self.added, self.changed, self._held):
            rows.clear()
        self._away = None

    def rows(self, key: str) -> "Held":
        """Return the rows of a key."""
        held = self._known(key)
        return self._read(key) if held is None else held

    def _append(self, key: str, rows: Mapping[str, Any]) -> None:
        if rows:
            self.added[key].update(rows)
            self._held[key] = Held({max(rows): None})

    def _known(self, key: str) -> "Held | None":
        """Return the rows of a key without reading, none where some may be stored that are not held."""
        held = self._held.get(key)
        if held is None and self._away is not None and key not in self._away:
            held = self._held[key] = Held()
        return held

    def _read(self, key: str) -> "Held":
        stored = self._expected if self._away is None else self._expected & self._away
        missing = {key, *(stored - self._held.keys())}
        for one in missing:
            self._held[one] = Held()
        for of, place, row in self._load(missing):
            self._held[of][place] = row
        for one in missing & self.changed.keys():
            self._held[one].lay(self.changed[one])
        if self._away is not None:
            self._away -= missing
        return self._held[key]


class Held(dict[str, Any]):
    """The rows of one key; asked by place, never gone through: no long page is read whole to add a line."""

    __slots__ = ()

    def __iter__(self) -> NoReturn:
        raise TypeError("the rows of a key are asked by place")

    keys = values = items = __iter__

    def lay(self, changed: Mapping[str, Any]) -> None:
        """Lay changes over them; none takes a row away."""
        for place, row in changed.items():
            if row is None:
                self.pop(place, None)
            else:
                self[place] = row


def _put(held: Held, rows: Mapping[str, Any], added: dict[str, Any], changed: dict[str, Any]) -> None:
    """Put rows under a key where it is known what stands; none takes one away."""
    for place, row in rows.items():
        is_new = place in added if place in held else place not in changed
        if row is not None:
            held[place] = (added if is_new else changed)[place] = row
        elif held.pop(place, None) is not None and is_new:
            del added[place]
        elif not is_new:
            changed[place] = None


class Unread(Mapping[str, Any]):
    """The rows of a key that are read when one of them is asked for."""

    __slots__ = ("_key", "_shelf")

    def __init__(self, shelf: Shelf, key: str) -> None:
        self._shelf = shelf
        self._key = key

    def get(self, place: str, default: Any = None) -> Any:
        """Return the row of a place."""
        return self._shelf.rows(self._key).get(place, default)

    def __getitem__(self, place: str) -> Any:
        return self._shelf.rows(self._key)[place]

    def __contains__(self, place: object) -> bool:
        return place in self._shelf.rows(self._key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._shelf.rows(self._key))

    def __len__(self) -> int:
        return len(self._shelf.rows(self._key))
