"""The page of the guide stays true: its names exist, no row is empty, no sentence is missing."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple

import pytest

import domain.law
from adapters.cli.page_layouts import PAGE_SPECS
from adapters.engine.follow.registry import SAGAS_BY_NAME
from domain.aggregates import EVENT_TYPES
from domain.law import Rule
from domain.mission.signals import EvidenceKind, Measure

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "GUIDE.md").read_text(encoding="utf-8")
NONE = "—"
PLACED = re.compile(r"(?<!\\)\|")

SENTENCES = (ROOT / "tests" / "guide_sentences.txt").read_text(encoding="utf-8").splitlines()
"""What the guide says about missions, in the words and in the order of the guide; documents at the end."""


class Row(NamedTuple):
    """One row of a table of the page, with its cells as they are written."""

    quote: str
    events: str
    rules: str
    saga: str
    page: str
    how: str

    @property
    def sentence(self) -> str:
        return self.quote.removeprefix("« ").removesuffix(" »")


def lines() -> list[list[str]]:
    cells = [[cell.strip() for cell in PLACED.split(line)[1:-1]] for line in PAGE.splitlines() if "|" in line]
    return [line for line in cells if line[0].startswith("«")]


ROWS = [Row(*line) for line in lines()]
EVERY_ROW = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.sentence[:40])


def names_in(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def rules() -> set[str]:
    modules = [import_module(f"domain.law.{module.name}") for module in iter_modules(domain.law.__path__)]
    return {rule.id for module in modules for rule in vars(module).values() if isinstance(rule, Rule)}


def test_the_page_has_six_columns_and_only_tables_with_rows() -> None:
    assert {len(line) for line in lines()} == {6}
    assert len(re.findall(r"^## ", PAGE, re.MULTILINE)) == len(re.findall(r"^\|---", PAGE, re.MULTILINE))


@EVERY_ROW
def test_no_row_is_empty(row: Row) -> None:
    assert all(row)
    assert row.quote.startswith("« ")
    assert row.quote.endswith(" »")
    assert row.how not in (NONE, "")
    for cell in (row.events, row.rules, row.saga, row.page):
        assert cell == NONE or names_in(cell)


@EVERY_ROW
def test_each_event_and_each_rule_named_exists(row: Row) -> None:
    assert names_in(row.events) <= {event.__name__ for event in EVENT_TYPES.values()}
    assert names_in(row.rules) <= rules()


@EVERY_ROW
def test_each_saga_named_is_a_saga_and_reads_an_event_of_its_row(row: Row) -> None:
    assert names_in(row.saga) <= SAGAS_BY_NAME.keys()
    stated = {event.TYPE for event in EVENT_TYPES.values() if event.__name__ in names_in(row.events)}
    for saga in names_in(row.saga):
        assert stated & SAGAS_BY_NAME[saga].event_types, f"{saga} reads none of {names_in(row.events)}"


def test_each_saga_keeps_something_of_the_guide() -> None:
    assert {saga for row in ROWS for saga in names_in(row.saga)} == SAGAS_BY_NAME.keys()


@EVERY_ROW
def test_each_page_named_is_one_to_show_and_holds_an_event_of_its_row(row: Row) -> None:
    assert names_in(row.page) <= PAGE_SPECS.keys()
    stated = {event.TYPE for event in EVENT_TYPES.values() if event.__name__ in names_in(row.events)}
    for page in names_in(row.page):
        assert not stated or stated & PAGE_SPECS[page].projection.event_types, (
            f"{page} holds none of {names_in(row.events)}"
        )


def test_each_page_answers_something_of_the_guide() -> None:
    assert {page for row in ROWS for page in names_in(row.page)} == PAGE_SPECS.keys()


def test_each_sentence_of_the_guide_has_its_row_and_each_row_its_sentence() -> None:
    assert [row.sentence for row in ROWS] == SENTENCES


def test_each_measure_of_the_closed_list_is_on_the_page_and_each_word_named_is_of_a_list() -> None:
    words = {word for row in ROWS for word in names_in(row.how) if re.fullmatch("[a-z_]+", word)}
    assert set(map(str, Measure)) <= words
    assert words - set(map(str, Measure)) - set(map(str, EvidenceKind)) <= {"advice", "dependence"}
