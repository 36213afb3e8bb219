"""Wrong input gets a clear message, a stable exit code, and changes nothing."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.sqlite.sqlite_store import SQLiteStore
from tests.adapters.cli.conftest import AUDIT, CONSULTANT, MISSION, ROOT, run_jalon, run_process

COMPANY = {"siren": "902145739", "vat_number": "FR71902145739", "name": "Arche", "address": "Nantes"}
COMPLETE = json.dumps({"mission": str(MISSION), "completed_on": "2026-03-20"})


def read_head(store: Path) -> int:
    opened = SQLiteStore.open_existing(store)
    try:
        return opened.head()
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("do", "AcceptDeliverabl", "{}"), "did you mean AcceptDeliverable?"),
        (("do", "CompleteMission", "{"), "this is not JSON"),
        (("do", "CompleteMission", '{"mission": 1, "oops": 2}'), "oops: this field is unknown"),
        (("do", "CompleteMission", "@nowhere.json"), "nowhere.json"),
        (("do", "CompleteMission", COMPLETE, "--time", "2026-03-20T10:00:00"), "time: "),
        (("do", "CompleteMission", COMPLETE, "--time", "2126-03-20T10:00:00Z"), "still to come"),
        (("do", "CompleteMission", COMPLETE, "--time", "yesterday"), "--time"),
        (("do", "CompleteMission", COMPLETE, "--on-behalf-of", "client"), "go together"),
        (("do", "CompleteMission", COMPLETE, "--document", "nowhere.pdf"), "nowhere.pdf"),
        (("history", "zork"), "“zork” names no stream"),
        (("history", "client/" + str(MISSION)), "names no stream"),
        (("history", "--known-at", "yesterday"), "--known-at"),
        (("history", "--as-of", "2026-01-16T10:00:00"), "with its offset"),
        (("show", "nothing", "audit"), "mission_sheet, audit_trail"),
        (("show", "mission_sheet", "audit/claire"), "is not a mission"),
        (("run", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_bad_input_is_exit_two_and_changes_nothing(
    store: Path, words: tuple[str, ...], expected: str
) -> None:
    before = read_head(store)
    output = run_jalon(*words, "--store", store)
    assert (output.code, output.out) == (2, "")
    assert expected in output.err
    assert read_head(store) == before


def damage_event(store: Path, change: str) -> Path:
    with sqlite3.connect(store) as connection:
        connection.execute(f"{change} WHERE notification_id = 60")
    return store


def test_a_damaged_event_is_exit_three_and_its_position_is_named(store: Path) -> None:
    damage_event(store, "UPDATE stored_events SET state = x'7b22'")
    for words in (("doctor",), ("projections", "rebuild", "mission_sheet"), ("run", AUDIT)):
        output = run_jalon(*words, "--store", store)
        assert (output.code, "position 60: no event" in output.out + output.err) == (3, True), words
    assert json.loads(run_jalon("doctor", "--json", "--store", store).out)["head"] == read_head(store)


def test_an_event_with_unreadable_data_is_found_by_the_doctor(store: Path) -> None:
    data = "CAST(substr(state, 1, instr(state, CAST('\"data\":' AS BLOB)) + 6) || '[]}' AS BLOB)"
    output = run_jalon("doctor", "--store", damage_event(store, f"UPDATE stored_events SET state = {data}"))
    assert (output.code, "position 60: " in output.out, "Expected `object`" in output.out) == (3, True, True)


def test_a_log_with_a_hole_is_not_backed_up(store: Path, tmp_path: Path) -> None:
    damage_event(store, "DELETE FROM stored_events")
    output = run_jalon("backup", tmp_path / "b.zip", "--store", store)
    assert (output.code, "position 60: no event" in output.err) == (3, True)
    assert not (tmp_path / "b.zip").exists()


def test_a_malformed_command_is_reported_in_json_too(store: Path) -> None:
    output = run_jalon("do", "CompleteMission", '{"mission": 1, "oops": 2}', "--json", "--store", store)
    result = json.loads(output.out)
    assert (output.code, result["outcome"]) == (2, "malformed")
    assert {fault["path"] for fault in result["faults"]} == {"mission", "oops", "completed_on"}
    assert "oops: this field is unknown" in output.err


@pytest.mark.parametrize(
    "words", [("frob",), ("show",), ("history", "--frob"), ("do", "X", "{}", "--as", "me")]
)
def test_unknown_arguments_are_exit_two(words: tuple[str, ...]) -> None:
    assert run_jalon(*words).code == 2


def test_every_fault_is_printed_at_once_with_rule_and_article_in_both_languages(tmp_path: Path) -> None:
    body = json.dumps({"siren": "123", "vat_number": "FR0", "oops": 1})
    for lang, missing in (("fr", "ce champ manque"), ("en", "this field is missing")):
        output = run_jalon("do", "RegisterCompany", body, "--store", tmp_path / "new.db", lang=lang)
        assert output.code == 2
        assert output.err.count(missing) == 2  # name, address
        assert "[siren, C. com. R123-221]" in output.err
    assert not list(tmp_path.iterdir())


def test_a_refusal_is_exit_one_and_names_its_rule(store: Path) -> None:
    words = ("do", "CompleteMission", COMPLETE, "--as", "consultant", "--represents", CONSULTANT)
    output = run_jalon(*words, "--store", store)
    assert output.code == 1
    assert "[AGR-1, C. civ. 1103]" in output.err
    assert "[AGR-1, C. civ. 1103]" in run_jalon(*words, "--store", store, lang="fr").err


def test_a_dry_run_answers_the_same_and_records_nothing(store: Path) -> None:
    before = read_head(store)
    output = run_jalon("do", "CompleteMission", COMPLETE, "--dry-run", "--store", store)
    assert output.code == 1
    assert "[AGR-1, C. civ. 1103]" in output.err
    assert read_head(store) == before


def test_a_dry_run_makes_no_store(tmp_path: Path) -> None:
    output = run_jalon(
        "do", "RegisterCompany", json.dumps(COMPANY), "--dry-run", "--store", tmp_path / "new.db"
    )
    assert output.code == 0
    assert "Arche" in output.out
    assert not list(tmp_path.iterdir())


def test_a_command_makes_a_store_in_real_time_in_which_no_scenario_runs(tmp_path: Path) -> None:
    store = tmp_path / "new.db"
    assert run_jalon("do", "RegisterCompany", json.dumps(COMPANY), "--store", store).code == 0
    output = run_jalon("run", AUDIT, "--store", store)
    assert output.code == 2
    assert "real time" in output.err
    assert read_head(store) == 1


def test_the_id_of_another_command_is_exit_two(tmp_path: Path) -> None:
    store, command_id = tmp_path / "new.db", "0197a000-0000-7000-8000-000000000001"
    words = ("do", "RegisterCompany", "--id", command_id, "--store", store)
    first = run_jalon(*words, json.dumps(COMPANY))
    again = run_jalon(*words, json.dumps(COMPANY))
    other = run_jalon(*words, json.dumps({**COMPANY, "name": "Autre"}))
    assert (first.code, again.code, other.code) == (0, 0, 2)
    assert first.out == again.out
    assert command_id in other.err


@pytest.mark.parametrize("content", [b"not a store\n" * 100, b""])
@pytest.mark.parametrize("words", [("missions",), ("history", "--json"), ("doctor",), ("refusals",)])
def test_a_foreign_file_is_exit_three_and_untouched(
    tmp_path: Path, content: bytes, words: tuple[str, ...]
) -> None:
    store = tmp_path / "foreign.db"
    store.write_bytes(content)
    output = run_jalon(*words, "--store", store)
    assert output.code == 3
    assert "file" in output.err
    assert (store.read_bytes(), list(tmp_path.iterdir())) == (content, [store])


def test_a_fault_of_a_store_is_printed_in_french(tmp_path: Path) -> None:
    store = tmp_path / "foreign.db"
    with sqlite3.connect(store) as other:
        other.execute("CREATE TABLE theirs (x)")
    for path, expected in (
        (store, "le fichier SQLite d'un autre programme"),
        (tmp_path / "x.db", "pas de registre"),
    ):
        output = run_jalon("missions", "--store", path, lang="fr")
        assert output.code == 3
        assert expected in output.err


def test_a_closed_pipe_is_no_error(audit_store: Path) -> None:
    script = "from adapters.cli import main; main()"
    command = [sys.executable, "-c", script, "history", "--json", "--store", str(audit_store)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        writer.stdout.readline()
        writer.stdout.close()
        assert writer.stderr.read() == b""


def test_a_scenario_that_departs_from_its_script_is_exit_one_with_the_difference(tmp_path: Path) -> None:
    output = AUDIT.read_text().replace("expect: [NeedStated, MissionOpened]", "expect: [ProposalMade]")
    other = tmp_path / "other.yaml"
    other.write_text(output)
    output = run_jalon("run", other, "--store", tmp_path / "x.db")
    assert output.code == 1
    assert "StateNeed" in output.err
    assert {"-ProposalMade", "+NeedStated"} <= set(output.err.splitlines())


def test_an_unknown_word_in_a_scenario_is_exit_two_at_its_line_and_makes_no_store(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(AUDIT.read_text().replace("does: StateNeed", "do: StateNeed"))
    for lang in ("fr", "en"):
        output = run_jalon("run", other, "--store", tmp_path / "x.db", lang=lang)
        assert output.code == 2
        assert output.err.startswith("other.yaml:")
    assert list(tmp_path.iterdir()) == [other]


def test_a_process_of_its_own_exits_the_same(audit_store: Path, tmp_path: Path) -> None:
    codes = [
        run_process("missions", "--store", audit_store, cwd=tmp_path).code,
        run_process("history", "zork", "--store", audit_store, cwd=tmp_path).code,
        run_process("missions", cwd=tmp_path).code,
    ]
    assert codes == [0, 2, 3]


def test_an_event_that_cannot_be_read_is_exit_three_and_named(store: Path) -> None:
    with sqlite3.connect(store) as damaged:
        damaged.execute(
            "UPDATE stored_events SET state = replace(state, 'client', 'clint') WHERE topic LIKE '%need%'"
        )
    for lang, expected in (("fr", "fait illisible"), ("en", "an event that cannot be read")):
        output = run_jalon("missions", "--store", store, lang=lang)
        assert output.code == 3
        assert expected in output.err
        assert "need-stated.v1" in output.err
