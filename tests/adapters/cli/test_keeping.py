"""Backup, restore, recovery and comparison from the command line."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import msgspec

from adapters.compose import private_folder
from tests.adapters.cli.conftest import run_jalon
from tests.adapters.service.served import LEA, MISSION, populate, serving, wait_until_settled


def run_json(*words: object) -> dict[str, Any]:
    output = run_jalon(*words, "--json")
    assert output.code == 0, output.err
    return msgspec.json.decode(output.out)


async def serve_once(store: Path, *, commands: int) -> None:
    """Serve a store until some commands are answered, their sagas are settled and all is published."""
    async with serving(store) as served:
        async with served.connect_as(LEA) as lea:
            for _ in range(commands):
                answer = await lea.command("verify-mission", {"mission": str(MISSION)})
                assert answer["outcome"] in {"accepted", "refused"}
        await wait_until_settled(served)


def test_an_operator_backs_up_restores_and_recovers(tmp_path: Path) -> None:
    store, older, folder = tmp_path / "jalon.db", tmp_path / "older", tmp_path / "backups"
    folder.mkdir()
    asyncio.run(populate(store))
    asyncio.run(serve_once(store, commands=1))
    backup = run_json("backup", folder, "--store", store)
    assert Path(backup["path"]).parent == folder
    shutil.copytree(private_folder(store), private_folder(older))
    restored = run_json("restore", backup["path"], "--store", older)
    assert restored["added"] == backup["head"]
    asyncio.run(serve_once(store, commands=3))
    whole = run_jalon("history", "--json", "--store", store).out
    shutil.rmtree(private_folder(older))
    private_folder(store).rename(private_folder(older))
    stream = run_jalon("doctor", "--stream", "--store", older)
    assert (stream.code, f"position {backup['head'] + 1}, where the log has" in stream.out) == (3, True)
    recovered = run_json("recover", "--from-stream", "--store", older)
    found = (recovered["first"], recovered["added"], recovered["lost"]["keys"])
    assert found == (backup["head"] + 1, whole.count("\n") - backup["head"], 0)
    history = run_jalon("history", "--json", "--store", older).out
    assert history.startswith(whole)
    assert "stream-recovered" in history.removeprefix(whole)
    again = run_jalon("recover", "--from-stream", "--store", older)
    assert (again.code, again.out.strip()) == (0, "the log has all that the stream holds; nothing is added")
    compared = run_json("doctor", "--stream", "--store", older)
    assert (compared["difference"], compared["waiting"], compared["nearly_full"]) == (None, 1, False)


def test_a_backup_names_what_it_leaves_out_and_a_restore_what_is_missing(store: Path, tmp_path: Path) -> None:
    private, other = private_folder(store), tmp_path / "other.db"
    key, nats = private / "master.key", private / "nats"
    assert run_json("backup", tmp_path, "--store", store)["left_out"] == {"master_key": str(key)}
    assert run_jalon("nats-config", tmp_path / "conf", "--store", store).code == 0
    output = run_jalon("backup", tmp_path, "--store", store)
    assert [str(key) in output.err, str(nats) in output.err] == [True, True]
    backup = run_json("backup", tmp_path, "--store", store)
    assert backup["left_out"] == {"master_key": str(key), "broker_keys": str(nats)}
    missing = private_folder(other) / "nats"
    words = ("restore", backup["path"], "--master-key", key, "--store", other)
    assert f"put {missing} back" in run_jalon(*words).err
    assert f"remettez {missing}" in run_jalon(*words, lang="fr").err
    assert run_json(*words)["missing"] == {"broker_keys": str(missing)}
    shutil.copytree(nats, missing)
    assert run_json(*words)["missing"] == {}


def test_a_file_that_is_no_backup_is_bad_input_and_without_a_key_nothing_is_restored(
    store: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    nothing = run_jalon("restore", store, "--store", other)
    assert (nothing.code, nothing.out) == (2, "")
    assert "a damaged backup, or none" in nothing.err
    backup = run_json("backup", tmp_path, "--store", store)
    without_key = run_jalon("restore", backup["path"], "--store", other)
    assert without_key.code == 3
    assert not other.exists()
    assert run_jalon("recover", "--store", store).code == 2
    assert run_jalon("backup", "--store", tmp_path / "none.db").code == 3


def test_a_missing_stream_is_reported(store: Path) -> None:
    assert run_jalon("doctor", "--stream", "--store", store).code == 3
    missing = run_jalon("recover", "--from-stream", "--store", store)
    assert missing.code == 3
    assert missing.err.startswith("EVT")
