"""An obligation that no command meets is still law: it has its article, its force and its figures."""

from datetime import date

from domain.law import Force
from domain.law.obligations import (
    DISABILITY_SHARE,
    HEADCOUNT_MONTHS_MIN,
    STANDING_MONTHS_MIN,
    VOTING_MONTHS_MIN,
)
from domain.law.register import all_rules

TODAY = date(2026, 11, 23)


def shown(rule: str, article: str, word: str) -> None:
    """It is shown, and stops nothing."""
    stated = all_rules()[rule]
    assert stated.force is Force.ADVICE
    assert stated.article == article
    assert word in stated.en


def test_def_4_the_umbrella_company_need_not_supply_work() -> None:
    shown("DEF-4", "L1254-2 III", "to supply the consultant")


def test_def_5_only_an_umbrella_company_concludes_portage_contracts() -> None:
    shown("DEF-5", "L1254-24", "exclusive, declared activity")


def test_def_6_portage_under_these_conditions_is_no_illicit_lending() -> None:
    shown("DEF-6", "L1254-6", "no illicit labour lending")


def test_cc_1_the_consultant_organises_his_own_work() -> None:
    shown("CC-1", "IDCC 3219, art. 2.1", "decides himself")


def test_eps_7_consultants_of_three_months_count_in_the_headcount() -> None:
    shown("EPS-7", "L1254-29", "three months")
    assert HEADCOUNT_MONTHS_MIN.on(TODAY) == 3


def test_eps_8_consultants_vote_after_three_months_and_stand_after_six() -> None:
    shown("EPS-8", "L2314-21 ; L2314-24", "votes after three months")
    assert (VOTING_MONTHS_MIN.on(TODAY), STANDING_MONTHS_MIN.on(TODAY)) == (3, 6)


def test_eps_9_the_works_council_of_the_client_is_informed() -> None:
    shown("EPS-9", "L2312-26 ; L2312-71", "works council")


def test_eps_10_the_work_of_a_disabled_consultant_is_attested() -> None:
    shown("EPS-10", "D5212-7 ; D5212-22", "disabled consultant")
    assert DISABILITY_SHARE.on(TODAY) == 3_000


def test_cc_10_the_minimum_of_the_branch_is_a_share_of_the_ceiling() -> None:
    shown("CC-10", "IDCC 3219, art. 21.3", "share of the ceiling")


def test_cc_25_a_share_of_the_payroll_funds_social_dialogue() -> None:
    shown("CC-25", "IDCC 3219, avenants n° 5 et 8", "social dialogue")


def test_cc_26_a_contribution_funds_training() -> None:
    shown("CC-26", "IDCC 3219, ch. VII et avenant n° 6", "training")
