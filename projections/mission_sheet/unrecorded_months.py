"""Months as facts write them, `2026-03`, and those whose days are still to be recorded."""

from collections.abc import Iterator
from datetime import date

from domain.language import Month
from projections.mission_sheet.sheet import Sheet
from projections.mission_sheet.sheet_rows import Days, End, Start
from projections.mission_sheet.states import Stage


def unrecorded(sheet: Sheet, today: date) -> Iterator[Month]:
    """Return the months over, or up to the end, since the last one that has its days."""
    started, completed, ended = sheet.the(Start), sheet.step(Stage.COMPLETED), sheet.the(End)
    if started is None or sheet.step(Stage.CLOSED) is not None:
        return
    over = _rank(f"{today:%Y-%m}") - 1
    last = completed.on if completed is not None else ended.terminated_on if ended is not None else None
    if last is not None:
        over = _rank(f"{last:%Y-%m}")
    recorded = [_rank(days.month) for days in sheet.every(Days)]
    first = max([_rank(f"{started.first_day:%Y-%m}"), *(rank + 1 for rank in recorded)])
    for rank in range(first, over + 1):
        yield f"{rank // 12:04d}-{rank % 12 + 1:02d}"


def _rank(month: Month) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1
