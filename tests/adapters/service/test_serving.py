"""`jalon serve` stopped, killed and restarted under load: no answered command is lost."""

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
from tests.adapters.nats.wired import pull_all
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


def credential_of(store: Path, caller: Any) -> Path:
    return BrokerAuthority.open(private_folder(store) / "nats").open_tenancy("demo").credential_path(*caller)


async def send_commands(caller: Asking, answers: Answers, enough: asyncio.Event) -> None:
    """Send commands one after the other until the service stops answering."""
    while True:
        id = uuid4()
        try:
            msg = await caller.client.request(
                caller.subject("command", "record-evidence"),
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
    """Send commands from twelve tasks, end the service meanwhile, and return all answers."""
    answers: Answers = {}
    enough = asyncio.Event()
    async with asking(url, credential_of(process.store, JEANNE), JEANNE) as caller:
        sending = [asyncio.create_task(send_commands(caller, answers, enough)) for _ in range(12)]
        await enough.wait()
        end()
        await asyncio.gather(*sending)
    return answers


def assert_all_stored(store: Path, answers: Answers) -> None:
    """Assert that each answered command is in the log once, and that positions have no gap."""
    with open_archive(store) as archive:
        logged = [(entry.recorded.command_id, entry.position) for entry in archive.read_log()]
    assert [position for _, position in logged] == list(range(1, len(logged) + 1))
    answered = [(id, position) for id, position in logged if id in answers]
    assert sorted(answered) == sorted((id, answer["position"]) for id, answer in answers.items())
    assert {answer["outcome"] for answer in answers.values()} == {"accepted"}


async def read_stream(store: Path, url: str) -> list[bytes]:
    """Return all messages that the umbrella company receives."""
    async with asking(url, credential_of(store, LEA), LEA) as caller:
        return [msg.data for msg in await pull_all(caller.client, f"umbrella-{LEA.name}")]


def read_log(store: Path) -> list[bytes]:
    with open_archive(store) as archive:
        return [event.state for event in archive.store.read_log()]


def test_after_a_stop_every_accepted_command_is_answered_and_in_the_stream(store: Path) -> None:
    with Process(store) as process:
        url = process.wait_for_event("serving")["broker"]
        answers = asyncio.run(under_load(process, url, process.terminate))
        assert process.wait_until_ended() == 0
        assert process.read_events()[-1]["event"] == "stopped"
        assert_all_stored(store, answers)
        url = process.start()["broker"]
        assert asyncio.run(read_stream(store, url)) == read_log(store)


def test_after_a_kill_and_a_restart_it_has_every_answer_it_gave(store: Path) -> None:
    with Process(store) as process:
        url, answers = process.wait_for_event("serving")["broker"], Answers()
        for _ in range(2):
            answers |= asyncio.run(under_load(process, url, process.kill))
            url = process.start()["broker"]
        assert_all_stored(store, answers)
        assert asyncio.run(read_stream(store, url)) == read_log(store)
        again = asyncio.run(repeat_commands(process, url, list(answers)[:20]))
        assert again == {id: answers[id] for id in again}


async def repeat_commands(process: Process, url: str, ids: list[UUID]) -> Answers:
    async with asking(url, credential_of(process.store, JEANNE), JEANNE) as caller:
        return {id: await caller.command("record-evidence", EVIDENCE, id) for id in ids}


def test_its_log_names_nobody(store: Path) -> None:
    private_texts = ("Quiberon", "zoe@quimper.example")
    with Process(store) as process:
        url = process.wait_for_event("serving")["broker"]

        async def send_private_texts() -> None:
            async with asking(url, credential_of(store, JEANNE), JEANNE) as caller:
                for about in (*private_texts, {"name": private_texts[0]}):
                    await caller.command("record-evidence", {**EVIDENCE, "about": about})
                    await caller.command(f"record-{private_texts[0]}", {**EVIDENCE, "about": about})
                await caller.client.publish(caller.subject("command", f"{private_texts[0]}é"))
                await caller.raw("query", "mission_sheet", private_texts[0].encode())
                await caller.client.publish(
                    caller.subject("command", "give-consent"), private_texts[0].encode(), reply="x"
                )
                await caller.client.flush()

        asyncio.run(send_private_texts())
        process.terminate()
        assert process.wait_until_ended() == 0
    journal = process.journal.read_text()
    assert "request dropped" in journal
    assert [secret for secret in (*SECRETS, *private_texts) if secret in journal] == []


def test_a_stream_ahead_of_the_log_stops_it_with_a_sentence(store: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    shutil.copy(store, older)
    with Process(store) as process:
        url = process.wait_for_event("serving")["broker"]
        asyncio.run(repeat_commands(process, url, [uuid4()]))
        process.terminate()
        assert process.wait_until_ended() == 0
        shutil.copy(older, store)
        process.spawn()
        assert process.wait_until_ended() == 3
        assert "jalon recover" in process.read_events()[-1]["event"]
        assert read_log(store) == read_log(older)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_it_says_so_when_it_cannot_begin(store: Path, tmp_path: Path, taken_port: int) -> None:
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"not a store" * 1000)
    for place, options, why in (
        (garbage, ("--port", "0"), "garbage.db"),
        (store, ("--port", str(taken_port), "--broker-port", "0"), f"127.0.0.1:{taken_port} is taken"),
        (store, ("--port", "0", "--broker-port", str(taken_port)), "address already in use"),
    ):
        process = Process(place, *options)
        process.spawn()
        assert process.wait_until_ended() == 3
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
    assert process.wait_until_ended() == 3
    journal = process.journal.read_text()
    assert str(place) in journal
    assert why in journal
    assert "restarting" not in journal
    assert "Traceback" not in journal


def test_a_store_that_it_makes_has_the_clock_that_was_asked_for(tmp_path: Path) -> None:
    store = tmp_path / "new.db"
    with Process(store, "--port", "0", "--broker-port", "0", "--clock", "simulated") as process:
        started = process.wait_for_event("serving")
        assert (started["clock"], started["tenant"]) == ("simulated", "demo")
    done = subprocess.run([*JALON, "doctor", "--store", store], capture_output=True, check=False)
    assert done.returncode == 0
