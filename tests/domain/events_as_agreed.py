"""The agreed text of who may state each event and who may read it.

`python -m tests.domain.events_as_agreed` writes the text again; read the difference before you commit.
"""

from pathlib import Path

from domain.aggregates import AGGREGATES

AGREED = Path(__file__).parent / "events_as_agreed.txt"


def events() -> str:
    """Return every event of every stream: its name, who states it, who reads it."""
    lines = [
        f"{kind} | {event.__name__} | {', '.join(sorted(event.BY))} | {', '.join(sorted(event.READERS))}"
        for kind, life in AGGREGATES.items()
        for event in life.events
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    AGREED.write_text(events(), encoding="utf-8")
