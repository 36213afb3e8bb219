"""What must be true once the lives are over, asked as an operator asks it: the oracles."""

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
"""What the command line says of the whole store; each ends with 0 where all is well."""


class Open(NamedTuple):
    """A mission that is not closed: the acts that its sagas wait for, of whom, until when."""

    mission: Agreed
    waits: list[str]


class Verdict(NamedTuple):
    """What was found; `wrong` says in sentences what should not be."""

    facts: int
    answers: int
    closed: int
    open: list[Open]
    wrong: list[str]


def judge(lives: Lives) -> Verdict:
    """Compare every answer with the log, the log with the stream, and the pages with a replay."""
    with open_archive(lives.service.place) as archive:
        events = archive.store.head()
        wrong = [*_taken_twice(archive, lives), *_not_read_whole(lives)]
    wrong += [said for oracle in ORACLES if (said := _failed(lives, *oracle)) is not None]
    left = [
        _open(lives, agreed)
        for agreed in lives.town.missions
        if str(agreed.mission) not in lives.ledger.closed
    ]
    if lives.closed < CLOSED_SHARE * len(lives.town.missions):
        wrong.append(f"only {lives.closed} of {len(lives.town.missions)} missions closed")
    wrong += [f"{one.mission.number} is open and waits for nothing" for one in left if not one.waits]
    return Verdict(events, len(lives.journal.answers), lives.closed, left, wrong)


def _taken_twice(archive: Archive, lives: Lives) -> list[str]:
    """Each answer's events stand where it said, are the command's, and are all that it ever stated."""
    wrong: list[str] = []
    told = [(line.position, line.recorded) for line in archive.read_log()]
    if [position for position, _ in told] != list(range(1, len(told) + 1)):
        wrong.append("the positions have gaps")
    twice = [event for event, count in Counter(event.id for _, event in told).items() if count > 1]
    wrong += [f"two events have the id {event}" for event in twice]
    roots = Counter(event.command_id for _, event in told if event.causation_id == event.command_id)
    by_command: dict[Any, list[int]] = {}
    for position, event in told:
        by_command.setdefault(event.command_id, []).append(position)
    for command, answer in lives.journal.answers.items():
        stated = by_command.get(command, [])
        if answer.positions and not set(answer.positions) <= set(stated):
            wrong.append(f"{command} was answered {answer}, and stated {stated}")
        if roots[command] > 1 or stated != sorted(range(stated[0], stated[-1] + 1) if stated else []):
            wrong.append(f"{command} was taken twice: {stated}")
    return wrong


def _not_read_whole(lives: Lives) -> list[str]:
    """Every reader stands at the head, with nothing parked."""
    rows = json.loads(_typed(lives, "projections", "status", "--json").stdout)
    behind = [row["reader"] for row in rows if row["behind"] or row["parked"] or row["stands"] != "live"]
    return [f"{reader} does not stand at the head" for reader in behind]


def _failed(lives: Lives, *words: str) -> str | None:
    done = _typed(lives, *words)
    return None if done.returncode == 0 else f"jalon {' '.join(words)}: {done.stdout} {done.stderr}"


def _open(lives: Lives, agreed: Agreed) -> Open:
    waits = json.loads(_typed(lives, "sagas", str(agreed.mission), "--json").stdout)
    return Open(
        agreed, [f"{one['party']} {one['what']} {one['of'] or ''} {one['until'] or ''}" for one in waits]
    )


def _typed(lives: Lives, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "JALON_STORE": str(lives.service.place), "LC_ALL": "C.UTF-8"}
    return subprocess.run([JALON, *words], env=environment, capture_output=True, text=True, check=False)
