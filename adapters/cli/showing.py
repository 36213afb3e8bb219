"""Showing a page: the facts folded, as known when, to the eyes of one reader."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple, cast

import msgspec
from rich.console import RenderableType

from adapters.cli import sheet, trail
from adapters.cli.choices import Reader
from adapters.cli.desk import Desk
from adapters.cli.exits import BadInput
from adapters.cli.finding import find_mission
from adapters.cli.instants import times_of, until, within
from adapters.cli.telling import Telling
from adapters.clock import paris_day, real_now
from adapters.compose import Archive
from adapters.store.stored import ClockKind
from domain.language import Sealed
from domain.record import Recorded
from domain.world import FACTS
from projections import Projection, audit_trail, composed, fold, mission_sheet

PAGES: dict[str, tuple[Projection, Any]] = {
    mission_sheet.NAME: (mission_sheet, sheet.lines),
    audit_trail.NAME: (audit_trail, trail.lines),
}
"""Each projection, and how its page is laid out on a terminal."""


class Question(NamedTuple):
    """Which page of which mission, for whom, as known when, about what time; as it was typed."""

    page: str
    mission: str
    reader: Reader
    known_at: str | None
    as_of: str | None


def show(desk: Desk, question: Question, *, json: bool) -> None:
    """Show the page."""
    if question.page not in PAGES:
        raise BadInput("unknown_page", name=question.page, known=", ".join(PAGES))
    projection, lay_out = PAGES[question.page]
    with desk.archive() as archive:
        mission = str(find_mission(archive.store, question.mission))
        pages = fold(projection, _facts(desk, archive, question))
        rows = composed(projection, mission, lambda key: pages.get(key, {}))
        page = projection.show(rows, _today(archive, question), question.reader.audience)
        telling = desk.telling(archive)
        if json:
            desk.voice.json(_opened(telling, msgspec.to_builtins(page)))
        else:
            _print(desk, lay_out(page, desk, archive))


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
