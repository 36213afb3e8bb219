"""The way of one command: the files of the product that it enters from its arrival to its commit.

A real service over a real broker and a SQLite store, in which a scenario has brought a mission to a
deliverable that waits for its acceptance. The first acceptance warms the service up; of the next two,
only the files that both enter count, so that what happened to run beside one of them does not. All
that is named here is typed or sent: the command line, subjects, fields.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

import nats
import yaml

from tests.house.tree import ROOT, entry_point

FILES_LIMIT = 23
"""How many files a command may enter. The aim is 24: lower it whenever fewer are measured."""

SCENARIO, MISSION, VERB = ROOT / "scenarios" / "audit.yaml", "audit", "accept-deliverable"
CLIENT, CONSULTANT = "client.boreal", "consultant.claire"
DOCUMENT = "sha256:" + "0" * 64
SECONDS = 60


@cache
def files_of_a_command() -> tuple[str, ...]:
    """Measure, once in a process."""
    with TemporaryDirectory(prefix="jalon-house-") as folder:
        store, lines = Path(folder) / "way.db", Path(folder) / "entered.jsonl"
        scenario = _cut_scenario(SCENARIO, Path(folder))
        _run_jalon("run", str(scenario), "--store", str(store))
        event = json.loads(_run_jalon("history", MISSION, "--json", "--store", str(store)).splitlines()[-1])
        for principal, field in ((CLIENT, "clientid"), (CONSULTANT, "consultantid")):
            _run_jalon(
                "principal", "add", *principal.split("."), "--represents", event[field], "--store", str(store)
            )
        with _serve_profiled(lines, store) as serving:
            asyncio.run(_accept_all(serving, store, event["subject"].partition("/")[2]))
        _, *measured = (json.loads(line) for line in lines.read_text().splitlines())
    first, *others = measured
    assert others, "two commands are measured"
    return tuple(file for file in first if all(file in entered for entered in others))


def _cut_scenario(scenario: Path, folder: Path) -> Path:
    """Write a scenario up to its first acceptance, without that."""
    text = scenario.read_text(encoding="utf-8")
    cut = folder / scenario.name
    cut.write_text(
        text[: text.rindex("\n  - ", 0, text.index("does: AcceptDeliverable")) + 1], encoding="utf-8"
    )
    return cut


def _read_criteria() -> dict[str, list[dict[str, Any]]]:
    """Return the deliverables of the scenario, each with its criteria met."""
    steps = yaml.safe_load(SCENARIO.read_text(encoding="utf-8"))["steps"]
    scope = next(step["with"]["scope"] for step in steps if step.get("does") == "ScopeMission")
    return {
        each["key"]: [{"key": criterion["key"], "met": True} for criterion in each["criteria"]]
        for each in scope["deliverables"]
    }


def _make_environment() -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if name != "NATS_URL"}
    return {**others, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LC_ALL": "C"}


def _run_jalon(*words: str) -> str:
    module, function = entry_point()
    code = f"import sys; sys.argv[0] = 'jalon'; from {module} import {function} as main; main()"
    run = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env=_make_environment(),
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@contextmanager
def _serve_profiled(lines: Path, store: Path) -> Iterator[dict[str, Any]]:
    """Serve under the profiler until the block ends; yield what it logs once it serves."""
    journal = store.with_name("serve.log")
    words = ["serve", "--store", str(store), "--port", "0", "--broker-port", "0"]
    with journal.open("wb") as log:
        module = [sys.executable, "-m", "tests.house.profiled", str(lines), VERB]
        process = subprocess.Popen([*module, *words], cwd=ROOT, env=_make_environment(), stderr=log)
    try:
        yield _await_serving(process, journal)
    finally:
        process.terminate()
        assert process.wait(SECONDS) == 0, journal.read_text()


def _await_serving(process: "subprocess.Popen[bytes]", journal: Path) -> dict[str, Any]:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        for line in journal.read_text().splitlines():
            if re.search(r'"event": ?"serving"', line):
                return json.loads(line)
        time.sleep(0.05)
    raise AssertionError(journal.read_text())


async def _accept_all(serving: dict[str, Any], store: Path, mission: str) -> None:
    """Accept each deliverable, the later ones once they are submitted and all is quiet."""
    for number, (key, criteria) in enumerate(_read_criteria().items()):
        if number:
            paper = {"mission": mission, "deliverable": key, "document": DOCUMENT}
            await _give_command(serving, store, CONSULTANT, "submit-deliverable", paper)
        await _wait_until_quiet(serving)
        body = {"mission": mission, "deliverable": key, "criteria": criteria}
        await _give_command(serving, store, CLIENT, VERB, body)


async def _give_command(
    serving: dict[str, Any], store: Path, principal: str, verb: str, body: dict[str, Any]
) -> None:
    name = principal.replace(".", "-")
    credential = f"{store}.private/nats/demo/credentials/{name}.creds"
    client = await nats.connect(
        serving["broker"], user_credentials=credential, inbox_prefix=f"_INBOX.{principal}"
    )
    try:
        headers = {"Jalon-Command-Id": str(uuid4())}
        subject, data = f"jalon.demo.command.{principal}.{verb}", json.dumps(body).encode()
        reply = await client.request(subject, data, SECONDS, headers=headers)
        answer = json.loads(reply.data)
        assert answer["outcome"] == "accepted", answer
    finally:
        await client.close()


async def _wait_until_quiet(serving: dict[str, Any]) -> None:
    """Wait until all that followed is published, read and settled, and stays so."""
    seen: list[set[int]] = []
    async with asyncio.timeout(SECONDS):
        while len(seen) < 3 or len(set.union(*seen[-3:])) > 1:
            await asyncio.sleep(0.2)
            seen.append(await asyncio.to_thread(_read_positions, serving["health"]))


def _read_positions(health: str) -> set[int]:
    with urlopen(health, timeout=SECONDS) as answer:
        return {*json.loads(answer.read())["positions"].values()}
