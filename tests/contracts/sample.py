"""One stored sample of each event: written once and never changed, because stored events must stay readable.

`python -m tests.contracts.sample` writes the samples that are missing, and no others.
"""

from pathlib import Path
from uuid import UUID

import msgspec

from domain.aggregates import EVENT_TYPES
from domain.language import EventId, Kind, Party, Stream
from domain.mission.events.working import BreachCured
from domain.record import Event
from domain.refused import RefusalRecorded
from tests.domain.given import STREAMS, SYSTEM, History
from tests.domain.test_any_life import seeded_lives

SAMPLES = Path(__file__).parent / "samples"

CURED = BreachCured(
    breach=EventId(UUID(int=0xB)), rule="EMP-6", how="declared the day after", concerns_consultant=True
)
REFUSED = RefusalRecorded(
    command="SignContract",
    party=Party.CLIENT,
    principal="client-1",
    about="mission/00000000-0000-0000-0000-000000000001",
    refusal="NotTheirAct",
    rule="DEF-1",
    article="L1254-1",
    saw={"act": "SignContract", "party": "client"},
    fr="Chaque partie n'agit que pour elle-même.",
    en="Each party acts only for itself.",
)


def samples() -> dict[str, bytes]:
    """Return an encoded event of each type, from generated histories that are always the same."""
    history, encoder = History(), msgspec.json.Encoder()
    history.add(STREAMS[Kind.MISSION], CURED, SYSTEM)
    history.add(Stream(Kind.REFUSAL, UUID(int=0xF)), REFUSED, SYSTEM)
    alone = [event for events in history.events.values() for event in events]
    generated = [event for town in seeded_lives() for event in town.events()]
    return {event.type: encoder.encode(event) for event in reversed([*alone, *generated])}


def path_of(event: type[Event]) -> Path:
    """Return the path of the sample of an event."""
    return SAMPLES / f"{event.TYPE}.json"


def main() -> None:
    """Write the samples that are missing."""
    missing = [event for event in EVENT_TYPES.values() if not path_of(event).exists()]
    found = samples() if missing else {}
    for event in missing:
        path_of(event).write_bytes(found[event.TYPE] + b"\n")


if __name__ == "__main__":
    main()
