"""Showing a page, laid out on a terminal, for programs, or to print."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from rich.console import RenderableType

from adapters.cli.cli_context import Desk
from adapters.cli.exit_codes import BadInput
from adapters.cli.instant_options import until
from adapters.cli.option_choices import Reader
from adapters.cli.page_layouts import PAGES
from adapters.compose import Archive
from adapters.engine.query.views import Question as Asked
from adapters.engine.query.views import opened
from adapters.engine.query.views import show as fold
from adapters.rendering import html_pages
from adapters.rendering.page_locale import PageLocale
from projections.event_rows import kept


class Question(NamedTuple):
    """Which page, under which key, for whom, as known when, about what time; as it was typed."""

    page: str
    key: str
    reader: Reader
    known_at: str | None
    as_of: str | None


def show(desk: Desk, question: Question, *, json: bool, html: Path | None = None) -> None:
    """Show the page, or write it to a file to print; what a newer version stated is left out, and told."""
    if question.page not in PAGES:
        raise BadInput("unknown_page", name=question.page, known=", ".join(PAGES))
    if html is not None and question.page not in html_pages.TEMPLATES:
        raise BadInput("no_html", name=question.page, known=", ".join(html_pages.TEMPLATES))
    paging = PAGES[question.page]
    known_at, as_of = until("--known-at", question.known_at), until("--as-of", question.as_of)
    with desk.archive() as archive:
        key = paging.key(archive, question.key)
        shown = fold(archive, Asked(question.page, key, question.reader.audience, known_at, as_of))
        if shown.left_out:
            desk.voice.note(desk.voice.say("left_out", count=shown.left_out))
        if html is not None:
            html.write_text(_printed(desk, archive, question, shown.rows, shown.page), encoding="utf-8")
        elif json:
            desk.voice.json(opened(msgspec.to_builtins(shown.page), desk.telling(archive).text))
        else:
            _print(desk, paging.lay_out(shown.page, desk, archive))


def _printed(desk: Desk, archive: Archive, question: Question, rows: Mapping[str, Any], page: Any) -> str:
    telling, reader = desk.telling(archive), question.reader
    sentences: dict[UUID, str] = {
        fact.id: telling.sentence(fact.data) for fact in kept(rows, reader.audience)
    }
    return html_pages.html(question.page, page, PageLocale(telling, archive), reader.value, sentences)


def _print(desk: Desk, lines: Iterator[RenderableType]) -> None:
    for line in lines:
        desk.voice.out.print(line)
