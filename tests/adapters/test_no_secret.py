"""No name, address, e-mail, IBAN or NIR of the scenarios is in clear in any file or log."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from adapters.compose import open_archive
from adapters.engine.store.database import Database
from tests.stories.scenario_run import SCENARIOS, run_all, run_on_store

PERSONAL = {"name", "address", "email", "nir", "iban", "signatory"}
COMPANY = {"siren"}
ROOT = Path(__file__).parents[2]


def personal_values(content: Any) -> Iterator[str]:
    """Return the personal values of a scenario, without the names of companies, which are public."""
    if isinstance(content, dict):
        for word, value in content.items():
            if word in PERSONAL and isinstance(value, str) and not COMPANY & set(content):
                yield value.strip()
            yield from personal_values(value)
    if isinstance(content, list):
        for item in content:
            yield from personal_values(item)


def secrets() -> set[str]:
    content = [yaml.safe_load(path.read_text()) for path in SCENARIOS.glob("*.yaml")]
    found = {value for scenario in content for value in personal_values(scenario)}
    assert len(found) > 15
    return found


def in_clear(content: bytes, found: set[str]) -> list[str]:
    return [
        secret
        for secret in found
        if secret.encode() in content or secret.replace(" ", "").encode() in content
    ]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_all(tmp_path_factory.mktemp("secret") / "x.db")


def test_no_file_of_the_store_holds_a_personal_value_in_clear(store: Path) -> None:
    found = secrets()
    files = [path for path in store.parent.rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        assert in_clear(path.read_bytes(), found) == [], path


def test_no_row_of_a_database_holds_a_personal_value_in_clear(database: Database) -> None:
    run_on_store(database, "audit")
    with psycopg.connect(database.url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'jalon'").fetchall()
        rows = [
            value if isinstance(value, bytes) else str(value).encode()
            for (table,) in tables
            for row in connection.execute(f"SELECT * FROM jalon.{table}".encode()).fetchall()
            for value in row
        ]
    assert len(rows) > 500
    assert in_clear(b"\n".join(rows), secrets()) == []


def test_no_export_holds_a_personal_value_in_clear(store: Path) -> None:
    jalon = "from adapters.cli import main; main()"
    command = [sys.executable, "-c", jalon, "history", "--json", "--store", str(store)]
    export = subprocess.run(command, capture_output=True, cwd=ROOT, check=True)
    assert len(export.stdout) > 100_000
    assert in_clear(export.stdout + export.stderr, secrets()) == []


def test_no_log_holds_a_personal_value_in_clear(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        run_all(tmp_path / "x.db")
    assert in_clear(caplog.text.encode(), secrets()) == []


def test_whoever_holds_the_keys_reads_what_was_sealed(store: Path) -> None:
    with open_archive(store) as archive:
        events = [line.recorded.data for line in archive.read_log()]
        names = {
            archive.open_sealed(event.name)
            for event in events
            if type(event).__name__ == "ConsultantRegistered"
        }
        ibans = {
            archive.keys.reveal_value(event.iban)
            for event in events
            if type(event).__name__ == "ConsultantRegistered"
        }
    assert names <= secrets()
    assert {iban.replace(" ", "") for iban in secrets() if iban.startswith("FR")} == ibans
