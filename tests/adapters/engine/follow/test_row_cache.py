"""The shelf against a plain table: whatever is put, taken away, stored and put aside, both tell the same."""

from collections.abc import Collection, Iterator
from typing import NamedTuple
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from adapters.engine.follow import row_cache as shelf_module
from adapters.engine.follow.row_cache import RowCache

KEYS, PLACES = "abc", "xyz"
Table = dict[tuple[str, str], int]


class Put(NamedTuple):
    """A row for a place, or none; looked at before, or not."""

    key: str
    place: str
    row: int | None
    looks: bool


puts = st.builds(
    Put, st.sampled_from(KEYS), st.sampled_from(PLACES), st.none() | st.integers(0, 9), st.booleans()
)
pages = st.lists(st.lists(puts, max_size=8), max_size=6)
tables = st.dictionaries(st.tuples(st.sampled_from(KEYS), st.sampled_from(PLACES)), st.integers(0, 9))


@given(before=tables, pages=pages, room=st.integers(0, 4))
def test_rows_are_told_as_they_stand_and_stored_where_they_belong(
    before: Table, pages: list[list[Put]], room: int
) -> None:
    stored, truth = dict(before), dict(before)
    shelf = RowCache(lambda keys: loaded(stored, keys), empty=not before)
    with mock.patch.object(shelf_module, "ROWS_MAX", room):
        for page in pages:
            shelf.expect({put.key for put in page})
            for put in page:
                if put.looks:
                    assert shelf.of(put.key).get(put.place) == truth.get((put.key, put.place))
                shelf.change(put.key, {put.place: put.row})
                settle(truth, put.key, put.place, put.row)
            keep(stored, shelf)
            assert stored == truth


def loaded(stored: Table, keys: Collection[str]) -> Iterator[tuple[str, str, int]]:
    """Read the rows of some keys."""
    return ((key, place, row) for (key, place), row in stored.items() if key in keys)


def keep(stored: Table, shelf: RowCache) -> None:
    """Store what the shelf says; what it says is new must not be there."""
    for key, rows in shelf.added.items():
        for place, row in rows.items():
            assert row is not None
            assert (key, place) not in stored
            stored[key, place] = row
    for key, rows in shelf.changed.items():
        for place, row in rows.items():
            settle(stored, key, place, row)
    shelf.stored()


def settle(table: Table, key: str, place: str, row: int | None) -> None:
    """Put a row, or take it away."""
    if row is None:
        table.pop((key, place), None)
    else:
        table[key, place] = row
