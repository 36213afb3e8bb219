"""What follows the log, for an operator: where readers stand, what is parked, what sagas wait for."""

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
from tests.adapters.cli.conftest import MISSION, typed
from tests.adapters.service.served import MISSION as SCOPED
from tests.adapters.service.served import populate
from tests.postgres import Server

CLOSED = "fr.jalon.mission.mission-closed.v1"
NEWER = "fr.jalon.mission.mission-closed.v2"
KEY = f"mission/{MISSION}"
LANGUAGES = ("fr", "en")


def parsed(*words: object, store: Place) -> Any:
    answered = typed(*words, "--json", "--store", store)
    assert answered.code == 0, answered.err
    return json.loads(answered.out)


def stand_of(name: str, store: Place) -> dict[str, Any]:
    (row,) = [row for row in parsed("projections", "status", store=store) if row["reader"] == name]
    return row


def the_parked(store: Place) -> list[tuple[str, str]]:
    return [(line["reader"], line["key"]) for line in parsed("parked", "list", store=store)]


def test_a_reader_is_rebuilt_stands_at_the_head_and_equals_a_replay(
    lived_anywhere: Place, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue("store") if isinstance(lived_anywhere, Path) else lived_anywhere
    before = stand_of("audit_trail", store)
    assert (before["stands"], before["position"]) == ("not_begun", 0)
    assert before["behind"] > 100
    for name in ("audit_trail", "closing"):
        rebuilt = typed("projections", "rebuild", name, "--store", store, lang="fr")
        assert (rebuilt.code, rebuilt.out.strip()) == (0, f"{name} est reconstruit")
        after = stand_of(name, store)
        assert (after["stands"], after["behind"], after["parked"]) == ("live", 0, 0)
        same = typed("projections", "verify", name, "--store", store)
        assert (same.code, same.out.strip()) == (0, f"{name}: the same rows as a replay from nothing")


def test_a_reader_that_read_nothing_equals_nothing(lived: Path) -> None:
    for lang, said in zip(LANGUAGES, ("n'a encore rien lu", "has read nothing yet"), strict=True):
        nothing = typed("projections", "verify", "deadlines", "--store", lived, lang=lang)
        assert (nothing.code, said in nothing.err) == (1, True)


def test_every_reader_is_listed_in_both_languages(store: Path) -> None:
    typed("projections", "rebuild", "deadlines", "--store", store)
    for lang, words in zip(LANGUAGES, (("lecteur", "pas commencé"), ("reader", "not begun")), strict=True):
        out = typed("projections", "status", "--store", store, lang=lang).out
        assert all(word in out for word in (*words, *SUBSCRIPTIONS))
    assert [row["reader"] for row in parsed("projections", "status", store=store)] == list(SUBSCRIPTIONS)


def test_a_row_that_was_changed_by_hand_is_found(store: Path) -> None:
    for name in SUBSCRIPTIONS:
        assert typed("projections", "rebuild", name, "--store", store).code == 0
    assert typed("projections", "verify", "--store", store).code == 0
    with sqlite3.connect(f"{store}.derived") as derived:
        ((table,),) = derived.execute(
            "SELECT 'rows_' || generation FROM stand WHERE name = 'receivables' AND live = 1"
        ).fetchall()
        derived.execute(f"UPDATE {table} SET body = replace(body, '0', '1')")
    for lang, said in zip(LANGUAGES, ("d'autres lignes", "other rows"), strict=True):
        other = typed("projections", "verify", "--store", store, lang=lang)
        assert other.code == 1
        assert f"receivables: {said}" in other.err.replace("\u00a0", "").lstrip()
        assert "audit_trail" in other.out
    assert typed("projections", "rebuild", "receivables", "--store", store).code == 0
    assert typed("projections", "verify", "--store", store).code == 0


@pytest.mark.parametrize("act", ["rebuild", "verify"])
def test_an_unknown_reader_is_told_which_ones_there_are(lived: Path, act: str) -> None:
    for lang, said in zip(LANGUAGES, ("aucun lecteur", "no reader"), strict=True):
        unknown = typed("projections", act, "audit_trial", "--store", lived, lang=lang)
        assert unknown.code == 2
        assert said in unknown.err
        assert "audit_trail" in unknown.err


@pytest.fixture
def newer(store: Path) -> Path:
    """A store whose last event of a mission a newer version stated; two readers have come that far."""
    with sqlite3.connect(store) as log:
        changed = log.execute("UPDATE stored_events SET topic = ? WHERE topic = ?", (NEWER, CLOSED)).rowcount
    assert changed == 1
    for name in ("closing", "payroll_register"):
        assert typed("projections", "rebuild", name, "--store", store).code == 0
    return store


def test_an_event_of_a_newer_version_parks_who_needs_it_and_nobody_else(newer: Path) -> None:
    assert the_parked(newer) == [("closing", KEY)]
    assert stand_of("closing", newer)["parked"] == 1
    for lang, column in zip(LANGUAGES, ("suivent", "waiting"), strict=True):
        out = typed("parked", "list", "--store", newer, lang=lang, columns=200).out
        assert column in out
        assert KEY in out
    shown = typed("parked", "show", "closing", KEY, "--store", newer)
    assert json.loads(shown.out.splitlines()[0])["type"] == CLOSED  # as it was stored, to the byte


def test_a_parked_line_is_skipped_for_a_reason_that_is_an_event(newer: Path) -> None:
    said = typed("parked", "skip", "closing", KEY, "--reason", "doublon", "--store", newer, lang="fr")
    assert (said.code, "continue sans ce fait" in said.out) == (0, True)
    decided = json.loads(typed("history", "--json", "--store", newer).out.splitlines()[-1])
    assert (decided["type"].split(".")[-2], decided["data"]["reason"]) == ("line-skipped", "doublon")
    assert typed("projections", "rebuild", "closing", "--store", newer).code == 0
    assert the_parked(newer) == []
    assert typed("projections", "verify", "closing", "--store", newer).code == 0
    assert typed("parked", "list", "--store", newer).err.strip() == "no line is parked"


def test_a_parked_line_that_is_retried_unmended_stays_parked(newer: Path) -> None:
    assert typed("parked", "retry", "closing", KEY, "--reason", "mis à jour", "--store", newer).code == 0
    assert typed("projections", "rebuild", "closing", "--store", newer).code == 0
    assert the_parked(newer) == [("closing", KEY)]


@pytest.mark.parametrize("act", ["show", "skip", "retry"])
def test_a_line_that_is_not_parked_is_told(newer: Path, act: str) -> None:
    reason = () if act == "show" else ("--reason", "r")
    for lang, said in zip(LANGUAGES, ("n'est pas en attente", "is not parked"), strict=True):
        none = typed("parked", act, "signature", KEY, *reason, "--store", newer, lang=lang)
        assert (none.code, said in none.err) == (2, True)


def test_a_saga_tells_what_it_waits_for_of_whom_because_of_which_event(tmp_path: Path) -> None:
    store = tmp_path / "scoped.db"
    asyncio.run(populate(store))
    waits = parsed("sagas", SCOPED, store=store)
    of_people = {(wait["party"], wait["what"]) for wait in waits if wait["story"] == "signature"}
    assert {("client", "signature"), ("umbrella", "signature"), ("consultant", "consent")} <= of_people
    assert all(not wait["asked"] and wait["because_of"] and wait["about"] for wait in waits)
    for lang, words in zip(LANGUAGES, (("de qui", "signature"), ("of whom", "signature")), strict=True):
        out = typed("sagas", SCOPED, "--store", store, lang=lang, columns=200).out
        assert all(word in out for word in (*words, "mission-verified"))


def test_sagas_are_told_from_what_is_kept_when_it_tells_the_whole_log_and_else_from_the_log(
    tmp_path: Path,
) -> None:
    store = tmp_path / "scoped.db"
    asyncio.run(populate(store))
    told = parsed("sagas", SCOPED, store=store)
    assert not Path(f"{store}.derived").exists(), "to look makes nothing"
    assert typed("projections", "rebuild", "signature", "--store", store).code == 0
    assert parsed("sagas", SCOPED, store=store) == told
    with sqlite3.connect(f"{store}.derived") as derived:
        ((table,),) = derived.execute("SELECT 'rows_' || generation FROM stand").fetchall()
        derived.execute(f"DELETE FROM {table}")
    others = [wait for wait in told if wait["story"] != "signature"]
    assert parsed("sagas", SCOPED, store=store) == others != told
    asyncio.run(one_more_event(store))
    assert parsed("sagas", SCOPED, store=store) == told, "what is kept lags behind the log"


async def one_more_event(store: Path) -> None:
    async with engine_at(store) as engine:
        to = datetime(2026, 1, 6, tzinfo=UTC).isoformat()
        answer = await engine.submit(command(UMBRELLA, "AdvanceClock", tenant=engine.tenant, to=to))
        assert answer.outcome == "accepted"


def test_sagas_in_a_database_are_told_alike_to_who_may_only_read_the_log(
    postgres: Server, lived_in_database: tuple[Database, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, private = lived_in_database
    monkeypatch.setenv("JALON_PRIVATE", str(private))
    told = parsed("sagas", "audit", store=database)
    assert typed("projections", "rebuild", "vigilance", "--store", database).code == 0
    assert parsed("sagas", "audit", store=database) == told
    postgres.do("CREATE ROLE auditor LOGIN IN ROLE migrated_reader")
    only_reading = Database(postgres.url(database.name, "auditor"))
    assert parsed("sagas", "audit", store=only_reading) == told


def test_what_a_saga_of_a_consultant_was_refused_about_a_mission_is_told(tmp_path: Path) -> None:
    store, key = tmp_path / "scoped.db", f"consultant/{CONSULTANT_ID}"
    asyncio.run(populate(store))
    with open_archive(store) as archive:
        events = [line.recorded for line in archive.read_log()]
    progress = EMPLOYMENT.initial
    for event in events:
        if event.type in EMPLOYMENT.event_types and key in EMPLOYMENT.keys(event):
            progress = EMPLOYMENT.evolve(progress, event)
    owed = next(one for one in EMPLOYMENT.due(key, progress) if one.step == "ask")

    async def refuse() -> None:
        async with engine_at(store) as engine:
            answer = await engine.submit(
                Request(
                    command_id=command_id("employment", key, owed.step, owed.occasion),
                    name="DeclareSignatureOverdue",
                    body=json.dumps({"mission": str(SCOPED)}).encode(),
                    actor=Actor(
                        principal=principal_of("employment"), party=Party.SYSTEM, method=AuthMethod.SAGA
                    ),
                )
            )
            assert answer.outcome == "refused"

    asyncio.run(refuse())
    (told,) = [wait for wait in parsed("sagas", SCOPED, store=store) if wait["refused"]]
    assert (told["story"], told["because_of"]) == ("employment", str(owed.because_of))
    refusal = parsed("refusals", store=store)[-1]
    assert (refusal["rule"], refusal["about"]) == (told["refused"], f"mission/{SCOPED}")
    assert f"✗ {told['refused']}" in typed("sagas", SCOPED, "--store", store, columns=200).out


def test_a_mission_that_there_is_not_has_no_saga(lived: Path) -> None:
    assert typed("sagas", "nowhere", "--store", lived).code == 2
