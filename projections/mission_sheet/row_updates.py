"""The changes of existing rows."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from domain.record import ProjectedEvent
from projections.mission_sheet.sheet_rows import Changed, Rows

Case = Callable[[Rows, ProjectedEvent[Any], Any], Changed]
"""A function that returns the rows that an event changes, from the rows, the envelope and the event."""


def update_row(rows: Rows, recorded: ProjectedEvent[Any], place: str, **changes: object) -> Changed:
    """Return a row with changes at the time of the event; a missing row stays missing."""
    row = rows.get(place)
    return {} if row is None else {place: replace(row, since=recorded.time, **changes)}


def reopen_mission(rows: Rows) -> Changed:
    """Remove the row of the closing: a late event opens the mission again."""
    return {"step/closed": None} if rows.get("step/closed") is not None else {}
