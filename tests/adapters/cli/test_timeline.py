"""The time line of a scenario: by party and date, with amounts, documents and rules."""

import re
import shlex
import string
from pathlib import Path

import pytest

from adapters.rendering.catalogue import CATALOGUE
from adapters.rendering.event_sentences import EVENT_SENTENCES
from domain.aggregates import EVENT_TYPES
from tests.adapters.cli.conftest import AUDIT, ROOT, run_jalon, run_process

ESCAPE = "\x1b"


def test_a_first_run_adds_events_and_a_second_one_none(tmp_path: Path) -> None:
    store = tmp_path / "x.db"
    first, second = (run_jalon("run", AUDIT, "--store", store) for _ in range(2))
    assert re.fullmatch(r"audit: \d+ steps, \d+ events added, 2 refused as expected\n", first.out)
    assert re.fullmatch(r"audit: \d+ steps, same answers, nothing added\n", second.out)
    assert "rien n'est ajouté" in run_jalon("run", AUDIT, "--store", store, lang="fr").out


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("columns", [80, 100, 120])
def test_the_time_line_shows_parties_money_documents_and_rules(store: Path, lang: str, columns: int) -> None:
    output = run_jalon("run", AUDIT, "--store", store, "--story", lang=lang, columns=columns)
    assert output.code == 0
    lines = output.out.split("\n")
    assert max(len(line) for line in lines if not line.lstrip().startswith("jalon")) <= columns
    text = " ".join(output.out.split())
    for word in ("Claire Vasseur", "Boréal Distribution SA", "▤", "§", "✗", "CC-5", "BIL-2"):
        assert word in text
    assert ("19 500,00 €" if lang == "fr" else "€19,500.00") in text.replace("\u00a0", " ")


def test_the_time_line_shows_asks_and_due_dates_and_ends_with_the_autonomy_file(
    store: Path,
) -> None:
    text = " ".join(run_jalon("run", AUDIT, "--store", store, "--story").out.split())
    for word in ("? verification of the scope", "✓ done: consent", "employment contract, by", "◷ reminds"):
        assert word in text
    assert (
        text.index("Activity account of") < text.index("Autonomy file") < text.index("commands to try next")
    )
    assert "--html" in text


def test_the_time_line_explains_each_euro_of_the_account(store: Path) -> None:
    text = run_jalon("run", AUDIT, "--store", store, "--story").out.split("Activity account of")[1]
    figures = re.findall(r"^ *(=|\+|−|) +[a-z].*?€([\d,.]+)$", text, re.MULTILINE)
    (_, received), *others = [(sign, float(amount.replace(",", ""))) for sign, amount in figures[:7]]
    assert received == pytest.approx(sum(-amount if sign == "−" else amount for sign, amount in others))


def test_the_three_commands_to_try_next_work_as_printed(tmp_path: Path) -> None:
    store = tmp_path / "a store.db"
    text = run_process("run", AUDIT, "--store", store, "--story", cwd=ROOT).out
    commands = [shlex.split(line) for line in text.splitlines() if line.startswith("  jalon ")]
    assert len(commands) == 3
    for _, *words in commands:
        output = run_process(*words, cwd=ROOT)
        assert (output.code, output.err) == (0, "")


def test_without_a_terminal_there_is_no_colour_and_no_progress(tmp_path: Path) -> None:
    output = run_process("run", AUDIT, "--store", "x.db", "--story", cwd=tmp_path)
    assert output.code == 0
    assert ESCAPE not in output.out
    assert output.err == ""


def test_a_scenario_that_fails_is_printed_up_to_the_failed_step(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(AUDIT.read_text().replace("expect: [ProposalMade]", "expect: [NeedStated]"))
    output = run_jalon("run", other, "--store", tmp_path / "x.db", "--story")
    assert output.code == 1
    assert "states a need" in output.out
    assert "Where it stands" not in output.out


def test_every_event_has_a_sentence_in_both_languages() -> None:
    assert set(EVENT_SENTENCES) == set(EVENT_TYPES)
    for french, english in EVENT_SENTENCES.values():
        assert template_fields(french) == template_fields(english)


def test_every_text_has_the_same_fields_in_both_languages() -> None:
    for key, (french, english) in CATALOGUE.items():
        assert french, key
        assert english, key
        assert template_fields(french) == template_fields(english), key


def template_fields(template: str) -> set[str]:
    """Return the names of the fields that a template inserts."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
