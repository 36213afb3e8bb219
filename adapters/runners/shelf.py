"""The rows a reader works on: read when it first looks at a key, remembered while there is room."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

ROWS_MAX = 20_000

Places = dict[str, dict[str, Any]]
"""Rows by key and place; none where there is no row any more."""

Load = Callable[[Collection[str]], Iterable[tuple[str, str, Any]]]


class Shelf:
    """Rows by key and place, with the changes that are not yet stored on top.

    Of a reader that `grows`, only the last place under a key is read and remembered.
    One that begins `empty`, where nothing is stored yet, reads back only what it put away.
    """

    def __init__(self, load: Load, *, grows: bool = False, empty: bool = False) -> None:
        self._load = load
        self._grows = grows
        self._held: dict[str, dict[str, Any]] = {}
        self._away: set[str] | None = set() if empty else None  # keys with stored rows; none: maybe any
        self._expected: set[str] = set()
        self._used: set[str] = set()
        self.added: Places = {}
        """Rows that stand where nothing was stored."""
        self.changed: Places = {}
        """Rows that may take the place of a stored one, and places to clear."""

    def expect(self, keys: Iterable[str]) -> None:
        """Say which keys will be looked at, so that the first look reads them all at once."""
        self._expected = set(keys)
        self._used |= self._expected

    def of(self, key: str) -> Mapping[str, Any]:
        """Return the rows of a key, as they stand whenever they are looked at."""
        return self.rows(key) if self._grows else KeyRows(self, key)

    def change(self, key: str, rows: Mapping[str, Any]) -> None:
        """Put rows in their places; none takes one away."""
        if self._grows:
            self._append(key, rows)
            return
        held = self._known(key)
        for place, row in rows.items():
            new = held is not None and (place not in held or place in self.added.get(key, ()))
            (self.added if new else self.changed).setdefault(key, {})[place] = row
            if held is not None:
                held[place] = row

    def stored(self) -> None:
        """Forget the changes, which are stored, and what there is no more room for, save what was in use."""
        for key, rows in chain(self.added.items(), self.changed.items()):
            for gone in [place for place, row in rows.items() if row is None]:
                self._held.get(key, {}).pop(gone, None)
        self.added, self.changed = {}, {}
        size = sum(map(len, self._held.values()))
        unused = iter([key for key in self._held if key not in self._used])
        while size > ROWS_MAX and (key := next(unused, None)) is not None:
            size -= len(self._held.pop(key))
            if self._away is not None:
                self._away.add(key)
        self._used = set()

    def forget(self) -> None:
        """Forget everything."""
        self.added, self.changed, self._held, self._away = {}, {}, {}, None

    def rows(self, key: str) -> dict[str, Any]:
        """Return the rows of a key; taken away ones are none."""
        held = self._known(key)
        return self._read(key) if held is None else held

    def _append(self, key: str, rows: Mapping[str, Any]) -> None:
        if rows:
            self.added.setdefault(key, {}).update(rows)
            self._held[key] = {max(rows): None}

    def _known(self, key: str) -> dict[str, Any] | None:
        """Return the rows of a key without reading, none where some may be stored that are not held."""
        held = self._held.get(key)
        if held is None and self._away is not None and key not in self._away:
            held = self._held[key] = {}
        return held

    def _read(self, key: str) -> dict[str, Any]:
        stored = self._expected if self._away is None else self._expected & self._away
        missing = {key, *(stored - self._held.keys())}
        for one in missing:
            self._held[one] = {}
        for of, place, row in self._load(missing):
            self._held[of][place] = row
        for one in missing & self.changed.keys():
            self._held[one].update(self.changed[one])
        if self._away is not None:
            self._away -= missing
        return self._held[key]


class KeyRows(Mapping[str, Any]):
    """The rows of one key; asked by place, never gone through: no long page is read whole to add a line."""

    __slots__ = ("_key", "_shelf")

    def __init__(self, shelf: Shelf, key: str) -> None:
        self._shelf = shelf
        self._key = key

    def get(self, place: str, default: Any = None) -> Any:
        """Return the row of a place."""
        row = self._shelf.rows(self._key).get(place)
        return default if row is None else row

    def __getitem__(self, place: str) -> Any:
        row = self._shelf.rows(self._key)[place]
        if row is None:
            raise KeyError(place)
        return row

    def __iter__(self) -> Iterator[str]:
        raise TypeError("the rows of a key are asked by place")

    def __len__(self) -> int:
        raise TypeError("the rows of a key are asked by place")
