"""Showing a page: on a terminal, for programs, or to print."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from rich.console import RenderableType

from adapters import pages
from adapters.cli.choices import Reader
from adapters.cli.desk import Desk
from adapters.cli.exits import BadInput
from adapters.cli.instants import until
from adapters.cli.paging import PAGES
from adapters.cli.printing import Printed
from adapters.compose import Archive
from adapters.reading import pages as reading
from projections.keeping import kept


class Question(NamedTuple):
    """Which page, under which key, for whom, as known when, about what time; as it was typed."""

    page: str
    key: str
    reader: Reader
    known_at: str | None
    as_of: str | None


def show(desk: Desk, question: Question, *, json: bool, html: Path | None = None) -> None:
    """Show the page, to print in a file; what a newer version stated cannot be read, and is told."""
    if question.page not in PAGES:
        raise BadInput("unknown_page", name=question.page, known=", ".join(PAGES))
    if html is not None and question.page not in pages.TEMPLATES:
        raise BadInput("no_html", name=question.page, known=", ".join(pages.TEMPLATES))
    known_at, as_of = until("--known-at", question.known_at), until("--as-of", question.as_of)
    with desk.archive() as archive:
        key = PAGES[question.page].key(archive, question.key)
        asked = reading.Question(question.page, key, question.reader.audience, known_at, as_of)
        shown = reading.show(archive, asked)
        if shown.left_out:
            desk.voice.note(desk.voice.say("left_out", count=shown.left_out))
        if html is not None:
            html.write_text(_printed(desk, archive, question, shown), encoding="utf-8")
        elif json:
            text = desk.telling(archive).text
            desk.voice.json(reading.opened(msgspec.to_builtins(shown.page), text))
        else:
            _print(desk, PAGES[question.page].lay_out(shown.page, desk, archive))


def _printed(desk: Desk, archive: Archive, question: Question, shown: reading.Shown) -> str:
    telling, reader = desk.telling(archive), question.reader
    rows: Mapping[str, Any] = shown.rows
    sentences: dict[UUID, str] = {
        fact.id: telling.sentence(fact.data) for fact in kept(rows, reader.audience)
    }
    return pages.html(question.page, shown.page, Printed(desk, archive), reader.value, sentences)


def _print(desk: Desk, lines: Iterator[RenderableType]) -> None:
    for line in lines:
        desk.voice.out.print(line)
