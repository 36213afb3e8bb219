"""Every command works on a database too, and reports what is wrong with one."""

import json
from pathlib import Path

import pytest

from adapters.engine.store.database import Database
from tests.adapters.cli.conftest import AUDIT, CONSULTANT, run_jalon
from tests.adapters.cli.test_exits import COMPANY, COMPLETE
from tests.postgres import SMALL, Server, server

READING = (
    ("missions",),
    ("history", "--json"),
    ("show", "mission_sheet", "audit"),
    ("refusals",),
    ("doctor",),
)


def test_a_database_is_migrated_by_a_command_once(
    postgres: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JALON_PRIVATE", str(tmp_path))
    store = postgres.url(postgres.new_database(migrated=False))
    for words in (*READING, ("run", AUDIT), ("do", "RegisterCompany", json.dumps(COMPANY))):
        output = run_jalon(*words, "--store", store)
        assert (output.code, "run jalon migrate" in output.err) == (3, True), words
    assert "lancez jalon migrate" in run_jalon("missions", "--store", store, lang="fr").err.replace(
        "\u00a0", " "
    )
    first, second = run_jalon("migrate", "--store", store), run_jalon("migrate", "--store", store)
    assert (first.code, second.code) == (0, 0)
    assert "0001, the log" in first.out.replace("_", " ")
    assert "up to date" in second.out
    assert run_jalon("run", AUDIT, "--store", store).code == 0
    assert all(run_jalon(*words, "--store", store).code == 0 for words in READING)
    postgres.drop(store.rpartition("/")[2])


def test_a_command_on_a_database_begins_a_store_in_real_time_and_a_dry_run_does_not(
    database: Database,
) -> None:
    words = ("do", "RegisterCompany", json.dumps(COMPANY), "--store", database)
    assert run_jalon(*words, "--dry-run").code == 0
    assert run_jalon("missions", "--store", database).code == 3
    assert run_jalon(*words).code == 0
    output = run_jalon("run", AUDIT, "--store", database)
    assert (output.code, "real time" in output.err) == (2, True)


def test_a_refusal_by_a_rule_is_exit_one_on_a_database(
    audit_database: tuple[Database, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JALON_PRIVATE", str(audit_database[1]))
    words = ("do", "CompleteMission", COMPLETE, "--as", "consultant", "--represents", CONSULTANT)
    output = run_jalon(*words, "--dry-run", "--store", audit_database[0])
    assert (output.code, "[AGR-1, C. civ. 1103]" in output.err) == (1, True)


@pytest.mark.parametrize("words", READING)
def test_a_database_that_is_away_is_exit_three_and_no_password_is_printed(words: tuple[str, ...]) -> None:
    for store in (
        "postgresql://lea:s3cret@127.0.0.1:1/jalon",
        "postgresql://127.0.0.1:1/jalon?user=lea&password=s3cret",
        "postgresql://lea:s3cret@[::1/jalon",
    ):
        output = run_jalon(*words, "--store", store)
        assert (output.code, output.out) == (3, "")
        assert output.err.startswith("postgresql://")
        assert "s3cret" not in output.err


def test_the_doctor_warns_of_a_server_that_does_not_wait_for_the_disk(
    audit_database: tuple[Database, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, private = audit_database
    monkeypatch.setenv("JALON_PRIVATE", str(private))
    warned = run_jalon("doctor", "--store", database)
    assert (warned.code, "all is well" in warned.out) == (0, True)
    assert [line.partition(":")[0] for line in warned.err.splitlines()] == [
        "fsync=off",
        "full_page_writes=off",
        "synchronous_commit=off",
    ]
    assert "peut se perdre" in run_jalon("doctor", "--store", database, lang="fr").err


def test_the_doctor_warns_of_a_writer_whose_login_does_not_wait_for_the_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JALON_PRIVATE", str(tmp_path))
    with server(SMALL) as durable:
        store = durable.url(name := durable.new_database())
        assert run_jalon("do", "RegisterCompany", json.dumps(COMPANY), "--store", store).code == 0

        def unsafe() -> list[str]:
            return json.loads(run_jalon("doctor", "--json", "--store", store).out)["unsafe_settings"]

        for login, granted in (("service", "writer"), ("desk", "reader")):
            durable.do(f"CREATE ROLE {login} LOGIN IN ROLE migrated_{granted}")
            durable.do(f"ALTER ROLE {login} SET synchronous_commit = off")
        assert unsafe() == []
        for login, granted in (("service", "writer"), ("desk", "reader")):
            durable.do(f"CREATE ROLE {name}_{granted}")
            durable.do(f"GRANT {name}_{granted} TO {login}")
        assert unsafe() == ["synchronous_commit=off (service)"]


def test_a_file_is_not_migrated(tmp_path: Path) -> None:
    output = run_jalon("migrate", "--store", tmp_path / "x.db")
    assert (output.code, "only a database is migrated" in output.err) == (3, True)
    assert not list(tmp_path.iterdir())


def test_the_wrong_master_key_is_reported(
    audit_database: tuple[Database, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JALON_PRIVATE", str(tmp_path))
    assert run_jalon("doctor", "--store", audit_database[0]).code == 3
    assert "restore it" in run_jalon("history", "audit", "--store", audit_database[0]).err
    (tmp_path / "master.key").write_bytes(bytes(32))
    assert "not the one of its keys" in run_jalon("history", "audit", "--store", audit_database[0]).err
