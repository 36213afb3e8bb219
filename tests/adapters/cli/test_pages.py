"""Every page on a terminal and for programs, in words of both languages."""

import enum
import json
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from msgspec import Struct

from adapters.cli.generic_layout import HIDDEN_FIELDS
from adapters.cli.page_layouts import PAGE_SPECS
from adapters.rendering.catalogue import CATALOGUE
from adapters.rendering.page_texts import COLUMN_TITLES
from projections.audit_trail import FirstPage, Gap
from tests.adapters.cli.conftest import typed

KEYS = {
    "mission_sheet": ("audit", "Boréal"),
    "audit_trail": ("audit", "L1254-22"),
    "autonomy_file": ("audit", "not legal advice"),
    "compliance": ("audit", "L1254-3"),
    "month_desk": ("2026-02", "Claire"),
    "payroll_register": ("2026-02", "Claire Vasseur"),
    "activity_account": ("audit/claire", "reconciles : yes"),
    "dependence": ("audit/claire", "100%"),
    "client_exposure": ("CLIENT", "Claire"),
    "receivables": ("all", "all has its place : yes"),
    "deadlines": ("all", "L1254-26"),
}


@pytest.fixture(scope="module")
def client(lived: Path) -> str:
    """The client of the audit, by its SIREN."""
    shown = json.loads(typed("show", "mission_sheet", "audit", "--json", "--store", lived).out)
    return f"client/{shown['parties']['client']}"


@pytest.mark.parametrize("page", PAGE_SPECS)
def test_each_page_is_shown_in_words_and_for_programs(lived: Path, client: str, page: str) -> None:
    key, said = KEYS[page]
    key = client if key == "CLIENT" else key
    told = typed("show", page, key, "--store", lived)
    assert (told.code, said in told.out) == (0, True), told.err or told.out
    assert "Struct" not in told.out
    assert "sha256:" not in told.out or page == "audit_trail"
    assert json.loads(typed("show", page, key, "--json", "--store", lived).out)["on"]


def test_a_trail_says_nothing_of_pay_to_a_client_and_calls_no_amount_before_tax_with_tax(lived: Path) -> None:
    whole = typed("show", "audit_trail", "audit", "--lang", "fr", "--store", lived).out
    months = whole[whole.index("Mois") : whole.index("Le fil des faits")]
    assert "brut" in months
    assert "TTC" not in months
    assert "relevé du compte d'activité : non" not in months
    theirs = typed("show", "audit_trail", "audit", "--as", "client", "--lang", "fr", "--store", lived).out
    months = theirs[theirs.index("Mois") : theirs.index("Le fil des faits")]
    assert ("facturé" in months, "brut" in months, "net versé" in months) == (True, False, False)


def test_a_company_is_found_by_its_siren_and_an_unknown_one_is_not(lived: Path) -> None:
    known = typed("show", "receivables", "847219367", "--store", lived)
    assert (known.code, "still owed" in known.out) == (0, True)
    assert typed("show", "deadlines", "902145739", "--store", lived).code == 0
    unknown = typed("show", "receivables", "404833048", "--store", lived)
    assert (unknown.code, "404833048" in unknown.err) == (2, True)


def _words(kind: Any, seen: set[Any]) -> set[str]:
    """Return the names of fields, and the values, that a page may say."""
    if get_origin(kind) is not None:
        return {word for part in get_args(kind) for word in _words(part, seen)}
    if not isinstance(kind, type) or kind in seen:
        return set()
    seen.add(kind)
    if issubclass(kind, enum.Enum):
        return {str(one.value) for one in kind}
    if not issubclass(kind, Struct) or not kind.__module__.startswith("projections"):
        return set()
    hints = get_type_hints(kind)
    names = set(kind.__struct_fields__)
    return names.union(*(_words(hints[name], seen) for name in names))


def test_every_word_of_a_page_is_said_in_both_languages() -> None:
    laid_out = [
        paging.projection
        for name, paging in PAGE_SPECS.items()
        if name not in ("mission_sheet", "audit_trail")
    ]
    kinds = [*(projection.view_type for projection in laid_out), FirstPage, Gap]
    said = {word for kind in kinds for word in _words(kind, set())}
    inside = {"fr", "en", "audience", "all"}
    assert said - CATALOGUE.keys() - COLUMN_TITLES.keys() - HIDDEN_FIELDS - inside == set()
