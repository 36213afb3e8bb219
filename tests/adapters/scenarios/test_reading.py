"""A scenario file is read strictly: each word that is wrong is named with its line and column."""

from datetime import date
from pathlib import Path

import pytest

from adapters.scenarios import ScenarioMalformed, mission_id_in, parse_scenario, read_scenario
from adapters.scenarios.scenario import DueAct
from domain.language import Audience, Language, Party, client_id_of, umbrella_id_of

SCENARIO = """\
scenario: petit
title: Un besoin, rien de plus
given:
  umbrella:
    registered:
      siren: "902 145 739"
      vat_number: FR71902145739
      name: Arche Portage SAS
      address: 14 quai de la Fosse, 44000 Nantes
    people: {lea: adviser}
    then:
      - AdoptFeeScheme: {from_on: 2026-01-01, share: 7.5 %}
  clients:
    boreal:
      registered:
        siren: "847219367"
        siret: "84721936700012"
        vat_number: FR93847219367
        name: Boréal Distribution SA
        address: 3 rue des Entrepôts, 69007 Lyon
  consultants:
    claire:
      registered:
        name: Claire Vasseur
        address: 27 rue Crébillon, 44000 Nantes
        email: claire@vasseur.example
        nir: "284067511642142"
        iban: FR7630004008230001024587166
steps:
  - on: 2026-01-05 09:00
    by: client boreal
    does: StateNeed
    with:
      mission: audit
      client: boreal
      consultant: claire
      need:
        what: Auditer le système
        ground: missing_expertise
        justification: Aucun auditeur parmi les salariés
    as: le-besoin
    expect: [NeedStated, MissionOpened]
  - on: 2026-07-06 09:30
    by: client boreal
    does: NegotiateTerms
    with: {mission: audit, price: 1 234.50 €, reasons: Moins cher}
  - on: 2026-07-07 09:00
    by: umbrella lea
    for: {party: client boreal, channel: letter, document: Lettre du 6 juillet}
    does: ContestRecord
    with: {mission: audit, fact: le-besoin, reason: Une erreur de saisie}
  - advance: 2026-08-01 08:00
"""


def change_text(before: str, after: str) -> str:
    assert SCENARIO.count(before) == 1, before
    return SCENARIO.replace(before, after)


def list_faults(text: str) -> list[str]:
    with pytest.raises(ScenarioMalformed) as raised:
        parse_scenario(text, "petit.yaml")
    return raised.value.sentences(Language.ENGLISH)


def test_names_stand_for_ids_and_hours_are_those_of_paris() -> None:
    scenario = parse_scenario(SCENARIO, "petit.yaml")
    need, negotiation, _, advance = scenario.steps
    assert need.words["mission"] == str(mission_id_in("petit", "audit"))
    assert need.words["client"] == str(client_id_of("847219367"))
    assert need.words["umbrella"] == str(umbrella_id_of("902145739"))
    assert [f"{step.shown:%H:%M}" for step in (need, negotiation)] == ["08:00", "07:30"]
    assert (advance.command, advance.instant) == ("AdvanceClock", None)


def test_amounts_are_written_in_euros_and_shares_in_percent() -> None:
    scenario = parse_scenario(SCENARIO, "petit.yaml")
    assert scenario.steps[1].words["price"] == 123_450
    assert scenario.given[1].words["share"] == 750


def test_an_act_of_two_persons_names_the_second() -> None:
    text = change_text("by: umbrella lea", "by: consultant claire\n    and: umbrella lea")
    alone, together = (
        parse_scenario(SCENARIO, "petit.yaml").steps[2],
        parse_scenario(text, "petit.yaml").steps[2],
    )
    second = together.by.second
    assert alone.by.second is None
    assert second is not None
    assert (second.principal, second.party, second.role) == (alone.by.principal, "umbrella", "adviser")


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("    expect: [", "    expects: [", "42:5: unknown word: “expects”; did you mean “expect”?"),
        ("title: Un", "titel: Un", "2:1: unknown word: “titel”; did you mean “title”?"),
        (
            "does: Nego",
            "does: Negos",
            "45:11: unknown word: “NegostiateTerms”; did you mean “NegotiateTerms”?",
        ),
        ("reasons: Moins", "reason: Moins", "46:47: unknown word: “reason”; did you mean “reasons”?"),
        ("price: 1 234.50 €", "price: 123450", "46:35: an amount in euros belongs here"),
        ("share: 7.5 %", "share: 750", "12:54: a percentage belongs here, such as 8 %"),
        ("from_on: 2026-01-01", "from_on: 2026-02-30", "12:35: a date belongs here, such as 2026-01-05"),
        ("01-05 09:00", "01-05", "30:9: a day and an hour in Paris belong here, such as 2026-01-05 09:00"),
        ("2026-01-05 09:00", "2026-03-29 02:30", "30:9: 2026-03-29 02:30 does not exist in Paris"),
        ("2026-01-05 09:00", "2026-07-06 10:00", "43:5: this step happens before the one on line 30"),
        ("      client: boreal", "      client: borreal", "35:15: unknown word: “borreal”"),
        ("by: umbrella lea", "by: umbrella karim", "48:9: unknown word: “karim”; words known here: lea"),
        ("by: umbrella lea", "by: system lea", "48:9: unknown word: “system”"),
        (
            "by: umbrella lea",
            "by: umbrella lea\n    and: umbrella karim",
            "49:10: unknown word: “karim”; words known here: lea",
        ),
        ("{mission: audit, price", "{mission: audti, price", "46:21: unknown word: “audti”"),
        ("fact: le-besoin", "fact: ce-besoin", "51:34: unknown word: “ce-besoin”"),
        ("[NeedStated,", "[NeedSaid,", "42:14: unknown word: “NeedSaid”; did you mean “NeedStated”?"),
        ("ground: missing_expertise", "ground: envy", "39:17: unknown word: “envy”; words known here: occas"),
        ("expect: [NeedStated, MissionOpened]", "refused: REC-99", "42:14: unknown word: “REC-99”"),
        ("people: {lea: adviser}", "people: [lea]", "10:13: words followed by “:” belong here"),
        (
            "with: {mission: audit, fact",
            "with: &x {also: *x, fact",
            "51:21: a scenario is written without anch",
        ),
        ("  - advance: 2026-08-01 08:00", "  - advance: [", "53:1: not YAML: "),
    ],
)
def test_a_wrong_word_is_named_with_its_line_and_column(before: str, after: str, fault: str) -> None:
    assert [
        line for line in list_faults(change_text(before, after)) if line.startswith(f"petit.yaml:{fault}")
    ]


def test_a_word_written_twice_names_its_first_line() -> None:
    twice = change_text("    does: NegotiateTerms", "    does: NegotiateTerms\n    does: StateNeed")
    assert list_faults(twice) == ["petit.yaml:46:5: “does” already stands on line 45"]


def test_a_missing_word_is_named_where_its_group_begins() -> None:
    assert list_faults(change_text("        ground: missing_expertise\n", "")) == [
        "petit.yaml:38:9: missing: ground"
    ]


def test_all_faults_are_reported_at_once_in_the_order_of_the_file() -> None:
    wrong = change_text("share: 7.5 %", "share: 750").replace("reasons: Moins cher", "reasons: ")
    assert [line.split(": ")[0] for line in list_faults(wrong)] == ["petit.yaml:12:54", "petit.yaml:46:55"]


def test_faults_are_written_in_french_too() -> None:
    with pytest.raises(ScenarioMalformed) as raised:
        parse_scenario(change_text("title: Un", "titel: Un"), "petit.yaml")
    assert raised.value.sentences(Language.FRENCH) == [
        "petit.yaml:1:1: il manque : title",
        "petit.yaml:2:1: mot inconnu : « titel » ; voulait-on dire « title » ?",
    ]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"- 1\n- 2\n", b"[" * 5_000, b"a: b: c", b"\x00", b"--- a\n--- b\n"]
)
def test_a_file_that_is_no_scenario_is_a_fault(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "petit.yaml"
    file.write_bytes(content)
    with pytest.raises(ScenarioMalformed) as raised:
        read_scenario(file)
    assert raised.value.sentences(Language.FRENCH)[0].startswith("petit.yaml:")


@pytest.mark.parametrize(
    ("expected", "fault"),
    [
        ("{ask: []}", "42:14: unknown word: “ask”; did you mean “asks”?"),
        ("{facts: [NeedSaid]}", "42:22: unknown word: “NeedSaid”; did you mean “NeedStated”?"),
        ("{asks: [client signatur]}", "42:21: unknown word: “signatur”; did you mean “signature”?"),
        ("{asks: [buyer signature]}", "42:21: unknown word: “buyer”"),
        ("{asks: [system AskParty]}", "42:21: unknown word: “system”"),
        ("{asks: [signature]}", "42:21: who, what, then “of …” and “by …” belong here"),
        ("{asks: [client signature by 2026-02-30]}", "42:21: 2026-02-30 is not a date"),
        ("{deadline: [system AskPart]}", "42:25: unknown word: “AskPart”; did you mean “AskParty”?"),
        ("{page: [{show: receivable, of: all, says: []}]}", "42:28: unknown word: “receivable”"),
        ("{page: [{show: receivables, of: client acme, says: []}]}", "42:45: unknown word: “acme”"),
        ("{page: [{show: receivables, of: firm x, says: []}]}", "42:45: unknown word: “firm”"),
        ("{page: [{show: receivables, of: all, to: all, says: []}]}", "42:54: unknown word: “all”"),
        ("{page: [{show: receivables, of: all}]}", "42:21: missing: says"),
        ("{page: [{show: receivables, of: all, says: [{opn: 0 €}]}]}", "42:58: unknown word: “opn”; did"),
    ],
)
def test_a_wrong_expectation_is_named_with_its_line_and_column(expected: str, fault: str) -> None:
    text = change_text("expect: [NeedStated, MissionOpened]", f"expect: {expected}")
    assert [line for line in list_faults(text) if line.startswith(f"petit.yaml:{fault}")], list_faults(text)


def test_asks_and_views_are_read_as_the_engine_shows_them() -> None:
    page = "[{show: receivables, of: all, says: [{open: 1 €}]}]"
    expected = f"{{asks: [client signature of C1 by 2026-03-04], page: {page}}}"
    step = parse_scenario(change_text("[NeedStated, MissionOpened]", expected), "petit.yaml").steps[0]
    assert step.expected.asks == (DueAct(Party.CLIENT, "signature", "C1", date(2026, 3, 4)),)
    (read,) = step.expected.views
    assert (read.view, read.key, read.reader, read.says) == (
        "receivables",
        "all",
        Audience.UMBRELLA,
        ({"open": 100},),
    )
