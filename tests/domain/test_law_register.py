"""The register of the law: every rule of the rulebook, every figure, found where they are stated."""

from collections import Counter

import pytest

from domain.law import Dated, Rule
from domain.law.billing import BIL_3
from domain.law.recourse import MISSION_MONTHS_MAX, REC_1, REC_4
from domain.law.register import all_figures, all_rules, figures_of, find_rules, law_modules
from tests.domain.rulebook import IDS


def ids(named: str) -> list[str]:
    return [rule.id for rule in find_rules(named)]


def test_every_rule_of_the_rulebook_is_a_rule_here() -> None:
    assert set(IDS) - set(all_rules()) == set()


def test_no_two_rules_have_one_id_and_no_two_figures_one_slug() -> None:
    stated = {
        id(said): said.id
        for module in law_modules()
        for said in vars(module).values()
        if isinstance(said, Rule)
    }
    assert [identity for identity, count in Counter(stated.values()).items() if count > 1] == []
    dated = {
        (id(said), name)
        for module in law_modules()
        for name, said in vars(module).items()
        if isinstance(said, Dated)
    }
    assert [name for name, count in Counter(name for _, name in dated).items() if count > 1] == []


def test_every_figure_is_of_a_rule_that_exists() -> None:
    assert {slug: figure.rules for slug, figure in all_figures().items() if not figure.rules} == {}
    assert {rule for figure in all_figures().values() for rule in figure.rules} - set(all_rules()) == set()


def test_the_figures_of_a_rule_are_those_that_name_it() -> None:
    assert figures_of(REC_4)["mission-months-max"] is MISSION_MONTHS_MAX
    assert "mission-months-max" not in figures_of(BIL_3)
    assert figures_of(REC_1) == {}


def test_a_rule_is_found_by_its_id_however_it_is_written() -> None:
    assert find_rules("REC-1") == find_rules("rec-1") == [REC_1]


def test_an_article_finds_all_its_rules_and_no_other_article_s() -> None:
    assert ids("L1254-3") == ["REC-1", "S13", "REC-6"]  # what stops a decision comes first
    assert {"DEF-2", "DEF-3", "DEF-4"} <= set(ids("L1254-2"))
    assert "CDI-3" not in ids("L1254-2")
    assert {"REC-2", "REC-3", "REC-4"} <= set(ids("l1254-4"))
    assert "REC-4" in ids("L1254-4 II")
    assert "REC-2" not in ids("L1254-4 II")
    assert {"COM-1", "COM-3"} <= set(ids("L1254-22"))
    assert "CC-9" in ids("art. 21.2")
    assert "CC-9" not in ids("art. 21")


def test_a_figure_finds_the_rules_that_look_it_up() -> None:
    assert ids("mission-months-max") == ["REC-4"]
    assert "DEF-3" in ids("minimum-pay")
    assert ids("Annual-Ceiling") == ["EPS-3"]


@pytest.mark.parametrize("name", ["L9999-1", "REC-99", "no-such-figure", "L1254", "%"])
def test_what_is_no_rule_finds_nothing(name: str) -> None:
    assert find_rules(name) == []
