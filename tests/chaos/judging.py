"""The oracles: check the log and the stream after all kills."""

from collections import Counter
from typing import NamedTuple
from uuid import UUID

from nats.aio.client import Client

from adapters.compose import Archive
from adapters.nats.stream_comparison import compare_stream
from domain.refused import RefusalRecorded

Journal = dict[UUID, str]
"""The answer to each command, as its principal received it: the outcome and the positions."""


class Verdict(NamedTuple):
    """The findings; each item of `wrong` is one fault, in a sentence."""

    facts: int
    answers: int
    lost: int
    twice: int
    wrong: list[str]


async def judge(archive: Archive, client: Client, journal: Journal) -> Verdict:
    """Compare every answer with the log, and the log with the stream."""
    entries = list(archive.read_log())
    stated = {entry.position: entry.recorded for entry in entries}
    lost = [command for command, answer in journal.items() if not _holds(stated, command, answer)]
    roots = Counter(event.command_id for event in stated.values() if event.causation_id == event.command_id)
    twice = [command for command, count in roots.items() if count > 1]
    wrong = [*archive.store.check(), *_after_refusals(stated)]
    compared = await compare_stream(client, archive.store)
    if compared.difference or compared.waiting or compared.events != compared.messages:
        wrong.append(f"the stream is not the log: {compared}")
    return Verdict(len(entries), len(journal), len(lost), len(twice), wrong)


def _holds(stated: dict[int, object], command: UUID, answer: str) -> bool:
    """Say whether the events of an answer are at its positions, and belong to the command."""
    _, _, positions = answer.partition(" ")
    places = [int(position) for position in positions.split(",") if position]
    return all(
        (event := stated.get(place)) is not None and getattr(event, "command_id", None) == command
        for place in places
    )


def _after_refusals(stated: dict[int, object]) -> list[str]:
    """Find the refused commands that stated more than their refusal."""
    by_command = Counter(getattr(event, "command_id", None) for event in stated.values())
    refused = {
        getattr(event, "command_id", None)
        for event in stated.values()
        if isinstance(getattr(event, "data", None), RefusalRecorded)
    }
    return [f"{command} was refused, and stated an event" for command in refused if by_command[command] != 1]
