"""How a row that stands already is written anew."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from domain.record import Brief
from projections.mission_sheet.sheet_rows import Changed, Rows

Case = Callable[[Rows, Brief[Any], Any], Changed]
"""What one fact changes: the rows as they stand, the fact, what it says."""


def moved(rows: Rows, fact: Brief[Any], place: str, **how: object) -> Changed:
    """Return a row as the fact left it; what is not there stays so."""
    row = rows.get(place)
    return {} if row is None else {place: replace(row, since=fact.time, **how)}


def reopened(rows: Rows) -> Changed:
    """Take the closing away: what came late is to be settled."""
    return {"step/closed": None} if rows.get("step/closed") is not None else {}
