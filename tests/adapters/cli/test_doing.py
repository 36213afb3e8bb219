"""`jalon do`: the body from anywhere, another party's act with its document, one answer an id."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from adapters.compose import open_archive
from domain.language import client_id_of
from tests.adapters.cli.conftest import CONSULTANT, MISSION, run_jalon

CLIENT = client_id_of("847219367")
PERSON = {"name": "Nora Lemaire", "email": "n.lemaire@boreal.example", "capacity": "acheteuse"}
CONTACT = json.dumps({"client": str(CLIENT), "contact": str(uuid4()), **PERSON})
FORWARDED = ("--on-behalf-of", "client", "--channel", "email", "--document")


def name_contact(store: Path, *words: object, input: str | None = None) -> dict[str, Any]:
    output = run_jalon("do", "NameContact", *words, "--json", "--store", store, input=input)
    assert output.code == 0, output.err
    return json.loads(output.out)


def test_the_body_comes_inline_from_a_file_or_from_stdin(store: Path, tmp_path: Path) -> None:
    body = tmp_path / "contact.json"
    body.write_text(CONTACT)
    command_id = uuid4()
    answers = [
        name_contact(store, CONTACT, "--id", command_id),
        name_contact(store, f"@{body}", "--id", command_id),
        name_contact(store, "-", "--id", command_id, input=CONTACT),
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["outcome"] == "accepted"


def test_the_answer_holds_the_events_as_they_are_stored(store: Path) -> None:
    (event,) = name_contact(store, CONTACT)["facts"]
    last = run_jalon("history", "--json", "--positions", "--store", store).out.splitlines()[-1]
    position, _, body = last.partition("\t")
    assert (event["position"], event["fact"]) == (int(position), json.loads(body))
    assert event["fact"]["authmethod"] == "operator"
    assert "Lemaire" not in body


def test_another_partys_act_is_recorded_with_its_document(store: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Nora Lemaire est désormais votre interlocutrice.")
    (event,) = name_contact(store, CONTACT, *FORWARDED, letter)["facts"]
    data, document = event["fact"], f"sha256:{sha256(letter.read_bytes()).hexdigest()}"
    assert (data["actedfor"], data["authmethod"], data["channel"]) == ("client", "on-behalf", "email")
    assert data["evidence"] == document
    with open_archive(store) as archive:
        assert archive.documents.read_document(document) == letter.read_bytes()


def test_a_dry_run_files_no_document(store: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Un brouillon.")
    output = name_contact(store, CONTACT, *FORWARDED, letter, "--dry-run")
    assert (output["dry_run"], output["facts"][0]["position"]) == (True, None)
    with open_archive(store) as archive:
        assert archive.documents.read_document(f"sha256:{sha256(letter.read_bytes()).hexdigest()}") is None


def test_a_document_already_filed_is_named_by_its_hash(store: Path) -> None:
    hash_ = "sha256:" + "0" * 64
    (event,) = name_contact(store, CONTACT, *FORWARDED, hash_)["facts"]
    assert event["fact"]["evidence"] == hash_


@pytest.mark.parametrize(("lang", "expected"), [("fr", "nomme un interlocuteur"), ("en", "names a contact")])
def test_the_events_are_printed_as_sentences(store: Path, lang: str, expected: str) -> None:
    output = run_jalon("do", "NameContact", CONTACT, "--store", store, lang=lang)
    assert output.code == 0
    assert expected in output.out
    assert "Nora Lemaire" in output.out


def test_a_refusal_in_json_holds_the_entry_of_the_journal(store: Path) -> None:
    body = json.dumps({"mission": str(MISSION), "completed_on": "2026-03-20"})
    words = ("--as", "consultant", "--represents", CONSULTANT, "--json", "--store", store)
    output = run_jalon("do", "CompleteMission", body, *words)
    result = json.loads(output.out)
    assert (output.code, result["outcome"]) == (1, "refused")
    assert result["facts"][0]["fact"]["data"]["rule"] == "AGR-1"
