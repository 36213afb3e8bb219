"""Missions, pages, refusals and the doctor: in two languages for people, in JSON for programs."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.compose.key_opening import open_folder_keys
from domain.language import Retention
from tests.adapters.cli.conftest import CONSULTANT, MISSION, run_jalon

NEWER = "fr.jalon.mission.mission-paused.v9"


def read_json(*words: object, store: Path, code: int = 0) -> Any:
    output = run_jalon(*words, "--json", "--store", store)
    assert output.code == code, output.err
    return json.loads(output.out)


def test_a_mission_is_listed_with_its_stage_and_its_money(audit_store: Path) -> None:
    (mission,) = read_json("missions", store=audit_store)
    assert mission["mission"] == str(MISSION)
    assert (mission["stage"], mission["open"]) == ("closed", 0)
    assert mission["invoiced"] == 2_520_000
    for lang, amount, stage in (("en", "€25,200.00", "closed"), ("fr", "25 200,00 €", "close")):
        out = run_jalon("missions", "--store", audit_store, lang=lang).out.replace("\u00a0", " ")
        assert amount in out
        assert stage in out
        assert "Claire Vasseur" in out


def test_refusals_are_listed_with_rule_and_events(audit_store: Path) -> None:
    refusals = read_json("refusals", store=audit_store)
    assert [refusal["rule"] for refusal in refusals] == ["CC-5", "BIL-2"]
    assert refusals[1]["saw"] == {"trigger": "acceptance", "key": "E3"}
    for lang in ("en", "fr"):
        out = " ".join(run_jalon("refusals", "--store", audit_store, lang=lang).out.split())
        assert "IssueInvoice" in out
        assert "BIL-2" in out


@pytest.mark.parametrize("page", ["mission_sheet", "audit_trail"])
@pytest.mark.parametrize("reader", ["client", "consultant", "umbrella", "auditor"])
def test_a_page_shows_no_sealed_value_and_only_what_its_reader_may_see(
    audit_store: Path, page: str, reader: str
) -> None:
    shown = read_json("show", page, "audit", "--as", reader, store=audit_store)
    assert '"box"' not in json.dumps(shown)
    text = run_jalon("show", page, "audit", "--as", reader, "--store", audit_store).out
    assert "Boréal" in text or page == "audit_trail"
    assert ("net_paid" in json.dumps(shown)) == (reader != "client")


def test_a_page_is_shown_as_of_a_day(audit_store: Path) -> None:
    then = read_json("show", "mission_sheet", "audit", "--as-of", "2026-01-31", store=audit_store)
    known = read_json("show", "mission_sheet", "audit", "--known-at", "2026-01-13", store=audit_store)
    assert (then["on"], then["stage"], known["stage"]) == ("2026-01-31", "working", "verified")
    assert read_json("show", "mission_sheet", "audit", store=audit_store)["stage"] == "closed"


def test_pages_are_in_both_languages(audit_store: Path) -> None:
    for page, french, english in (
        ("mission_sheet", "Qui doit quoi", "Who owes what"),
        ("audit_trail", "Besoin exprimé", "Need stated"),
    ):
        assert french in run_jalon("show", page, "audit", "--store", audit_store, lang="fr").out
        assert (
            english in run_jalon("show", page, "audit", "--store", audit_store, "--lang", "en", lang="fr").out
        )


def test_the_language_may_come_before_the_command(audit_store: Path) -> None:
    assert "étape" in run_jalon("--lang", "fr", "missions", "--store", audit_store).out


def test_an_erased_name_is_marked(store: Path) -> None:
    keys = open_folder_keys(Path(f"{store}.private"))
    keys.destroy_key(UUID(str(CONSULTANT)), Retention.SOCIAL)
    keys.close()
    assert "[erased]" in run_jalon("missions", "--store", store).out
    assert "[effacé]" in run_jalon("missions", "--store", store, lang="fr").out


def test_the_doctor_finds_a_sound_store_sound(audit_store: Path) -> None:
    found = read_json("doctor", store=audit_store)
    assert (found["healthy"], found["faults"], found["unsafe_settings"]) == (True, [], [])
    assert found["unknown_types"] == {}
    assert (found["tenant"], found["clock"]) == ("demo", "simulated")
    assert found["head"] == len(run_jalon("history", "--json", "--store", audit_store).bytes.splitlines())
    assert "tout va bien" in run_jalon("doctor", "--store", audit_store, lang="fr").out


def test_the_doctor_finds_missing_keys_and_makes_none(store: Path) -> None:
    private = Path(f"{store}.private")
    shutil.rmtree(private)
    assert read_json("doctor", store=store, code=3)["healthy"] is False
    assert not private.exists()


def test_the_doctor_finds_a_hole_in_the_log(store: Path) -> None:
    with sqlite3.connect(store) as tampered:
        tampered.execute("DELETE FROM stored_events WHERE notification_id = 7")
    output = run_jalon("doctor", "--store", store)
    assert output.code == 3
    assert "1 of the positions" in output.out


def test_an_event_of_a_newer_version_is_left_out_with_a_note(store: Path) -> None:
    with sqlite3.connect(store) as newer:
        newer.execute(
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), topic, :newer) AS BLOB),"
            " topic = :newer WHERE topic LIKE '%.mission-closed.%'",
            {"newer": NEWER},
        )
    assert read_json("doctor", store=store)["unknown_types"] == {NEWER: 1}
    assert "unknown to this version" in run_jalon("history", "audit", "--store", store).out
    page = run_jalon("show", "mission_sheet", "audit", "--store", store)
    assert page.code == 0
    assert "1 events unknown to this version" in page.err
    assert run_jalon("missions", "--store", store).code == 0
