"""The saga of a scenario: by party and date, with money, documents, rules; plain where nobody looks."""

import re
import shlex
import string
from pathlib import Path

import pytest

from adapters.rendering.catalogue import CATALOGUE
from adapters.rendering.event_sentences import EVENT_SENTENCES
from domain.aggregates import EVENT_TYPES
from tests.adapters.cli.conftest import AUDIT, ROOT, spawned, typed

ESCAPE = "\x1b"


def test_a_first_run_adds_events_and_a_second_one_none(tmp_path: Path) -> None:
    store = tmp_path / "x.db"
    first, second = (typed("run", AUDIT, "--store", store) for _ in range(2))
    assert re.fullmatch(r"audit: \d+ steps, \d+ events added, 2 refused as expected\n", first.out)
    assert re.fullmatch(r"audit: \d+ steps, same answers, nothing added\n", second.out)
    assert "rien n'est ajouté" in typed("run", AUDIT, "--store", store, lang="fr").out


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("columns", [80, 100, 120])
def test_the_story_tells_parties_money_documents_and_rules(store: Path, lang: str, columns: int) -> None:
    answered = typed("run", AUDIT, "--store", store, "--story", lang=lang, columns=columns)
    assert answered.code == 0
    lines = answered.out.split("\n")
    assert max(len(line) for line in lines if not line.lstrip().startswith("jalon")) <= columns
    told = " ".join(answered.out.split())
    for word in ("Claire Vasseur", "Boréal Distribution SA", "▤", "§", "✗", "CC-5", "BIL-2"):
        assert word in told
    assert ("19 500,00 €" if lang == "fr" else "€19,500.00") in told.replace("\u00a0", " ")


def test_the_story_tells_who_is_asked_what_time_brings_and_ends_with_the_file_of_autonomy(
    store: Path,
) -> None:
    told = " ".join(typed("run", AUDIT, "--store", store, "--story").out.split())
    for word in ("? verification of the scope", "✓ done: consent", "employment contract, by", "◷ reminds"):
        assert word in told
    assert (
        told.index("Activity account of") < told.index("Autonomy file") < told.index("commands to try next")
    )
    assert "--html" in told


def test_the_story_explains_each_euro_of_the_account(store: Path) -> None:
    told = typed("run", AUDIT, "--store", store, "--story").out.split("Activity account of")[1]
    figures = re.findall(r"^ *(=|\+|−|) +[a-z].*?€([\d,.]+)$", told, re.MULTILINE)
    (_, received), *others = [(sign, float(amount.replace(",", ""))) for sign, amount in figures[:7]]
    assert received == pytest.approx(sum(-amount if sign == "−" else amount for sign, amount in others))


def test_the_three_commands_to_try_next_work_as_printed(tmp_path: Path) -> None:
    store = tmp_path / "a store.db"
    told = spawned("run", AUDIT, "--store", store, "--story", cwd=ROOT).out
    commands = [shlex.split(line) for line in told.splitlines() if line.startswith("  jalon ")]
    assert len(commands) == 3
    for _, *words in commands:
        answered = spawned(*words, cwd=ROOT)
        assert (answered.code, answered.err) == (0, "")


def test_without_a_terminal_there_is_no_colour_and_no_progress(tmp_path: Path) -> None:
    answered = spawned("run", AUDIT, "--store", "x.db", "--story", cwd=tmp_path)
    assert answered.code == 0
    assert ESCAPE not in answered.out
    assert answered.err == ""


def test_a_saga_that_departs_is_told_as_far_as_it_went(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(AUDIT.read_text().replace("expect: [ProposalMade]", "expect: [NeedStated]"))
    answered = typed("run", other, "--store", tmp_path / "x.db", "--story")
    assert answered.code == 1
    assert "states a need" in answered.out
    assert "Where it stands" not in answered.out


def test_every_event_is_told_in_both_languages() -> None:
    assert set(EVENT_SENTENCES) == set(EVENT_TYPES)
    for french, english in EVENT_SENTENCES.values():
        assert fields(french) == fields(english)


def test_our_words_say_the_same_in_both_languages() -> None:
    for key, (french, english) in CATALOGUE.items():
        assert french, key
        assert english, key
        assert fields(french) == fields(english), key


def fields(template: str) -> set[str]:
    """Return the fields that a template puts in, so that neither language says less."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
