"""`jalon law`: by rule, by article, by figure, on a day, in two languages."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.rule_usage import EVERY_COMMAND, find_rule_usage
from domain.commands import COMMAND_NAMED
from domain.law.register import all_figures, all_rules
from tests.adapters.cli.conftest import run_jalon, run_process


def law_text(*words: object, lang: str = "en") -> str:
    output = run_jalon("law", *words, lang=lang, columns=200)
    assert output.code == 0, output.err
    return " ".join(output.out.replace("\u00a0", " ").split())


def law_json(*words: object) -> Any:
    output = run_jalon("law", *words, "--json")
    assert output.code == 0, output.err
    return json.loads(output.out)


@pytest.mark.parametrize("name", ["REC-1", "rec-1", "L1254-3"])
def test_a_rule_is_printed_with_its_article_its_force_and_its_commands(name: str) -> None:
    english, french = law_text(name), law_text(name, lang="fr")
    assert "REC-1 L1254-3 A client resorts to portage only for an occasional task" in english
    assert "force: stops the decision" in english
    assert "in force since 4 Apr 2015" in english
    assert "checked by: ScopeMission, ReviseScope" in english
    assert "events looked at: " in english
    assert "ground" in english
    assert "refusals: GroundMissing" in english
    assert "Le client ne recourt au portage que pour une tâche occasionnelle" in french
    assert "force : empêche la décision" in french
    assert "en vigueur depuis le 4 avr. 2015" in french


def test_an_article_lists_all_its_rules() -> None:
    english = law_text("L1254-4")
    assert [english.count(f"{rule} L1254-4") for rule in ("REC-2", "REC-3", "REC-4")] == [1, 1, 1]
    assert "mission-months-max: Longest work, in months" in english
    assert "mission-months-max : Durée maximale d'une prestation, en mois" in law_text("L1254-4", lang="fr")
    assert "from 4 Apr 2015: 36" in english


@pytest.mark.parametrize(
    ("day", "first_level"),
    [("2026-10-01", "€2,255.61"), ("2024-07-17", "€2,255.61"), ("2024-07-16", "€2,517.13")],
)
def test_the_minimum_pay_is_printed_by_version_and_reading(day: str, first_level: str) -> None:
    english = law_text("minimum-pay", "--on", day)
    in_force = english.partition("→")[2]
    assert "ceiling of 2017, reserve included" in in_force
    assert first_level in in_force.partition("ceiling of 2017, paid each month")[0]
    assert "DEF-3" in english
    assert "IDCC 3219" in english
    assert "plafond de 2017, réserve comprise" in law_text("minimum-pay", "--on", day, lang="fr")


def test_an_inferred_minimum_is_marked_by_reading_and_equal_readings_are_printed_once() -> None:
    before, _, in_force = law_text("minimum-pay", "--on", "2026-10-01").partition("→")
    for reading, doubtful in (("reserve included", False), ("paid each month", True)):
        for ceiling in ("ceiling of 2017", "ceiling of the year"):
            reading_text = (
                in_force.partition(f"{ceiling}, {reading}: ")[2]
                .partition("ceiling")[0]
                .partition("source")[0]
            )
            assert ("not confirmed" in reading_text) is doubtful
    assert "not confirmed" not in before
    assert before.count("€2,413.50") == 4
    assert "from 10 Aug 2016: first level €2,413.50" in before


def test_json_has_the_rule_its_figures_and_its_commands() -> None:
    (rule,) = law_json("REC-4", "--on", "2026-10-01")
    assert (rule["rule"], rule["article"], rule["since"]) == ("REC-4", "L1254-4 II", "2015-04-04")
    assert (rule["in_force"], rule["force"], rule["on"]) == (True, "blocks", "2026-10-01")
    figure = {figure["slug"]: figure for figure in rule["figures"]}["mission-months-max"]
    assert figure["value"] == 36
    assert figure["versions"]["2015-04-04"] == 36
    assert "TooLong" in rule["refusals"]
    assert {"ScopeMission", "RequestChange", "SignContract"} <= set(rule["asked_by"])
    assert {"starts_on", "ends_on"} <= set(rule["looks_at"])
    (minimum, *_) = law_json("minimum-pay", "--on", "2026-10-01")
    assert minimum["figures"][0]["value"]["frozen_2017_total"]["senior"] == 271_327
    assert minimum["figures"][0]["value"]["current_pmss_total"]["senior"] == 332_415


SCOPING = ["ScopeMission", "ReviseScope", "TakeOverMission"]


@pytest.mark.parametrize(
    ("signal", "raised_by"),
    [
        ("S01", ["RaiseSignal"]),
        ("S09", ["RaiseSignal", "WatchDependence"]),
        ("S11", [*SCOPING, "RaiseSignal"]),
        ("S14", [*SCOPING, "RaiseSignal", "WatchDuration"]),
    ],
)
def test_a_signal_is_checked_by_the_commands_that_can_raise_it(signal: str, raised_by: list[str]) -> None:
    (rule,) = law_json(signal)
    assert rule["asked_by"] == raised_by


def test_a_figure_that_is_not_confirmed_says_so() -> None:
    assert "1215 (not confirmed: for information)" in law_text("late-rate", "--on", "2026-01-01")
    assert "(non confirmé : indicatif)" in law_text("late-rate", "--on", "2026-01-01", lang="fr")
    whole = law_text("smic", "--on", "2026-06-01").partition("PAY-4-UNCONFIRMED")[0]
    versions = whole.split("from 1 ")[1:]
    assert ["not confirmed" in version for version in versions] == [True, True, False, False]
    (_, unconfirmed) = law_json("smic", "--on", "2025-12-31")
    assert unconfirmed["figures"][0]["confirmed"] is False
    assert law_json("smic", "--on", "2026-01-01")[0]["figures"][0]["confirmed"] is True


def test_a_figure_of_several_parts_is_printed_in_words() -> None:
    french = law_text("notices", lang="fr")
    assert "entreprise de portage : dès 0 mois et 0 jours de présence, 0 mois et 1 jours ; " in french
    assert "from 3 months and 1 days of presence, 1 months and 0 days" in law_text("notices")
    assert "yes 4, no 3" in law_text("trial-months-max")
    assert "oui 4, non 3" in law_text("trial-months-max", lang="fr")
    assert "for information 50%, to treat 70%, to treat at once 90%" in law_text("dependence-shares")
    for slug in all_figures():
        assert "=" not in law_text(slug)


def test_a_rule_is_not_in_force_before_its_day() -> None:
    assert "not yet in force: from 4 Apr 2015" in law_text("REC-1", "--on", "2015-04-03")
    assert "in force since 4 Apr 2015" in law_text("REC-1", "--on", "2015-04-04")
    assert law_json("REC-1", "--on", "2015-04-03")[0]["in_force"] is False


def test_without_a_name_every_rule_is_listed() -> None:
    listed = law_text()
    assert all(rule in listed for rule in all_rules())
    assert [rule["rule"] for rule in law_json()] == list(all_rules())
    assert "règle" in law_text(lang="fr")


def test_a_rule_that_every_command_or_none_checks_is_marked() -> None:
    assert "checked by every command" in law_text("DEF-1")
    assert "a reminder only: no command checks it" in law_text("EPS-9")
    assert find_rule_usage(all_rules()["DEF-1"]).commands == (EVERY_COMMAND,)


def test_the_commands_of_a_rule_are_found_in_the_decisions() -> None:
    for rule in all_rules().values():
        assert set(find_rule_usage(rule).commands) <= {*COMMAND_NAMED, EVERY_COMMAND}
    assert find_rule_usage(all_rules()["VIG-1"]).commands == ("DeliverVigilanceCertificate",)
    assert find_rule_usage(all_rules()["EPS-3"]).inputs == ("amount", "minimum")
    assert "LapseGuarantee" in find_rule_usage(all_rules()["EPS-2"]).commands
    assert "StartMission" in find_rule_usage(all_rules()["EMP-6"]).commands
    assert "first_day" in find_rule_usage(all_rules()["EMP-6"]).inputs


def test_a_rule_that_blocks_or_is_a_breach_is_checked_by_a_command() -> None:
    forgotten = [
        rule.id
        for rule in all_rules().values()
        if rule.force != "advice" and not find_rule_usage(rule).commands
    ]
    assert forgotten == []


@pytest.mark.parametrize("slug", list(all_figures()))
def test_every_figure_is_printed(slug: str) -> None:
    assert slug in law_text(slug)
    assert law_json(slug)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("L1254-33",), "“L1254-33” is no rule, no article and no figure of the law"),
        (("minimum-pai",), "minimum-pay"),
        (("REC-1", "--on", "tomorrow"), "--on: “tomorrow” is not a date (2026-01-31)"),
    ],
)
def test_an_unknown_rule_or_day_is_bad_input_with_suggestions(words: tuple[str, ...], why: str) -> None:
    output = run_jalon("law", *words)
    assert output.code == 2
    assert why in output.err


def test_the_law_needs_no_store(tmp_path: Path) -> None:
    output = run_process("law", "REC-1", cwd=tmp_path)
    assert output.code == 0, output.err
    assert list(tmp_path.iterdir()) == []
