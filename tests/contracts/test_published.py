"""The committed contract is what this version generates, and breaks nothing that was released."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.contracts import contracts_folder
from adapters.contracts.schema_builder import Schema
from tests.adapters.cli.conftest import run_jalon

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "contracts"
INVOICED = "events/fr.jalon.mission.invoiced.v1.json"


@pytest.fixture(scope="module")
def generated_schemas() -> dict[str, Schema]:
    return contracts_folder.build_schemas()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a release of this version."""
    assert run_jalon("contracts", tmp_path / "contracts", "--release").code == 0
    return tmp_path / "contracts"


def read_contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.json")}


def alter_release(folder: Path, alter: str, *, into: str) -> None:
    """Change a text in the release file."""
    release = folder / contracts_folder.RELEASE_FILE
    text = release.read_text(encoding="utf-8")
    assert alter in text
    release.write_text(text.replace(alter, into), encoding="utf-8")


def test_the_committed_contract_is_what_this_version_generates(generated_schemas: dict[str, Schema]) -> None:
    committed = read_contents(FOLDER)
    committed.pop(contracts_folder.RELEASE_FILE)
    generated = contracts_folder.encode_files(generated_schemas)
    differ = [place for place in committed.keys() | generated if committed.get(place) != generated.get(place)]
    assert sorted(differ) == [], "run `make contracts` and commit what it writes"


def test_this_version_breaks_nothing_that_was_released(generated_schemas: dict[str, Schema]) -> None:
    version, changes = contracts_folder.check_release(FOLDER, generated_schemas)
    assert version, "the repository keeps the last release"
    assert changes == []


def test_another_process_with_other_hashes_writes_the_same_bytes(tmp_path: Path) -> None:
    script = (
        f"from adapters.cli import main; import sys; sys.argv = ['jalon', 'contracts', '{tmp_path}']; main()"
    )
    env = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT), "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=env, check=True, capture_output=True)
    committed = read_contents(FOLDER)
    committed.pop(contracts_folder.RELEASE_FILE)
    assert read_contents(tmp_path) == committed


def test_a_file_that_is_no_longer_generated_is_deleted_and_other_files_stay(folder: Path) -> None:
    (folder / "events" / "fr.jalon.mission.forgotten.v1.json").write_text("{}")
    (folder / "README.md").write_text("ours to read")
    output = run_jalon("contracts", folder)
    assert output.code == 0
    assert output.out.split() == [str(len(read_contents(folder)) - 1), "files", "in", str(folder)]
    assert not (folder / "events" / "fr.jalon.mission.forgotten.v1.json").exists()
    assert (folder / "README.md").exists()


@pytest.mark.parametrize(("lang", "message"), [("en", "nothing is written"), ("fr", "rien n'est écrit")])
def test_a_version_that_breaks_a_release_is_refused_and_writes_nothing(
    folder: Path, lang: str, message: str
) -> None:
    alter_release(folder, '"recovery_indemnity"', into='"compensation"')
    (folder / INVOICED).unlink()
    output = run_jalon("contracts", folder, lang=lang)
    assert output.code == 1
    assert "urn:jalon:schema:fr.jalon.mission.invoiced.v1 data.compensation: " in output.err
    assert message in output.err.replace("\u00a0", " ")
    assert not (folder / INVOICED).exists()


def test_a_version_that_breaks_a_release_cannot_be_released(folder: Path) -> None:
    alter_release(folder, "event.{audience}.mission.{id}.{client}.{consultant}.invoiced", into="invoices")
    before = (folder / contracts_folder.RELEASE_FILE).read_bytes()
    assert run_jalon("contracts", folder, "--release").code == 1
    assert (folder / contracts_folder.RELEASE_FILE).read_bytes() == before


def test_a_release_says_its_version(folder: Path) -> None:
    release = json.loads((folder / contracts_folder.RELEASE_FILE).read_bytes())
    assert release["version"] == contracts_folder.JALON_VERSION
    assert len(release["schemas"]) == len(contracts_folder.build_schemas())


def test_a_folder_that_cannot_be_written_is_exit_three(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    output = run_jalon("contracts", tmp_path / "taken")
    assert output.code == 3
    assert "taken" in output.err
