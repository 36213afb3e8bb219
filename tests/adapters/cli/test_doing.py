"""A command given by hand: its body from anywhere, another party's act on a document, one answer an id."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from adapters.compose import open_archive
from domain.language import client_id_of
from tests.adapters.cli.conftest import CONSULTANT, MISSION, typed

CLIENT = client_id_of("847219367")
PERSON = {"name": "Nora Lemaire", "email": "n.lemaire@boreal.example", "capacity": "acheteuse"}
CONTACT = json.dumps({"client": str(CLIENT), "contact": str(uuid4()), **PERSON})
FORWARDED = ("--on-behalf-of", "client", "--channel", "email", "--document")


def given(store: Path, *words: object, input: str | None = None) -> dict[str, Any]:
    answered = typed("do", "NameContact", *words, "--json", "--store", store, input=input)
    assert answered.code == 0, answered.err
    return json.loads(answered.out)


def test_the_body_comes_inline_from_a_file_or_from_stdin(store: Path, tmp_path: Path) -> None:
    body = tmp_path / "contact.json"
    body.write_text(CONTACT)
    one = uuid4()
    answers = [
        given(store, CONTACT, "--id", one),
        given(store, f"@{body}", "--id", one),
        given(store, "-", "--id", one, input=CONTACT),
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["outcome"] == "accepted"


def test_the_answer_holds_the_events_as_they_are_stored(store: Path) -> None:
    (stated,) = given(store, CONTACT)["facts"]
    last = typed("history", "--json", "--positions", "--store", store).out.splitlines()[-1]
    position, _, body = last.partition("\t")
    assert (stated["position"], stated["fact"]) == (int(position), json.loads(body))
    assert stated["fact"]["authmethod"] == "operator"
    assert "Lemaire" not in body


def test_another_partys_act_is_recorded_with_its_document(store: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Nora Lemaire est désormais votre interlocutrice.")
    (stated,) = given(store, CONTACT, *FORWARDED, letter)["facts"]
    event, named = stated["fact"], f"sha256:{sha256(letter.read_bytes()).hexdigest()}"
    assert (event["actedfor"], event["authmethod"], event["channel"]) == ("client", "on-behalf", "email")
    assert event["evidence"] == named
    with open_archive(store) as archive:
        assert archive.documents.read_document(named) == letter.read_bytes()


def test_a_dry_run_files_no_document(store: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Un brouillon.")
    answered = given(store, CONTACT, *FORWARDED, letter, "--dry-run")
    assert (answered["dry_run"], answered["facts"][0]["position"]) == (True, None)
    with open_archive(store) as archive:
        assert archive.documents.read_document(f"sha256:{sha256(letter.read_bytes()).hexdigest()}") is None


def test_a_document_already_filed_is_named_by_its_hash(store: Path) -> None:
    hash_ = "sha256:" + "0" * 64
    (stated,) = given(store, CONTACT, *FORWARDED, hash_)["facts"]
    assert stated["fact"]["evidence"] == hash_


@pytest.mark.parametrize(("lang", "said"), [("fr", "nomme un interlocuteur"), ("en", "names a contact")])
def test_people_are_told_what_was_stated(store: Path, lang: str, said: str) -> None:
    answered = typed("do", "NameContact", CONTACT, "--store", store, lang=lang)
    assert answered.code == 0
    assert said in answered.out
    assert "Nora Lemaire" in answered.out


def test_a_refusal_in_json_holds_the_entry_of_the_journal(store: Path) -> None:
    body = json.dumps({"mission": str(MISSION), "completed_on": "2026-03-20"})
    words = ("--as", "consultant", "--represents", CONSULTANT, "--json", "--store", store)
    answered = typed("do", "CompleteMission", body, *words)
    said = json.loads(answered.out)
    assert (answered.code, said["outcome"]) == (1, "refused")
    assert said["facts"][0]["fact"]["data"]["rule"] == "AGR-1"
