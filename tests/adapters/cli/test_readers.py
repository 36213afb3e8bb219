"""The followers of the log for an operator: their status, parked keys, the waits of sagas."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.compose import open_archive
from adapters.engine.follow.registry import SUBSCRIPTIONS
from adapters.engine.store.database import Database
from adapters.engine.store.stored import Place
from adapters.engine.validation import Request
from domain.language import Party
from domain.record import Actor, AuthMethod
from sagas.employment import EMPLOYMENT
from sagas.saga import command_id, principal_of
from tests.adapters.acts import CONSULTANT_ID, UMBRELLA, command, engine_at
from tests.adapters.cli.conftest import MISSION, run_jalon
from tests.adapters.service.served import MISSION as SCOPED
from tests.adapters.service.served import populate
from tests.postgres import Server

CLOSED = "fr.jalon.mission.mission-closed.v1"
NEWER = "fr.jalon.mission.mission-closed.v2"
KEY = f"mission/{MISSION}"
LANGUAGES = ("fr", "en")


def read_json(*words: object, store: Place) -> Any:
    output = run_jalon(*words, "--json", "--store", store)
    assert output.code == 0, output.err
    return json.loads(output.out)


def read_status(name: str, store: Place) -> dict[str, Any]:
    (row,) = [row for row in read_json("projections", "status", store=store) if row["reader"] == name]
    return row


def list_parked(store: Place) -> list[tuple[str, str]]:
    return [(entry["reader"], entry["key"]) for entry in read_json("parked", "list", store=store)]


def test_a_rebuilt_follower_is_at_the_head_and_equals_a_replay(
    audit_place: Place, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue("store") if isinstance(audit_place, Path) else audit_place
    before = read_status("audit_trail", store)
    assert (before["stands"], before["position"]) == ("not_begun", 0)
    assert before["behind"] > 100
    for name in ("audit_trail", "closing"):
        rebuilt = run_jalon("projections", "rebuild", name, "--store", store, lang="fr")
        assert (rebuilt.code, rebuilt.out.strip()) == (0, f"{name} est reconstruit")
        after = read_status(name, store)
        assert (after["stands"], after["behind"], after["parked"]) == ("live", 0, 0)
        same = run_jalon("projections", "verify", name, "--store", store)
        assert (same.code, same.out.strip()) == (0, f"{name}: the same rows as a full replay")


def test_a_follower_that_has_read_nothing_is_not_verified(audit_store: Path) -> None:
    for lang, expected in zip(LANGUAGES, ("n'a encore rien lu", "has read nothing yet"), strict=True):
        nothing = run_jalon("projections", "verify", "deadlines", "--store", audit_store, lang=lang)
        assert (nothing.code, expected in nothing.err) == (1, True)


def test_every_follower_is_listed_in_both_languages(store: Path) -> None:
    run_jalon("projections", "rebuild", "deadlines", "--store", store)
    for lang, words in zip(LANGUAGES, (("lecteur", "pas commencé"), ("reader", "not begun")), strict=True):
        out = run_jalon("projections", "status", "--store", store, lang=lang).out
        assert all(word in out for word in (*words, *SUBSCRIPTIONS))
    assert [row["reader"] for row in read_json("projections", "status", store=store)] == list(SUBSCRIPTIONS)


def test_a_row_that_was_changed_by_hand_is_found(store: Path) -> None:
    for name in SUBSCRIPTIONS:
        assert run_jalon("projections", "rebuild", name, "--store", store).code == 0
    assert run_jalon("projections", "verify", "--store", store).code == 0
    with sqlite3.connect(f"{store}.derived") as derived:
        ((table,),) = derived.execute(
            "SELECT 'rows_' || generation FROM stand WHERE name = 'receivables' AND live = 1"
        ).fetchall()
        derived.execute(f"UPDATE {table} SET body = replace(body, '0', '1')")
    for lang, expected in zip(LANGUAGES, ("d'autres lignes", "other rows"), strict=True):
        other = run_jalon("projections", "verify", "--store", store, lang=lang)
        assert other.code == 1
        assert f"receivables: {expected}" in other.err.replace("\u00a0", "").lstrip()
        assert "audit_trail" in other.out
    assert run_jalon("projections", "rebuild", "receivables", "--store", store).code == 0
    assert run_jalon("projections", "verify", "--store", store).code == 0


@pytest.mark.parametrize("act", ["rebuild", "verify"])
def test_an_unknown_follower_is_bad_input_with_the_known_names(audit_store: Path, act: str) -> None:
    for lang, expected in zip(LANGUAGES, ("aucun lecteur", "no projection or saga"), strict=True):
        unknown = run_jalon("projections", act, "audit_trial", "--store", audit_store, lang=lang)
        assert unknown.code == 2
        assert expected in unknown.err
        assert "audit_trail" in unknown.err


@pytest.fixture
def newer(store: Path) -> Path:
    """A store in which the last event of a mission is of a newer version; two followers have read it."""
    with sqlite3.connect(store) as log:
        changed = log.execute("UPDATE stored_events SET topic = ? WHERE topic = ?", (NEWER, CLOSED)).rowcount
    assert changed == 1
    for name in ("closing", "payroll_register"):
        assert run_jalon("projections", "rebuild", name, "--store", store).code == 0
    return store


def test_an_event_of_a_newer_version_parks_only_the_followers_that_need_it(newer: Path) -> None:
    assert list_parked(newer) == [("closing", KEY)]
    assert read_status("closing", newer)["parked"] == 1
    for lang, column in zip(LANGUAGES, ("suivent", "waiting"), strict=True):
        out = run_jalon("parked", "list", "--store", newer, lang=lang, columns=200).out
        assert column in out
        assert KEY in out
    shown = run_jalon("parked", "show", "closing", KEY, "--store", newer)
    assert json.loads(shown.out.splitlines()[0])["type"] == CLOSED  # as it was stored, to the byte


def test_skipping_a_parked_key_records_an_event_with_its_reason(newer: Path) -> None:
    output = run_jalon("parked", "skip", "closing", KEY, "--reason", "doublon", "--store", newer, lang="fr")
    assert (output.code, "continue sans ce fait" in output.out) == (0, True)
    decided = json.loads(run_jalon("history", "--json", "--store", newer).out.splitlines()[-1])
    assert (decided["type"].split(".")[-2], decided["data"]["reason"]) == ("line-skipped", "doublon")
    assert run_jalon("projections", "rebuild", "closing", "--store", newer).code == 0
    assert list_parked(newer) == []
    assert run_jalon("projections", "verify", "closing", "--store", newer).code == 0
    assert run_jalon("parked", "list", "--store", newer).err.strip() == "no key is parked"


def test_a_parked_key_retried_without_a_repair_stays_parked(newer: Path) -> None:
    assert run_jalon("parked", "retry", "closing", KEY, "--reason", "mis à jour", "--store", newer).code == 0
    assert run_jalon("projections", "rebuild", "closing", "--store", newer).code == 0
    assert list_parked(newer) == [("closing", KEY)]


@pytest.mark.parametrize("act", ["show", "skip", "retry"])
def test_a_key_that_is_not_parked_is_bad_input(newer: Path, act: str) -> None:
    reason = () if act == "show" else ("--reason", "r")
    for lang, expected in zip(LANGUAGES, ("n'est pas en attente", "is not parked"), strict=True):
        none = run_jalon("parked", act, "signature", KEY, *reason, "--store", newer, lang=lang)
        assert (none.code, expected in none.err) == (2, True)


def test_a_wait_names_the_party_the_act_and_the_event_that_caused_it(tmp_path: Path) -> None:
    store = tmp_path / "scoped.db"
    asyncio.run(populate(store))
    waits = read_json("sagas", SCOPED, store=store)
    of_people = {(wait["party"], wait["what"]) for wait in waits if wait["story"] == "signature"}
    assert {("client", "signature"), ("umbrella", "signature"), ("consultant", "consent")} <= of_people
    assert all(not wait["asked"] and wait["because_of"] and wait["about"] for wait in waits)
    for lang, words in zip(LANGUAGES, (("de qui", "signature"), ("of whom", "signature")), strict=True):
        out = run_jalon("sagas", SCOPED, "--store", store, lang=lang, columns=200).out
        assert all(word in out for word in (*words, "mission-verified"))


def test_waits_come_from_the_stored_rows_when_these_are_up_to_date_and_else_from_the_log(
    tmp_path: Path,
) -> None:
    store = tmp_path / "scoped.db"
    asyncio.run(populate(store))
    waits = read_json("sagas", SCOPED, store=store)
    assert not Path(f"{store}.derived").exists(), "a listing makes no database of rows"
    assert run_jalon("projections", "rebuild", "signature", "--store", store).code == 0
    assert read_json("sagas", SCOPED, store=store) == waits
    with sqlite3.connect(f"{store}.derived") as derived:
        ((table,),) = derived.execute("SELECT 'rows_' || generation FROM stand").fetchall()
        derived.execute(f"DELETE FROM {table}")
    others = [wait for wait in waits if wait["story"] != "signature"]
    assert read_json("sagas", SCOPED, store=store) == others != waits
    asyncio.run(append_event(store))
    assert read_json("sagas", SCOPED, store=store) == waits, "the stored rows are behind the log"


async def append_event(store: Path) -> None:
    async with engine_at(store) as engine:
        to = datetime(2026, 1, 6, tzinfo=UTC).isoformat()
        answer = await engine.submit(command(UMBRELLA, "AdvanceClock", tenant=engine.tenant, to=to))
        assert answer.outcome == "accepted"


def test_waits_are_the_same_for_a_role_that_may_only_read_the_log(
    postgres: Server, audit_database: tuple[Database, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, private = audit_database
    monkeypatch.setenv("JALON_PRIVATE", str(private))
    waits = read_json("sagas", "audit", store=database)
    assert run_jalon("projections", "rebuild", "vigilance", "--store", database).code == 0
    assert read_json("sagas", "audit", store=database) == waits
    postgres.do("CREATE ROLE auditor LOGIN IN ROLE migrated_reader")
    only_reading = Database(postgres.url(database.name, "auditor"))
    assert read_json("sagas", "audit", store=only_reading) == waits


def test_a_refused_command_of_a_consultants_saga_is_listed_with_the_mission(tmp_path: Path) -> None:
    store, key = tmp_path / "scoped.db", f"consultant/{CONSULTANT_ID}"
    asyncio.run(populate(store))
    with open_archive(store) as archive:
        events = [entry.recorded for entry in archive.read_log()]
    progress = EMPLOYMENT.initial
    for event in events:
        if event.type in EMPLOYMENT.event_types and key in EMPLOYMENT.keys(event):
            progress = EMPLOYMENT.evolve(progress, event)
    due = next(due for due in EMPLOYMENT.due(key, progress) if due.step == "ask")

    async def refuse() -> None:
        async with engine_at(store) as engine:
            answer = await engine.submit(
                Request(
                    command_id=command_id("employment", key, due.step, due.occasion),
                    name="DeclareSignatureOverdue",
                    body=json.dumps({"mission": str(SCOPED)}).encode(),
                    actor=Actor(
                        principal=principal_of("employment"), party=Party.SYSTEM, method=AuthMethod.SAGA
                    ),
                )
            )
            assert answer.outcome == "refused"

    asyncio.run(refuse())
    (refused,) = [wait for wait in read_json("sagas", SCOPED, store=store) if wait["refused"]]
    assert (refused["story"], refused["because_of"]) == ("employment", str(due.because_of))
    refusal = read_json("refusals", store=store)[-1]
    assert (refusal["rule"], refusal["about"]) == (refused["refused"], f"mission/{SCOPED}")
    assert f"✗ {refused['refused']}" in run_jalon("sagas", SCOPED, "--store", store, columns=200).out


def test_an_unknown_mission_is_bad_input(audit_store: Path) -> None:
    assert run_jalon("sagas", "nowhere", "--store", audit_store).code == 2
