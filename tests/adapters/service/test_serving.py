"""`jalon serve` as people run it: stopped, killed and begun again under load, nothing answered is lost."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from nats.errors import Error as NatsError

from adapters.compose import open_archive, private_folder
from adapters.engine.access import header_names
from adapters.nats.authority import BrokerAuthority
from tests.adapters.acts import DOCUMENT, SECRETS
from tests.adapters.nats.wired import pulled
from tests.adapters.service.process import JALON, Process
from tests.adapters.service.served import JEANNE, LEA, MISSION, Asking, asking, populate

EVIDENCE = {
    "mission": str(MISSION),
    "kind": "methodology",
    "made_on": "2026-01-05",
    "document": DOCUMENT,
    "about": "Une méthode à elle",
}
ENOUGH = 300

Answers = dict[UUID, dict[str, Any]]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    place = tmp_path / "jalon.db"
    asyncio.run(populate(place))
    return place


def credential_of(store: Path, sender: Any) -> Path:
    return BrokerAuthority.open(private_folder(store) / "nats").open_tenancy("demo").credential_of(*sender)


async def pour(one: Asking, answers: Answers, enough: asyncio.Event) -> None:
    """Give commands, one after the other, until the service answers no more."""
    while True:
        id = uuid4()
        try:
            msg = await one.client.request(
                one.subject("command", "record-evidence"),
                msgspec.json.encode(EVIDENCE),
                timeout=5,
                headers={header_names.COMMAND_ID: str(id)},
            )
        except NatsError:
            return
        answers[id] = msgspec.json.decode(msg.data)
        if len(answers) >= ENOUGH:
            enough.set()


async def under_load(process: Process, url: str, end: Any) -> Answers:
    """Give commands from twelve sides, end the service meanwhile, and return every answer given."""
    answers: Answers = {}
    enough = asyncio.Event()
    async with asking(url, credential_of(process.store, JEANNE), JEANNE) as one:
        pouring = [asyncio.create_task(pour(one, answers, enough)) for _ in range(12)]
        await enough.wait()
        end()
        await asyncio.gather(*pouring)
    return answers


def all_there(store: Path, answers: Answers) -> None:
    """Every answer given is in the log once, and no event is there without its place in the order."""
    with open_archive(store) as archive:
        told = [(line.recorded.command_id, line.position) for line in archive.read_log()]
    assert [position for _, position in told] == list(range(1, len(told) + 1))
    kept = [(id, position) for id, position in told if id in answers]
    assert sorted(kept) == sorted((id, answer["position"]) for id, answer in answers.items())
    assert {answer["outcome"] for answer in answers.values()} == {"accepted"}


async def stream(store: Path, url: str) -> list[bytes]:
    """Return all that the back office receives."""
    async with asking(url, credential_of(store, LEA), LEA) as one:
        return [msg.data for msg in await pulled(one.client, f"umbrella-{LEA.name}")]


def log(store: Path) -> list[bytes]:
    with open_archive(store) as archive:
        return [event.state for event in archive.store.read_log()]


def test_told_to_stop_it_answers_what_it_took_and_all_is_in_the_stream(store: Path) -> None:
    with Process(store) as process:
        url = process.await_said("serving")["broker"]
        answers = asyncio.run(under_load(process, url, process.terminate))
        assert process.ended() == 0
        assert process.said()[-1]["event"] == "stopped"
        all_there(store, answers)
        url = process.start()["broker"]
        assert asyncio.run(stream(store, url)) == log(store)


def test_killed_and_begun_again_it_has_every_answer_it_gave(store: Path) -> None:
    with Process(store) as process:
        url, answers = process.await_said("serving")["broker"], Answers()
        for _ in range(2):
            answers |= asyncio.run(under_load(process, url, process.kill))
            url = process.start()["broker"]
        all_there(store, answers)
        assert asyncio.run(stream(store, url)) == log(store)
        again = asyncio.run(asked_again(process, url, list(answers)[:20]))
        assert again == {id: answers[id] for id in again}


async def asked_again(process: Process, url: str, ids: list[UUID]) -> Answers:
    async with asking(url, credential_of(process.store, JEANNE), JEANNE) as one:
        return {id: await one.command("record-evidence", EVIDENCE, id) for id in ids}


def test_what_it_says_names_nobody(store: Path) -> None:
    said = ("Quiberon", "zoe@quimper.example")
    with Process(store) as process:
        url = process.await_said("serving")["broker"]

        async def talk() -> None:
            async with asking(url, credential_of(store, JEANNE), JEANNE) as one:
                for about in (*said, {"name": said[0]}):
                    await one.command("record-evidence", {**EVIDENCE, "about": about})
                    await one.command(f"record-{said[0]}", {**EVIDENCE, "about": about})
                await one.client.publish(one.subject("command", f"{said[0]}é"))
                await one.raw("query", "mission_sheet", said[0].encode())
                await one.client.publish(one.subject("command", "give-consent"), said[0].encode(), reply="x")
                await one.client.flush()

        asyncio.run(talk())
        process.terminate()
        assert process.ended() == 0
    journal = process.journal.read_text()
    assert "request dropped" in journal
    assert [secret for secret in (*SECRETS, *said) if secret in journal] == []


def test_a_stream_ahead_of_the_log_stops_it_with_a_sentence(store: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    shutil.copy(store, older)
    with Process(store) as process:
        url = process.await_said("serving")["broker"]
        asyncio.run(asked_again(process, url, [uuid4()]))
        process.terminate()
        assert process.ended() == 0
        shutil.copy(older, store)
        process.spawn()
        assert process.ended() == 3
        assert "jalon recover" in process.said()[-1]["event"]
        assert log(store) == log(older)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_it_says_so_when_it_cannot_begin(store: Path, tmp_path: Path, taken: int) -> None:
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"not a store" * 1000)
    for place, options, why in (
        (garbage, ("--port", "0"), "garbage.db"),
        (store, ("--port", str(taken), "--broker-port", "0"), f"127.0.0.1:{taken} is taken"),
        (store, ("--port", "0", "--broker-port", str(taken)), "address already in use"),
    ):
        process = Process(place, *options)
        process.spawn()
        assert process.ended() == 3
        assert why in process.journal.read_text()


@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        ("demo/principals/umbrella-lea-1.json", "the register of principals is damaged"),
        ("demo/capacity.json", "the register of principals is damaged"),
        ("demo/credentials/relay-jalon.creds", "not a credential"),
        ("demo/log.seed", "not a key"),
        ("ca.pem", "not a certificate"),
    ],
)
def test_a_damaged_key_or_register_ends_it_at_once_and_names_the_file(
    store: Path, damaged: str, why: str
) -> None:
    place = private_folder(store) / "nats" / damaged
    place.write_bytes(b"not what was there")
    process = Process(store)
    process.spawn()
    assert process.ended() == 3
    journal = process.journal.read_text()
    assert str(place) in journal
    assert why in journal
    assert "restarting" not in journal
    assert "Traceback" not in journal


def test_a_store_that_it_makes_has_the_clock_that_was_asked_for(tmp_path: Path) -> None:
    store = tmp_path / "new.db"
    with Process(store, "--port", "0", "--broker-port", "0", "--clock", "simulated") as process:
        said = process.await_said("serving")
        assert (said["clock"], said["tenant"]) == ("simulated", "demo")
    done = subprocess.run([*JALON, "doctor", "--store", store], capture_output=True, check=False)
    assert done.returncode == 0
