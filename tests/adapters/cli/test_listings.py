"""Missions, pages, refusals, the doctor: for people in two languages, for programs in JSON."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.compose.key_opening import open_folder_keys
from domain.language import Retention
from tests.adapters.cli.conftest import CONSULTANT, MISSION, typed

NEWER = "fr.jalon.mission.mission-paused.v9"


def parsed(*words: object, store: Path, code: int = 0) -> Any:
    answered = typed(*words, "--json", "--store", store)
    assert answered.code == code, answered.err
    return json.loads(answered.out)


def test_a_mission_is_listed_with_its_stage_and_its_money(lived: Path) -> None:
    (mission,) = parsed("missions", store=lived)
    assert mission["mission"] == str(MISSION)
    assert (mission["stage"], mission["open"]) == ("closed", 0)
    assert mission["invoiced"] == 2_520_000
    for lang, amount, stage in (("en", "€25,200.00", "closed"), ("fr", "25 200,00 €", "close")):
        out = typed("missions", "--store", lived, lang=lang).out.replace("\u00a0", " ")
        assert amount in out
        assert stage in out
        assert "Claire Vasseur" in out


def test_refusals_are_listed_with_rule_and_events(lived: Path) -> None:
    refusals = parsed("refusals", store=lived)
    assert [refusal["rule"] for refusal in refusals] == ["CC-5", "BIL-2"]
    assert refusals[1]["saw"] == {"trigger": "acceptance", "key": "E3"}
    for lang in ("en", "fr"):
        out = " ".join(typed("refusals", "--store", lived, lang=lang).out.split())
        assert "IssueInvoice" in out
        assert "BIL-2" in out


@pytest.mark.parametrize("page", ["mission_sheet", "audit_trail"])
@pytest.mark.parametrize("reader", ["client", "consultant", "umbrella", "auditor"])
def test_a_page_shows_no_sealed_box_and_only_what_its_reader_may_see(
    lived: Path, page: str, reader: str
) -> None:
    shown = parsed("show", page, "audit", "--as", reader, store=lived)
    assert '"box"' not in json.dumps(shown)
    text = typed("show", page, "audit", "--as", reader, "--store", lived).out
    assert "Boréal" in text or page == "audit_trail"
    assert ("net_paid" in json.dumps(shown)) == (reader != "client")


def test_a_page_is_shown_as_of_a_day(lived: Path) -> None:
    then = parsed("show", "mission_sheet", "audit", "--as-of", "2026-01-31", store=lived)
    known = parsed("show", "mission_sheet", "audit", "--known-at", "2026-01-13", store=lived)
    assert (then["on"], then["stage"], known["stage"]) == ("2026-01-31", "working", "verified")
    assert parsed("show", "mission_sheet", "audit", store=lived)["stage"] == "closed"


def test_pages_speak_both_languages(lived: Path) -> None:
    for page, french, english in (
        ("mission_sheet", "Qui doit quoi", "Who owes what"),
        ("audit_trail", "Besoin exprimé", "Need stated"),
    ):
        assert french in typed("show", page, "audit", "--store", lived, lang="fr").out
        assert english in typed("show", page, "audit", "--store", lived, "--lang", "en", lang="fr").out


def test_the_language_of_the_whole_command_line_may_stand_first(lived: Path) -> None:
    assert "étape" in typed("--lang", "fr", "missions", "--store", lived).out


def test_what_was_erased_says_so(store: Path) -> None:
    keys = open_folder_keys(Path(f"{store}.private"))
    keys.destroy_key(UUID(str(CONSULTANT)), Retention.SOCIAL)
    keys.close()
    assert "[erased]" in typed("missions", "--store", store).out
    assert "[effacé]" in typed("missions", "--store", store, lang="fr").out


def test_the_doctor_finds_a_sound_store_sound(lived: Path) -> None:
    found = parsed("doctor", store=lived)
    assert (found["healthy"], found["faults"], found["unsafe_settings"]) == (True, [], [])
    assert found["unknown_types"] == {}
    assert (found["tenant"], found["clock"]) == ("demo", "simulated")
    assert found["head"] == len(typed("history", "--json", "--store", lived).bytes.splitlines())
    assert "tout va bien" in typed("doctor", "--store", lived, lang="fr").out


def test_the_doctor_finds_missing_keys_and_makes_none(store: Path) -> None:
    private = Path(f"{store}.private")
    shutil.rmtree(private)
    assert parsed("doctor", store=store, code=3)["healthy"] is False
    assert not private.exists()


def test_the_doctor_finds_a_hole_in_the_log(store: Path) -> None:
    with sqlite3.connect(store) as tampered:
        tampered.execute("DELETE FROM stored_events WHERE notification_id = 7")
    answered = typed("doctor", "--store", store)
    assert answered.code == 3
    assert "1 of the positions" in answered.out


def test_an_event_of_a_newer_version_is_told_and_left_out(store: Path) -> None:
    with sqlite3.connect(store) as newer:
        newer.execute(
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), topic, :newer) AS BLOB),"
            " topic = :newer WHERE topic LIKE '%.mission-closed.%'",
            {"newer": NEWER},
        )
    assert parsed("doctor", store=store)["unknown_types"] == {NEWER: 1}
    assert "unknown to this version" in typed("history", "audit", "--store", store).out
    page = typed("show", "mission_sheet", "audit", "--store", store)
    assert page.code == 0
    assert "1 events unknown to this version" in page.err
    assert typed("missions", "--store", store).code == 0
