"""Showing a page, laid out on a terminal or for programs."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from rich.console import RenderableType

from adapters.cli import sheet, trail
from adapters.cli.choices import Reader
from adapters.cli.desk import Desk
from adapters.cli.exits import BadInput
from adapters.cli.finding import find_mission
from adapters.cli.instants import until
from adapters.reading import pages

LAYOUTS: dict[str, Any] = {"mission_sheet": sheet.lines, "audit_trail": trail.lines}
"""How each page is laid out on a terminal."""


class Question(NamedTuple):
    """Which page of which mission, for whom, as known when, about what time; as it was typed."""

    page: str
    mission: str
    reader: Reader
    known_at: str | None
    as_of: str | None


def show(desk: Desk, question: Question, *, json: bool) -> None:
    """Show the page; what a newer version stated cannot be read, and is told."""
    if question.page not in LAYOUTS:
        raise BadInput("unknown_page", name=question.page, known=", ".join(LAYOUTS))
    known_at, as_of = until("--known-at", question.known_at), until("--as-of", question.as_of)
    with desk.archive() as archive:
        mission = str(find_mission(archive.store, question.mission))
        asked = pages.Question(question.page, mission, question.reader.audience, known_at, as_of)
        shown = pages.show(archive, asked)
        if shown.left_out:
            desk.voice.note(desk.voice.say("left_out", count=shown.left_out))
        if json:
            text = desk.telling(archive).text
            desk.voice.json(pages.opened(msgspec.to_builtins(shown.page), text))
        else:
            _print(desk, LAYOUTS[question.page](shown.page, desk, archive))


def _print(desk: Desk, lines: Iterator[RenderableType]) -> None:
    for line in lines:
        desk.voice.out.print(line)
