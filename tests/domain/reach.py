"""The reach of random lives: how often each command is accepted, each refusal raised, each event stated.

`python -m tests.domain.reach` prints the sums of the long tests, the rarest first. It fails if a command was
never accepted or an event never stated.
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
"""The caller of `decide` records a refusal, so no command states this event."""


class Reach(msgspec.Struct):
    """The counts of many lives."""

    lives: int = 0
    accepted: dict[str, int] = {}
    refused: dict[str, int] = {}
    events: dict[str, int] = {}

    def note(self, town: Town) -> None:
        """Add the counts of one more life."""
        stated = Counter(type(event.data).__name__ for event in town.events())
        self.add(Reach(1, town.accepted, Counter(town.refused), stated))

    def add(self, other: "Reach") -> None:
        """Add the counts of other lives."""
        self.lives += other.lives
        for name in ("accepted", "refused", "events"):
            setattr(self, name, dict(Counter(getattr(self, name)) + Counter(getattr(other, name))))

    def missing(self) -> set[str]:
        """Return the commands never accepted and the events never stated."""
        events = {event.__name__ for event in EVENT_TYPES.values()} - NO_COMMAND_STATES
        return (COMMAND_NAMED.keys() - self.accepted.keys()) | (events - self.events.keys())

    def keep(self, part: int) -> None:
        """Write the counts of one part of the lives to a file."""
        PLACE.mkdir(parents=True, exist_ok=True)
        (PLACE / f"{part}.json").write_bytes(msgspec.json.encode(self))

    def lines(self) -> list[str]:
        """Return the counts as lines, the rarest first."""
        told = [f"{self.lives} lives; never reached: {', '.join(sorted(self.missing())) or 'nothing'}"]
        for name in ("accepted", "refused", "events"):
            counted = Counter(getattr(self, name)).most_common()
            told += ["", name, *(f"{count:>9}  {what}" for what, count in reversed(counted))]
        return told


def main() -> None:
    """Print the sum of all parts; exit with 1 if something was never reached."""
    reach = Reach()
    for path in sorted(PLACE.glob("*.json")):
        reach.add(msgspec.json.decode(path.read_bytes(), type=Reach))
    sys.stdout.write("\n".join(reach.lines()) + "\n")
    sys.exit(1 if reach.missing() else 0)


if __name__ == "__main__":
    main()
