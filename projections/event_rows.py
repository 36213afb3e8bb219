"""Facts kept whole on a page, for what they say to be read when the page is shown."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from heapq import merge
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from domain.aggregates import FACTS
from domain.language import Audience, Kind
from domain.mission.events.scoping import MissionTakenOver, NeedStated
from domain.record import Event, Recorded
from domain.umbrella.events import ControlOpened, DisputeOpened
from projections import may_read
from projections.projection import event_types, last_place


class Entry(Struct, frozen=True, gc=False, tag_field="row", tag="entry"):
    """A fact kept whole on a page, for what it says to be read when it is shown."""

    type: str
    audience: Audience
    fact: Raw


_ENCODER = msgspec.json.Encoder()


def keep(key: str, rows: Mapping[str, Any], recorded: Recorded[Event]) -> Mapping[str, Entry]:
    """Keep a fact whole, at the next place under its key: the order of the log, which no clock gives."""
    last = last_place(rows)
    rank = 1 if last is None else int(last[last.rfind("/") + 1 :]) + 1
    # An upcast fact says the words of the newest type, whatever it was stored under.
    entry = Entry(recorded.data.TYPE, recorded.audience, Raw(_ENCODER.encode(recorded)))
    return {f"{key[: key.find('/')]}/{rank:08d}": entry}


def kept(rows: Mapping[str, Entry], reader: Audience | None) -> list[Recorded[Any]]:
    """Return the facts kept that the reader may see: those of each key as kept, merged by their record."""
    of_keys: dict[str, list[Recorded[Any]]] = defaultdict(list)
    for place, row in rows.items():
        if may_read(reader, row.audience):
            of_keys[place[: place.find("/")]].append(_decoder(row.type).decode(row.fact))
    return list(merge(*of_keys.values(), key=lambda fact: fact.recorded_at))


def parties_of(rows: Mapping[str, Entry]) -> frozenset[str]:
    """Relate a mission's page of facts kept to its consultant and its umbrella company."""
    for row in rows.values():
        if row.type in _NAMING:
            said: NeedStated | MissionTakenOver = _decoder(row.type).decode(row.fact).data
            return frozenset({f"{Kind.CONSULTANT}/{said.consultant}", f"{Kind.UMBRELLA}/{said.umbrella}"})
    return frozenset()


def controlled_since(rows: Mapping[str, Entry], mission: UUID | None) -> datetime | None:
    """Return when the first control or dispute about a mission was recorded; one may be about all."""
    opened = event_types(ControlOpened, DisputeOpened)
    facts = (_decoder(row.type).decode(row.fact) for row in rows.values() if row.type in opened)
    about = (fact for fact in facts if not fact.data.missions or mission in fact.data.missions)
    return min((fact.recorded_at for fact in about), default=None)


_NAMING = event_types(NeedStated, MissionTakenOver)


@cache
def _decoder(stored: str) -> msgspec.json.Decoder[Recorded[Any]]:
    return msgspec.json.Decoder(Recorded[FACTS[stored]])
