"""The row cache against a plain table: after any puts, deletes, commits and evictions both hold the same."""

from collections.abc import Collection, Iterator
from typing import NamedTuple
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from adapters.engine.follow import row_cache as row_cache_module
from adapters.engine.follow.row_cache import RowCache

KEYS, PLACES = "abc", "xyz"
Table = dict[tuple[str, str], int]


class Put(NamedTuple):
    """A row to put at a place, None to delete it; `looks`: read the place first."""

    key: str
    place: str
    row: int | None
    looks: bool


puts = st.builds(
    Put, st.sampled_from(KEYS), st.sampled_from(PLACES), st.none() | st.integers(0, 9), st.booleans()
)
batches = st.lists(st.lists(puts, max_size=8), max_size=6)
tables = st.dictionaries(st.tuples(st.sampled_from(KEYS), st.sampled_from(PLACES)), st.integers(0, 9))


@given(before=tables, batches=batches, room=st.integers(0, 4))
def test_the_cache_reads_and_stores_what_the_table_holds(
    before: Table, batches: list[list[Put]], room: int
) -> None:
    stored, truth = dict(before), dict(before)
    cache = RowCache(lambda keys: load_rows(stored, keys), empty=not before)
    with mock.patch.object(row_cache_module, "ROWS_MAX", room):
        for batch in batches:
            cache.expect_keys({put.key for put in batch})
            for put in batch:
                if put.looks:
                    assert cache.get_rows(put.key).get(put.place) == truth.get((put.key, put.place))
                cache.change_rows(put.key, {put.place: put.row})
                put_row(truth, put.key, put.place, put.row)
            store_changes(stored, cache)
            assert stored == truth


def load_rows(stored: Table, keys: Collection[str]) -> Iterator[tuple[str, str, int]]:
    """Return the rows of some keys."""
    return ((key, place, row) for (key, place), row in stored.items() if key in keys)


def store_changes(stored: Table, cache: RowCache) -> None:
    """Store the changes of the cache; a place of `added` must be free."""
    for key, rows in cache.added.items():
        for place, row in rows.items():
            assert row is not None
            assert (key, place) not in stored
            stored[key, place] = row
    for key, rows in cache.changed.items():
        for place, row in rows.items():
            put_row(stored, key, place, row)
    cache.mark_stored()


def put_row(table: Table, key: str, place: str, row: int | None) -> None:
    """Put a row, or delete it."""
    if row is None:
        table.pop((key, place), None)
    else:
        table[key, place] = row
