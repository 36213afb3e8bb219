"""The oracles: check the state after the run, with the commands of an operator."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from adapters.compose import Archive, open_archive
from tests.lives.driving import Lives
from tests.lives.town import Agreed

JALON = Path(sys.executable).with_name("jalon")
CLOSED_SHARE = 0.95
ORACLES = (
    ("doctor",),
    ("doctor", "--stream"),
    ("projections", "verify"),
)
"""Commands that check the whole store; each exits with 0 if it finds no fault."""


class Open(NamedTuple):
    """A mission that is not closed, with the acts that its sagas wait for: party, act, deadline."""

    mission: Agreed
    waits: list[str]


class Verdict(NamedTuple):
    """The findings; each item of `wrong` is one fault, in a sentence."""

    facts: int
    answers: int
    closed: int
    open: list[Open]
    wrong: list[str]


def judge(lives: Lives) -> Verdict:
    """Compare every answer with the log, the log with the stream, and the pages with a replay."""
    with open_archive(lives.service.place) as archive:
        events = archive.store.head()
        wrong = [*_find_duplicates(archive, lives), *_find_lagging_readers(lives)]
    wrong += [failure for oracle in ORACLES if (failure := _run_oracle(lives, *oracle)) is not None]
    left = [
        _describe_open(lives, agreed)
        for agreed in lives.town.missions
        if str(agreed.mission) not in lives.ledger.closed
    ]
    if lives.closed_count < CLOSED_SHARE * len(lives.town.missions):
        wrong.append(f"only {lives.closed_count} of {len(lives.town.missions)} missions closed")
    wrong += [f"{each.mission.number} is open and waits for nothing" for each in left if not each.waits]
    return Verdict(events, len(lives.journal.answers), lives.closed_count, left, wrong)


def _find_duplicates(archive: Archive, lives: Lives) -> list[str]:
    """Find answers whose positions are wrong, and commands that were decided twice."""
    wrong: list[str] = []
    entries = [(entry.position, entry.recorded) for entry in archive.read_log()]
    if [position for position, _ in entries] != list(range(1, len(entries) + 1)):
        wrong.append("the positions have gaps")
    twice = [event for event, count in Counter(event.id for _, event in entries).items() if count > 1]
    wrong += [f"two events have the id {event}" for event in twice]
    roots = Counter(event.command_id for _, event in entries if event.causation_id == event.command_id)
    by_command: dict[Any, list[int]] = {}
    for position, event in entries:
        by_command.setdefault(event.command_id, []).append(position)
    for command, answer in lives.journal.answers.items():
        stated = by_command.get(command, [])
        if answer.positions and not set(answer.positions) <= set(stated):
            wrong.append(f"{command} was answered {answer}, and stated {stated}")
        if roots[command] > 1 or stated != sorted(range(stated[0], stated[-1] + 1) if stated else []):
            wrong.append(f"{command} was taken twice: {stated}")
    return wrong


def _find_lagging_readers(lives: Lives) -> list[str]:
    """Find the readers that are not at the log head, or that have parked keys."""
    rows = json.loads(_run_jalon(lives, "projections", "status", "--json").stdout)
    behind = [row["reader"] for row in rows if row["behind"] or row["parked"] or row["stands"] != "live"]
    return [f"{reader} does not stand at the head" for reader in behind]


def _run_oracle(lives: Lives, *words: str) -> str | None:
    done = _run_jalon(lives, *words)
    return None if done.returncode == 0 else f"jalon {' '.join(words)}: {done.stdout} {done.stderr}"


def _describe_open(lives: Lives, agreed: Agreed) -> Open:
    waits = json.loads(_run_jalon(lives, "sagas", str(agreed.mission), "--json").stdout)
    return Open(
        agreed, [f"{one['party']} {one['what']} {one['of'] or ''} {one['until'] or ''}" for one in waits]
    )


def _run_jalon(lives: Lives, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "JALON_STORE": str(lives.service.place), "LC_ALL": "C.UTF-8"}
    return subprocess.run([JALON, *words], env=environment, capture_output=True, text=True, check=False)
