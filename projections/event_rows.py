"""Rows that hold whole events, for views that read the fields of an event only when they are shown."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from heapq import merge
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from domain.aggregates import EVENT_TYPES
from domain.language import Audience, Kind
from domain.mission.events.scoping import MissionTakenOver, NeedStated
from domain.record import Event, Recorded
from domain.umbrella.events import ControlOpened, DisputeOpened
from projections import may_read
from projections.projection import event_types, last_place


class EventRow(Struct, frozen=True, gc=False, tag_field="row", tag="entry"):
    """A whole encoded event, decoded only when a view shows it."""

    type: str
    audience: Audience
    fact: Raw


_ENCODER = msgspec.json.Encoder()


def append_event(key: str, rows: Mapping[str, Any], recorded: Recorded[Event]) -> Mapping[str, EventRow]:
    """Append an event at the next place under its key: places follow the log, clocks may not."""
    last = last_place(rows)
    number = 1 if last is None else int(last[last.rfind("/") + 1 :]) + 1
    # The stored type may be an older version: the data were upcast, so their own type decodes them.
    entry = EventRow(recorded.data.TYPE, recorded.audience, Raw(_ENCODER.encode(recorded)))
    return {f"{key[: key.find('/')]}/{number:08d}": entry}


def read_events(rows: Mapping[str, EventRow], reader: Audience | None) -> list[Recorded[Any]]:
    """Return the events that the reader may read; the events of several keys are merged by `recorded_at`."""
    of_keys: dict[str, list[Recorded[Any]]] = defaultdict(list)
    for place, row in rows.items():
        if may_read(reader, row.audience):
            of_keys[place[: place.find("/")]].append(_event_decoder(row.type).decode(row.fact))
    return list(merge(*of_keys.values(), key=lambda event: event.recorded_at))


def party_keys(rows: Mapping[str, EventRow]) -> frozenset[str]:
    """Return the keys of the consultant and the umbrella company of a mission's page."""
    for row in rows.values():
        if row.type in _NAMING_TYPES:
            event: NeedStated | MissionTakenOver = _event_decoder(row.type).decode(row.fact).data
            return frozenset({f"{Kind.CONSULTANT}/{event.consultant}", f"{Kind.UMBRELLA}/{event.umbrella}"})
    return frozenset()


def find_control_start(rows: Mapping[str, EventRow], mission: UUID | None) -> datetime | None:
    """Return when the first control or dispute of a mission was recorded; without a list it is about all."""
    opened = event_types(ControlOpened, DisputeOpened)
    events = (_event_decoder(row.type).decode(row.fact) for row in rows.values() if row.type in opened)
    about = (event for event in events if not event.data.missions or mission in event.data.missions)
    return min((event.recorded_at for event in about), default=None)


_NAMING_TYPES = event_types(NeedStated, MissionTakenOver)


@cache
def _event_decoder(stored: str) -> msgspec.json.Decoder[Recorded[Any]]:
    return msgspec.json.Decoder(Recorded[EVENT_TYPES[stored]])
