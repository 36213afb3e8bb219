"""Every page on a terminal and in JSON, in both languages."""

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
from tests.adapters.cli.conftest import run_jalon

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
def client(audit_store: Path) -> str:
    """The client of the scenario `audit`, as a stream."""
    shown = json.loads(run_jalon("show", "mission_sheet", "audit", "--json", "--store", audit_store).out)
    return f"client/{shown['parties']['client']}"


@pytest.mark.parametrize("page", PAGE_SPECS)
def test_each_page_is_shown_in_words_and_in_json(audit_store: Path, client: str, page: str) -> None:
    key, expected = KEYS[page]
    key = client if key == "CLIENT" else key
    output = run_jalon("show", page, key, "--store", audit_store)
    assert (output.code, expected in output.out) == (0, True), output.err or output.out
    assert "Struct" not in output.out
    assert "sha256:" not in output.out or page == "audit_trail"
    assert json.loads(run_jalon("show", page, key, "--json", "--store", audit_store).out)["on"]


def test_a_trail_hides_pay_from_a_client_and_labels_amounts_before_tax(
    audit_store: Path,
) -> None:
    whole = run_jalon("show", "audit_trail", "audit", "--lang", "fr", "--store", audit_store).out
    months = whole[whole.index("Mois") : whole.index("Le fil des faits")]
    assert "brut" in months
    assert "TTC" not in months
    assert "relevé du compte d'activité : non" not in months
    theirs = run_jalon(
        "show", "audit_trail", "audit", "--as", "client", "--lang", "fr", "--store", audit_store
    ).out
    months = theirs[theirs.index("Mois") : theirs.index("Le fil des faits")]
    assert ("facturé" in months, "brut" in months, "net versé" in months) == (True, False, False)


def test_a_company_is_found_by_its_siren_and_an_unknown_one_is_not(audit_store: Path) -> None:
    known = run_jalon("show", "receivables", "847219367", "--store", audit_store)
    assert (known.code, "still owed" in known.out) == (0, True)
    assert run_jalon("show", "deadlines", "902145739", "--store", audit_store).code == 0
    unknown = run_jalon("show", "receivables", "404833048", "--store", audit_store)
    assert (unknown.code, "404833048" in unknown.err) == (2, True)


def _collect_words(kind: Any, seen: set[Any]) -> set[str]:
    """Return the field names and the enum values that a page may show."""
    if get_origin(kind) is not None:
        return {word for part in get_args(kind) for word in _collect_words(part, seen)}
    if not isinstance(kind, type) or kind in seen:
        return set()
    seen.add(kind)
    if issubclass(kind, enum.Enum):
        return {str(member.value) for member in kind}
    if not issubclass(kind, Struct) or not kind.__module__.startswith("projections"):
        return set()
    hints = get_type_hints(kind)
    names = set(kind.__struct_fields__)
    return names.union(*(_collect_words(hints[name], seen) for name in names))


def test_every_word_of_a_page_has_both_languages() -> None:
    laid_out = [
        spec.projection for name, spec in PAGE_SPECS.items() if name not in ("mission_sheet", "audit_trail")
    ]
    kinds = [*(projection.view_type for projection in laid_out), FirstPage, Gap]
    words = {word for kind in kinds for word in _collect_words(kind, set())}
    inside = {"fr", "en", "audience", "all"}
    assert words - CATALOGUE.keys() - COLUMN_TITLES.keys() - HIDDEN_FIELDS - inside == set()
