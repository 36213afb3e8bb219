"""What must be true of a store after its writers were killed at any moment."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from adapters.compose import open_archive
from adapters.engine.store.stored import Place


def assert_nothing_lost(place: Place, answers: Mapping[UUID, str]) -> int:
    """Check that each answer is in the log once and no invoice number is missing; return how many events.

    An answer is what `living` writes: the outcome, and the positions of its events.
    """
    with open_archive(place) as archive:
        lines = list(archive.read_log())
        assert archive.store.check() == []
    stated = {line.position: line.recorded for line in lines}
    for command, answer in answers.items():
        _, _, positions = answer.partition(" ")
        assert {stated[int(position)].command_id for position in positions.split(",")} == {command}
    roots = Counter(event.command_id for event in stated.values() if event.causation_id == event.command_id)
    assert set(roots.values()) == {1}
    numbers = [
        line.recorded.data.number for line in lines if line.recorded.type == "fr.jalon.mission.invoiced.v1"
    ]
    assert numbers == [f"A-{number:05d}" for number in range(1, len(numbers) + 1)]
    allotted = Counter(line.recorded.data.number for line in lines if "number-allotted" in line.recorded.type)
    assert allotted == Counter(numbers)
    return len(lines)
