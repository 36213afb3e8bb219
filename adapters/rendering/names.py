"""The names of people and companies, from the log; and the short form of an id."""

from typing import Any
from uuid import UUID

from adapters.engine.query.readable_log import ReadableLog
from adapters.rendering.event_renderer import EventRenderer
from domain.language import Kind, Stream

ID_SHOWN = 8
"""The digits of a short id: enough for a person to find the stream again."""


def shorten_stream(stream: str) -> str:
    """Return the name of a stream with a short id: `mission/f36e20e1`."""
    return stream[: stream.find("/") + ID_SHOWN + 1]


def find_company_name(log: ReadableLog, company: UUID) -> str:
    """Return the name of a client or of the umbrella company; of one that is not registered, its short id."""
    streams = (Stream(kind, company) for kind in (Kind.CLIENT, Kind.UMBRELLA))
    registered = next(
        (event for stream in streams if (event := _read_registration(log, stream)) is not None), None
    )
    return str(company)[:ID_SHOWN] if registered is None else registered.name


def find_consultant_name(log: ReadableLog, renderer: EventRenderer, consultant: UUID) -> str:
    """Return the name of a consultant, opened: `[erased]` once its key is destroyed."""
    registered = _read_registration(log, Stream(Kind.CONSULTANT, consultant))
    return str(consultant)[:ID_SHOWN] if registered is None else renderer.open_text(registered.name)


def _read_registration(log: ReadableLog, stream: Stream) -> Any:
    """Return the first event of a company or a person, which holds its name; `None` for an empty stream."""
    events = log.store.select_events(stream.key)
    return log.codec.decode(events[0].topic, events[0].state).data if events else None
