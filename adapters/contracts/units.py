"""The units of whole numbers, so that no reader of a contract must guess if 1200 is euros or cents."""

from typing import Final

CENT_FIELDS: Final = frozenset(
    {
        "advance", "advances", "amount", "available", "balance", "borne", "closing", "credited", "employee",
        "employee_contributions", "employer", "employer_contributions", "employer_cost", "expenses", "fee",
        "gross", "income_tax", "indemnity", "invoiced", "levies", "minimum", "net", "net_before_tax",
        "net_paid", "net_pay", "net_taxable", "notice", "open", "opening", "paid", "penalties",
        "penalties_paid", "price",
        "received", "reserve", "total", "work", "written_off",
    }
)  # fmt: skip
"""Amounts whose type is a plain `int`, because they, or their summands, may be negative."""

_UNIT_WORDS = ("days", "hours", "minutes", "months", "years")


def find_unit(field: str) -> str | None:
    """Return the unit of a whole number by its name; none for a position, a code or a count."""
    if field in CENT_FIELDS:
        return "cents"
    if field == "share":
        return "basis_points"
    if "half_days" in field:
        return "half_days"
    return next((word for word in field.split("_") if word in _UNIT_WORDS), None)
