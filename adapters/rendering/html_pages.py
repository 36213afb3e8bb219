"""Pages that a lawyer prints: one self-contained HTML file, its style inside, asking nothing of any network.

What a page says comes from a projection, and how a value is written from a `PageLocale`; a template only
lays it out. Whatever people wrote is escaped.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.rendering.page_locale import PageLocale

HERE = Path(__file__).parent / "templates"
TEMPLATES = {"audit_trail": "audit_trail.html.j2", "autonomy_file": "autonomy_file.html.j2"}
"""The projections that have a page to print."""


def html(name: str, page: Any, locale: PageLocale, reader: str, sentences: Mapping[UUID, str]) -> str:
    """Return the page as one file; `sentences` tell the facts that its lines name, by their ids."""
    template = _environment().get_template(TEMPLATES[name])
    return template.render(
        page=page,
        say=locale.either,
        locale=locale,
        reader=reader,
        sentences=sentences,
        short=_short,
        distance=_distance(locale),
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


def _distance(locale: PageLocale) -> Callable[[datetime, datetime], str]:
    """Return how long after it happened something was recorded, in words."""

    def distance(time: datetime, recorded_at: datetime) -> str:
        minutes = int((recorded_at - time).total_seconds()) // 60
        if minutes <= 0:
            return locale.either("aussitôt", "at once")
        if minutes < _HOUR:
            return f"+ {minutes} min"
        if minutes < _DAY:
            return f"+ {minutes // _HOUR} h"
        return locale.either(f"+ {minutes // _DAY} j", f"+ {minutes // _DAY} d")

    return distance


_HOUR, _DAY = 60, 24 * 60
