"""What one party's act asks of the others: one file, one story."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.language import FactId


@dataclass(frozen=True, kw_only=True)
class Send:
    """An order owed now, because of a fact; `step` and `occasion` tell it from all others of its key."""

    step: str
    occasion: str = ""
    order: Any
    because_of: FactId


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """An order that is owed once an instant has come, or once a day is over in Paris."""

    step: str
    occasion: str = ""
    on: date | None = None
    at: datetime | None = None
    order: Any
    because_of: FactId
