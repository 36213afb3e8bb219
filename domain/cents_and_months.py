"""Arithmetic of cents and calendar months: shares that add up, and the same day some months later."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

_T = TypeVar("_T")


def portion(amount: int, numerator: int, denominator: int) -> int:
    """Return a share of an amount, in cents, rounded half away from zero (arrondi au centime)."""
    exact = Decimal(amount) * numerator / denominator
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def split_by_weight(amount: int, weights: Mapping[_T, int]) -> dict[_T, int]:
    """Split an amount by weight, to the cent; the last share takes the rounding difference."""
    total = sum(weights.values())
    parts = {key: amount * weight // total for key, weight in weights.items()}
    if parts:
        last = next(reversed(parts))
        parts[last] += amount - sum(parts.values())
    return parts


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("a month has at least 28 days")


def last_of_month(day: date) -> date:
    """Return the last day of the month that contains a day."""
    return date.fromordinal(add_months(day.replace(day=1), 1).toordinal() - 1)
