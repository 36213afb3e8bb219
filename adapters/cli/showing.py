"""Showing a page: the facts folded, as known when, to the eyes of one reader."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import UUID

import msgspec
from rich.console import RenderableType

from adapters import pages
from adapters.cli.choices import Reader
from adapters.cli.desk import Desk
from adapters.cli.exits import BadInput
from adapters.cli.instants import times_of, until, within
from adapters.cli.paging import PAGES
from adapters.cli.printing import Printed
from adapters.cli.telling import Telling
from adapters.clock import paris_day, real_now
from adapters.compose import Archive
from adapters.store.stored import ClockKind
from domain.language import Sealed
from domain.record import Recorded
from domain.world import FACTS
from projections import composed, fold
from projections.keeping import kept


class Question(NamedTuple):
    """Which page, under which key, for whom, as known when, about what time; as it was typed."""

    page: str
    key: str
    reader: Reader
    known_at: str | None
    as_of: str | None


def show(desk: Desk, question: Question, *, json: bool, html: Path | None = None) -> None:
    """Show the page; to print, it goes to a file."""
    if question.page not in PAGES:
        raise BadInput("unknown_page", name=question.page, known=", ".join(PAGES))
    if html is not None and question.page not in pages.TEMPLATES:
        raise BadInput("no_html", name=question.page, known=", ".join(pages.TEMPLATES))
    paging = PAGES[question.page]
    with desk.archive() as archive:
        key = paging.key(archive, question.key)
        folded = fold(paging.projection, _facts(desk, archive, question))
        rows = composed(paging.projection, key, lambda name: folded.get(name, {}))
        page = paging.projection.show(rows, _today(archive, question), question.reader.audience)
        if html is not None:
            html.write_text(_printed(desk, archive, question, rows, page), encoding="utf-8")
        elif json:
            desk.voice.json(_opened(desk.telling(archive), msgspec.to_builtins(page)))
        else:
            _print(desk, paging.lay_out(page, desk, archive))


def _printed(desk: Desk, archive: Archive, question: Question, rows: Mapping[str, Any], page: Any) -> str:
    telling, reader = desk.telling(archive), question.reader
    sentences: dict[UUID, str] = {
        fact.id: telling.sentence(fact.data) for fact in kept(rows, reader.audience)
    }
    return pages.html(question.page, page, Printed(desk, archive), reader.value, sentences)


def _facts(desk: Desk, archive: Archive, question: Question) -> Iterator[Recorded[Any]]:
    """Return the facts asked about; those that a newer version stated cannot be read, and are told."""
    known_at, as_of = until("--known-at", question.known_at), until("--as-of", question.as_of)
    unknown = 0
    for fact in within(archive.store.facts(), known_at, as_of):
        if fact.type not in FACTS:
            unknown += 1
            continue
        yield archive.codec.decode(fact.type, fact.body)
    if unknown:
        desk.voice.note(desk.voice.say("left_out", count=unknown))


def _today(archive: Archive, question: Question) -> date:
    """Return the day on which the page is looked at: the one asked about, or that of the store's clock."""
    asked = until("--as-of", question.as_of) or until("--known-at", question.known_at)
    if asked is not None:
        return paris_day(asked)
    last = archive.store.head() - 1
    if archive.store.clock is ClockKind.REAL or last < 0:
        return paris_day(real_now())
    (head,) = archive.store.read(last, 1)
    return paris_day(times_of(head).recorded_at)


def _print(desk: Desk, lines: Iterator[RenderableType]) -> None:
    for line in lines:
        desk.voice.out.print(line)


def _opened(telling: Telling, said: Any) -> Any:
    """Return what a page says with its sealed values opened, or a sign where they were erased."""
    match said:
        case {"subject": _, "retention": _, "field": _, "box": _}:
            return telling.text(msgspec.convert(said, Sealed))
        case dict():
            return {name: _opened(telling, value) for name, value in cast("dict[Any, Any]", said).items()}
        case list() | tuple():
            return [_opened(telling, value) for value in cast("list[Any]", said)]
        case _:
            return said
