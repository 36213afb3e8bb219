"""How a row that stands already is written anew."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from domain.record import ProjectedEvent
from projections.mission_sheet.sheet_rows import Changed, Rows

Case = Callable[[Rows, ProjectedEvent[Any], Any], Changed]
"""What one event changes: the rows as they stand, the event, what it says."""


def update_row(rows: Rows, recorded: ProjectedEvent[Any], place: str, **changes: object) -> Changed:
    """Return a row as the event left it; what is not there stays so."""
    row = rows.get(place)
    return {} if row is None else {place: replace(row, since=recorded.time, **changes)}


def reopen_mission(rows: Rows) -> Changed:
    """Take the closing away: what came late is to be settled."""
    return {"step/closed": None} if rows.get("step/closed") is not None else {}
