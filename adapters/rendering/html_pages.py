"""Pages that a lawyer prints: one self-contained HTML file, its style inside, asking nothing of any network.

What a page says comes from a projection, and how a value is written from `Says`, which each reader's
language brings; a template only lays it out. Whatever people wrote is escaped.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.language import Language, Sealed

HERE = Path(__file__).parent / "templates"
TEMPLATES = {"audit_trail": "audit_trail.html.j2", "autonomy_file": "autonomy_file.html.j2"}
"""The projections that have a page to print."""


class Says(Protocol):
    """How values are written for a reader, in French or in English."""

    language: Language

    def either(self, french: str, english: str) -> str:
        """Choose the words of the reader's language."""
        ...

    def word(self, word: str) -> str:
        """Say a word of the code as people do."""
        ...

    def euros(self, cents: int) -> str:
        """Write an amount."""
        ...

    def days(self, half_days: int) -> str:
        """Write a number of days, counted in half-days."""
        ...

    def day(self, day: date) -> str:
        """Write a date."""
        ...

    def instant(self, instant: datetime) -> str:
        """Write an instant as Paris sees it."""
        ...

    def day_of(self, instant: datetime) -> str:
        """Write the date of an instant in Paris."""
        ...

    def month_of(self, month: str) -> str:
        """Write a month, such as `2026-03`."""
        ...

    def text(self, sealed: Sealed) -> str:
        """Open a sealed value."""
        ...

    def company(self, identity: UUID) -> str:
        """Name a client or the umbrella company."""
        ...

    def person(self, identity: UUID) -> str:
        """Name a consultant."""
        ...


def html(name: str, page: Any, says: Says, reader: str, sentences: Mapping[UUID, str]) -> str:
    """Return the page as one file; `sentences` tell the facts that its lines name, by their ids."""
    template = _environment().get_template(TEMPLATES[name])
    return template.render(
        page=page,
        say=says.either,
        says=says,
        reader=reader,
        sentences=sentences,
        short=_short,
        distance=_distance(says),
        style=(HERE / "style.css").read_text(encoding="utf-8"),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["upfirst"] = _upfirst
    return environment


def _upfirst(words: str) -> str:
    """Begin a cell with a capital, and leave the rest as it is."""
    return words[:1].upper() + words[1:]


def _short(reference: object) -> str:
    """Return enough of an id or of a hash to find it again."""
    return (
        str(reference).removeprefix("sha256:")[-8:] if isinstance(reference, UUID) else str(reference)[7:15]
    )


def _distance(says: Says) -> Callable[[datetime, datetime], str]:
    """Return how long after it happened something was recorded, in words."""

    def distance(time: datetime, recorded_at: datetime) -> str:
        minutes = int((recorded_at - time).total_seconds()) // 60
        if minutes <= 0:
            return says.either("aussitôt", "at once")
        if minutes < _HOUR:
            return f"+ {minutes} min"
        if minutes < _DAY:
            return f"+ {minutes // _HOUR} h"
        return says.either(f"+ {minutes // _DAY} j", f"+ {minutes // _DAY} d")

    return distance


_HOUR, _DAY = 60, 24 * 60
