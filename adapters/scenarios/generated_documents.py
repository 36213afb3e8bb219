"""Generated data: company numbers with check digits, clauses, payslips that add up, document hashes."""

from hashlib import sha256
from typing import Any

CLAUSES = (
    *("pay_method", "expenses_method", "competences", "paid_leave", "activity_report_monthly"),
    *("pension_and_welfare_bodies", "guarantor"),
)
TERMS = {
    "autonomy": True,
    "confidentiality": True,
    "intellectual_property": "cession à la recette",
    "client_answers_for_safety": True,
    "termination_notice_days": 15,
    "acceptance_days": 10,
    "change_answer_days": 5,
    "payment_days": 30,
}


def make_siret(number: str) -> str:
    """Return the SIRET of a company's first establishment."""
    digits = f"{number}0001"
    total = sum(sum(divmod(int(digit) * (1 + (index + 1) % 2), 10)) for index, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def make_payslip(base: int) -> dict[str, Any]:
    """Return a payslip that adds up; amounts in cents."""
    gross = base + base // 20
    employee, employer, tax = gross // 5, gross * 2 // 5, gross // 100
    return {
        "engine": "Paie externe",
        "engine_version": "2026.1",
        "earnings": [
            {"kind": "base", "amount": base},
            {"kind": "business_contribution", "amount": base // 20},
        ],
        "contributions": [
            {"code": "ALL", "label": "Cotisations", "employee": employee, "employer": employer}
        ],
        "gross": gross,
        "employee_contributions": employee,
        "employer_contributions": employer,
        "net_before_tax": gross - employee,
        "net_taxable": gross - employee,
        "income_tax": tax,
        "expenses": 0,
        "net_paid": gross - employee - tax,
        "employer_cost": gross + employer,
    }


def make_siren(number: int) -> str:
    """Return the SIREN made of eight digits and their Luhn check digit."""
    digits = f"{number:08d}"
    total = sum(sum(divmod(int(digit) * (1 + index % 2), 10)) for index, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def make_vat_number(number: str) -> str:
    """Return the French VAT number of a SIREN: its key is (12 + 3 * (SIREN mod 97)) mod 97."""
    return f"FR{(12 + 3 * (int(number) % 97)) % 97:02d}{number}"


def hash_document(*parts: object) -> str:
    """Return the hash of a made-up document."""
    return "sha256:" + sha256("/".join(map(str, parts)).encode()).hexdigest()
