"""How far random lives get: each order accepted, each refusal answered, each event stated, and how often.

`python -m tests.domain.reach` adds up what the long tests counted, tells it, the rarest first, and fails when
an order of the table was never accepted, or an event never stated.
"""

import sys
from collections import Counter
from pathlib import Path

import msgspec

from domain.aggregates import EVENT_TYPES
from domain.commands import COMMAND_NAMED
from tests.domain.town import Town

PLACE = Path(__file__).parents[2] / "build" / "lives"

NO_COMMAND_STATES = {"RefusalRecorded"}
"""A refusal is written by whoever asked `decide`."""


class Reach(msgspec.Struct):
    """What many lives reached."""

    lives: int = 0
    accepted: dict[str, int] = {}
    refused: dict[str, int] = {}
    facts: dict[str, int] = {}

    def note(self, town: Town) -> None:
        """Count one more life."""
        stated = Counter(type(event.data).__name__ for event in town.facts())
        self.add(Reach(1, town.accepted, Counter(town.refused), stated))

    def add(self, other: "Reach") -> None:
        """Count what others reached as well."""
        self.lives += other.lives
        for name in ("accepted", "refused", "facts"):
            setattr(self, name, dict(Counter(getattr(self, name)) + Counter(getattr(other, name))))

    def missing(self) -> set[str]:
        """Return the commands that no life had accepted, and the events that none holds."""
        events = {event.__name__ for event in EVENT_TYPES.values()} - NO_COMMAND_STATES
        return (COMMAND_NAMED.keys() - self.accepted.keys()) | (events - self.facts.keys())

    def keep(self, part: int) -> None:
        """Leave the count of one part of the lives for the sum."""
        PLACE.mkdir(parents=True, exist_ok=True)
        (PLACE / f"{part}.json").write_bytes(msgspec.json.encode(self))

    def lines(self) -> list[str]:
        """Tell it, the rarest first."""
        told = [f"{self.lives} lives; never reached: {', '.join(sorted(self.missing())) or 'nothing'}"]
        for name in ("accepted", "refused", "facts"):
            counted = Counter(getattr(self, name)).most_common()
            told += ["", name, *(f"{count:>9}  {what}" for what, count in reversed(counted))]
        return told


def main() -> None:
    """Tell what all parts reached; fail if that is not everything."""
    reach = Reach()
    for path in sorted(PLACE.glob("*.json")):
        reach.add(msgspec.json.decode(path.read_bytes(), type=Reach))
    sys.stdout.write("\n".join(reach.lines()) + "\n")
    sys.exit(1 if reach.missing() else 0)


if __name__ == "__main__":
    main()
