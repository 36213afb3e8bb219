"""The months without recorded days; a month is written as `2026-03`."""

from collections.abc import Iterator
from datetime import date

from domain.language import Month
from projections.mission_sheet.sheet import Sheet
from projections.mission_sheet.sheet_rows import Days, End, Start
from projections.mission_sheet.states import Stage


def unrecorded_months(sheet: Sheet, today: date) -> Iterator[Month]:
    """Return the months after the last one with days: those that are over, at most up to the end."""
    started, completed, ended = sheet.row_of(Start), sheet.step_of(Stage.COMPLETED), sheet.row_of(End)
    if started is None or sheet.step_of(Stage.CLOSED) is not None:
        return
    over = _month_index(f"{today:%Y-%m}") - 1
    last = completed.on if completed is not None else ended.terminated_on if ended is not None else None
    if last is not None:
        over = _month_index(f"{last:%Y-%m}")
    recorded = [_month_index(days.month) for days in sheet.rows_of(Days)]
    first = max([_month_index(f"{started.first_day:%Y-%m}"), *(index + 1 for index in recorded)])
    for index in range(first, over + 1):
        yield f"{index // 12:04d}-{index % 12 + 1:02d}"


def _month_index(month: Month) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1
