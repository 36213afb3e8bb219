"""What was refused: what was asked, by whom, the rule that said no, the facts it saw."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from adapters.cli.desk import Desk
from adapters.compose import Archive, Line
from domain.language import Language
from domain.refused import RefusalRecorded


def refusals(desk: Desk, *, json: bool) -> None:
    """List the refusal journal."""
    voice = desk.voice
    with desk.archive() as archive:
        lines = list(_journal(archive))
    if json:
        voice.json([_for_programs(line) for line in lines])
    elif lines:
        voice.out.print(_table(desk, lines))
    else:
        voice.note(voice.say("no_refusals"))


def _journal(archive: Archive) -> Iterator[Line]:
    for fact in archive.store.facts():
        if fact.type == RefusalRecorded.TYPE:
            yield Line(fact.position, fact.body, archive.codec.decode(fact.type, fact.body))


def _for_programs(line: Line) -> dict[str, Any]:
    refusal: RefusalRecorded = line.recorded.data
    return {
        "position": line.position,
        "time": line.recorded.time,
        "command_id": line.recorded.command_id,
        "command": refusal.command,
        "party": refusal.party,
        "principal": refusal.principal,
        "about": refusal.about,
        "refusal": refusal.refusal,
        "rule": refusal.rule,
        "article": refusal.article,
        "saw": refusal.saw,
        "fr": refusal.fr,
        "en": refusal.en,
    }


def _table(desk: Desk, lines: list[Line]) -> Table:
    voice = desk.voice
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 1, 0))
    for column in ("time", "who", "what"):
        table.add_column(voice.say(column), no_wrap=column == "time")
    table.add_column(voice.say("why"), ratio=1)
    for line in lines:
        refusal: RefusalRecorded = line.recorded.data
        why = refusal.fr if voice.language is Language.FRENCH else refusal.en
        table.add_row(voice.instant(line.recorded.time), voice.word(refusal.party), refusal.command, why)
    return table
