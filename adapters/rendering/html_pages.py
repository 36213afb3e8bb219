"""Pages to print, each one self-contained HTML file: its style is inside, it loads nothing from a network.

The content comes from a projection, the formats from a `PageLocale`; a template only lays them out. Every
text that people wrote is escaped.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.rendering.page_locale import PageLocale

TEMPLATE_FOLDER = Path(__file__).parent / "templates"
TEMPLATES = {"audit_trail": "audit_trail.html.j2", "autonomy_file": "autonomy_file.html.j2"}
"""The template of each projection that has a page to print."""


def render_html(name: str, page: Any, locale: PageLocale, reader: str, sentences: Mapping[UUID, str]) -> str:
    """Return the page as HTML; `sentences` holds the sentence of each event, by the id of the event."""
    template = _make_environment().get_template(TEMPLATES[name])
    return template.render(
        page=page,
        say=locale.choose_text,
        locale=locale,
        reader=reader,
        sentences=sentences,
        short=_shorten_reference,
        distance=_delay_formatter(locale),
        style=(TEMPLATE_FOLDER / "style.css").read_text(encoding="utf-8"),
    )


@cache
def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["upfirst"] = _capitalize_first
    return environment


def _capitalize_first(words: str) -> str:
    """Return the text with a capital first letter; `str.capitalize` would lower the others."""
    return words[:1].upper() + words[1:]


def _shorten_reference(reference: object) -> str:
    """Return eight digits of an id or of a hash, enough to find it again."""
    return (
        str(reference).removeprefix("sha256:")[-8:] if isinstance(reference, UUID) else str(reference)[7:15]
    )


def _delay_formatter(locale: PageLocale) -> Callable[[datetime, datetime], str]:
    """Return a function that formats the delay between an event and its recording."""

    def format_delay(time: datetime, recorded_at: datetime) -> str:
        minutes = int((recorded_at - time).total_seconds()) // 60
        if minutes <= 0:
            return locale.choose_text("aussitôt", "at once")
        if minutes < _HOUR_MINUTES:
            return f"+ {minutes} min"
        if minutes < _DAY_MINUTES:
            return f"+ {minutes // _HOUR_MINUTES} h"
        return locale.choose_text(f"+ {minutes // _DAY_MINUTES} j", f"+ {minutes // _DAY_MINUTES} d")

    return format_delay


_HOUR_MINUTES, _DAY_MINUTES = 60, 24 * 60
