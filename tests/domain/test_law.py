"""The law: each figure is that of its day, each rule says its article."""

from datetime import date, timedelta

import pytest

from domain.language import Language, Level, MinimumReading
from domain.law import Dated, Force, Rule
from domain.law.billing import PAYMENT_DAYS_MAX, RECOVERY_INDEMNITY, VAT_STANDARD
from domain.law.contract import SIGNING_DAYS_MAX
from domain.law.pay import FULL_TIME_HALF_DAYS, MINIMUM_PAY, PMSS, RESERVE_BASIS_POINTS, WEEK_DAYS_MAX
from domain.law.recourse import MISSION_MONTHS_MAX
from domain.law.register import law_modules
from domain.mission.scope_checks import add_months
from domain.record import Answer, Ground

A_DAY = timedelta(days=1)
MODULES = law_modules()
FIGURES = {n: v for module in MODULES for n, v in vars(module).items() if isinstance(v, Dated)}
RULES = {n: v for module in MODULES for n, v in vars(module).items() if isinstance(v, Rule)}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_a_figure_changes_on_its_day_not_the_day_before(figure: Dated[object]) -> None:
    starts = sorted(figure.values)
    for earlier, start in zip([starts[0], *starts], starts, strict=False):
        assert figure.version_date(start - A_DAY) == earlier
        assert figure.version_date(start) == figure.version_date(start + A_DAY) == start
        assert figure.value_on(start - A_DAY) == figure.values[earlier]
        assert figure.value_on(start) == figure.value_on(start + A_DAY) == figure.values[start]


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_a_figure_says_what_it_is_and_where_it_stands(figure: Dated[object]) -> None:
    assert figure.sentence(Language.FRENCH) != figure.sentence(Language.ENGLISH)
    assert figure.source


def test_the_figures_are_those_of_the_law() -> None:
    today = date(2026, 11, 23)
    assert MISSION_MONTHS_MAX.value_on(today) == 36
    assert SIGNING_DAYS_MAX.value_on(today) == 2
    assert PAYMENT_DAYS_MAX.value_on(today) == 60
    assert RECOVERY_INDEMNITY.value_on(today) == 4_000
    assert VAT_STANDARD.value_on(today) == 2_000
    assert RESERVE_BASIS_POINTS.value_on(today) == 1_000
    assert FULL_TIME_HALF_DAYS.value_on(today) == 43


@pytest.mark.parametrize(
    ("day", "cents"),
    [
        (date(2024, 7, 16), {"first": 251_713, "junior": 251_713, "senior": 269_693, "expert": 305_652}),
        (date(2024, 7, 17), {"first": 225_561, "junior": 251_713, "senior": 271_327, "expert": 307_286}),
    ],
)
def test_def_3_the_minimum_of_the_branch_is_that_of_its_day(day: date, cents: dict[str, int]) -> None:
    minimum = MINIMUM_PAY.value_on(day)
    assert {
        str(level): minimum.monthly_minimum(level, MinimumReading.FROZEN_2017_TOTAL, day) for level in Level
    } == cents


@pytest.mark.parametrize("name", ["DEF_3", "DEF_3_OTHER", "EMP_3", "CC_23"])
def test_what_a_month_of_pay_is_held_against_was_the_law_in_every_version_of_its_figures(name: str) -> None:
    """The ground of an old month names no version younger than that month."""
    rule = RULES[name]
    figures = [figure for figure in FIGURES.values() if rule.id in figure.rules and figure is not PMSS]
    assert all(rule.since <= min(figure.values) for figure in figures if figure is not WEEK_DAYS_MAX)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_speaks_both_languages_and_names_its_article(rule: Rule) -> None:
    assert rule.sentence(Language.FRENCH) != rule.sentence(Language.ENGLISH)
    assert rule.article
    assert isinstance(rule.force, Force)


def test_no_two_rules_have_one_name() -> None:
    assert len({rule.id for rule in RULES.values()}) == len(set(RULES.values()))
    assert all(rule.id == name.replace("_", "-") for name, rule in RULES.items())


def test_a_rule_asked_keeps_what_it_saw_and_what_it_said() -> None:
    rule = RULES["REC_4"]
    ground = Ground(
        rule="REC-4",
        article="L1254-4 II",
        version=date(2015, 4, 4),
        saw={"months": "36"},
        answer=Answer.BROKEN,
    )
    assert rule.make_ground(met=False, months=36) == ground


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2025, 12, 31), 36, date(2028, 12, 31)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_months_are_counted_from_day_to_day(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end
