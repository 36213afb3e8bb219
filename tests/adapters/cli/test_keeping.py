"""Backing up, restoring, recovering and comparing, as an operator types them."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import msgspec

from adapters.compose import private_folder
from tests.adapters.cli.conftest import typed
from tests.adapters.service.served import LEA, MISSION, populate, serving, wait_until_settled


def told(*words: object) -> dict[str, Any]:
    answer = typed(*words, "--json")
    assert answer.code == 0, answer.err
    return msgspec.json.decode(answer.out)


async def serve_once(store: Path, *, commands: int) -> None:
    """Serve a store until so many commands are answered, all that follows is done, and all is published."""
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
    backup = told("backup", folder, "--store", store)
    assert Path(backup["path"]).parent == folder
    shutil.copytree(private_folder(store), private_folder(older))
    restored = told("restore", backup["path"], "--store", older)
    assert restored["added"] == backup["head"]
    asyncio.run(serve_once(store, commands=3))
    whole = typed("history", "--json", "--store", store).out
    shutil.rmtree(private_folder(older))
    private_folder(store).rename(private_folder(older))
    stream = typed("doctor", "--stream", "--store", older)
    assert (stream.code, f"position {backup['head'] + 1}, where the log has" in stream.out) == (3, True)
    recovered = told("recover", "--from-stream", "--store", older)
    found = (recovered["first"], recovered["added"], recovered["lost"]["keys"])
    assert found == (backup["head"] + 1, whole.count("\n") - backup["head"], 0)
    history = typed("history", "--json", "--store", older).out
    assert history.startswith(whole)
    assert "stream-recovered" in history.removeprefix(whole)
    again = typed("recover", "--from-stream", "--store", older)
    assert (again.code, again.out.strip()) == (0, "the log has all that the stream holds; nothing is added")
    compared = told("doctor", "--stream", "--store", older)
    assert (compared["difference"], compared["waiting"], compared["nearly_full"]) == (None, 1, False)


def test_a_backup_says_what_is_not_in_it_and_a_restore_what_is_missing(store: Path, tmp_path: Path) -> None:
    private, other = private_folder(store), tmp_path / "other.db"
    key, nats = private / "master.key", private / "nats"
    assert told("backup", tmp_path, "--store", store)["left_out"] == {"master_key": str(key)}
    assert typed("nats-config", tmp_path / "conf", "--store", store).code == 0
    said = typed("backup", tmp_path, "--store", store)
    assert [str(key) in said.err, str(nats) in said.err] == [True, True]
    backup = told("backup", tmp_path, "--store", store)
    assert backup["left_out"] == {"master_key": str(key), "broker_keys": str(nats)}
    missing = private_folder(other) / "nats"
    words = ("restore", backup["path"], "--master-key", key, "--store", other)
    assert f"put {missing} back" in typed(*words).err
    assert f"remettez {missing}" in typed(*words, lang="fr").err
    assert told(*words)["missing"] == {"broker_keys": str(missing)}
    shutil.copytree(nats, missing)
    assert told(*words)["missing"] == {}


def test_what_is_no_backup_is_bad_input_and_no_key_is_no_restore(store: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    nothing = typed("restore", store, "--store", other)
    assert (nothing.code, nothing.out) == (2, "")
    assert "a damaged backup, or none" in nothing.err
    backup = told("backup", tmp_path, "--store", store)
    keyless = typed("restore", backup["path"], "--store", other)
    assert keyless.code == 3
    assert not other.exists()
    assert typed("recover", "--store", store).code == 2
    assert typed("backup", "--store", tmp_path / "none.db").code == 3


def test_a_stream_that_is_not_there_is_said_so(store: Path) -> None:
    assert typed("doctor", "--stream", "--store", store).code == 3
    missing = typed("recover", "--from-stream", "--store", store)
    assert missing.code == 3
    assert missing.err.startswith("EVT")
