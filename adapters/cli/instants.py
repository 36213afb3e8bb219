"""The instants that people type: a date, which ends at midnight in Paris, or an instant with its offset."""

from datetime import date, datetime, time, timedelta

from adapters.cli.exits import BadInput
from adapters.clock import PARIS

_DAY = timedelta(days=1)
_BEFORE = timedelta(microseconds=1)


def until(option: str, text: str | None) -> datetime | None:
    """Return the last instant of what was typed; raises `BadInput`."""
    if text is None:
        return None
    try:
        return _end_of(date.fromisoformat(text))
    except ValueError:
        return _aware(option, text)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + _DAY, time(), PARIS) - _BEFORE


def _aware(option: str, text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise BadInput("bad_instant", option=option, text=text)
    return instant
