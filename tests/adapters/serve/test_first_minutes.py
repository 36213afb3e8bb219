"""The first minutes of another service's developer: nothing but `jalon serve` and the broker's own client."""

import os
import subprocess
import sys
from pathlib import Path

from tests.adapters.serve.process import JALON, ROOT, Process

SCOPE_A_MISSION = """
import asyncio, json, uuid
import nats

async def ask(who, verb, body):
    creds = f"pilot.db.private/nats/demo/credentials/{who.replace('.', '-')}.creds"
    nc = await nats.connect("nats://127.0.0.1:4222", user_credentials=creds, inbox_prefix=f"_INBOX.{who}")
    headers = {"Jalon-Command-Id": str(uuid.uuid4())}
    reply = await nc.request(f"jalon.demo.command.{who}.{verb}", json.dumps(body).encode(), headers=headers)
    await nc.close()
    print(verb, json.loads(reply.data)["outcome"])

async def main():
    mission = {"mission": str(uuid.uuid4())}
    with open("scenarios/need.json") as need:
        await ask("client.boreal", "state-need", {**mission, **json.load(need)})
    with open("scenarios/scope.json") as scope:
        await ask("consultant.claire", "scope-mission", {**mission, **json.load(scope)})

asyncio.run(main())
"""

RECEIVE_ITS_FACTS = """
import asyncio
import nats

async def main():
    creds, inbox = "pilot.db.private/nats/demo/credentials/subscriber-books.creds", "_INBOX.subscriber.books"
    nc = await nats.connect("nats://127.0.0.1:4222", user_credentials=creds, inbox_prefix=inbox)
    facts = await nc.jetstream(domain="log").pull_subscribe_bind("subscriber-books", "EVT")
    while True:
        try:
            (msg,) = await facts.fetch(1, timeout=2)
        except nats.errors.TimeoutError:
            return await nc.close()
        print(msg.data.decode())
        await msg.ack()

asyncio.run(main())
"""

PRINCIPALS = (
    ("client", "boreal", "--represents", "61491eaf-86f9-5c46-b69a-8357251b2228"),
    ("consultant", "claire", "--represents", "691d01aa-be88-57b4-b2dd-b7c44ba04322"),
    ("subscriber", "books"),
)


def said(folder: Path, *words: str) -> bytes:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LC_ALL": "C", "JALON_STORE": "pilot.db"}
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_ten_lines_scope_a_mission_and_ten_lines_receive_its_facts(tmp_path: Path) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    said(tmp_path, *JALON, "run", "scenarios/audit.yaml")
    for principal in PRINCIPALS:
        said(tmp_path, *JALON, "principal", "add", *principal)
    with Process(tmp_path / "pilot.db") as process:
        url = process.await_said("serving")["broker"]
        scope, receive = (
            program.replace("nats://127.0.0.1:4222", url) for program in (SCOPE_A_MISSION, RECEIVE_ITS_FACTS)
        )
        assert said(tmp_path, sys.executable, "-c", scope).split() == [
            *(b"state-need", b"accepted"),
            *(b"scope-mission", b"accepted"),
        ]
        received = said(tmp_path, sys.executable, "-c", receive)
        assert received == said(tmp_path, *JALON, "history", "--json")
        assert b"mission-scoped" in received
        assert said(tmp_path, sys.executable, "-c", receive) == b""
