"""What was refused: what was asked, by whom, the rule that said no, the facts it saw."""

from rich.table import Table

from adapters.cli.cli_context import Desk
from adapters.engine.query.refusal_journal import Entry, journal, line
from adapters.rendering.names import shown_short
from domain.language import Language
from domain.refused import RefusalRecorded


def refusals(desk: Desk, *, json: bool) -> None:
    """List the refusal journal."""
    voice = desk.voice
    with desk.archive() as archive:
        lines = list(journal(archive))
    if json:
        voice.json([line(entry) for entry in lines])
    elif lines:
        voice.out.print(_table(desk, lines))
    else:
        voice.note(voice.say("no_refusals"))


def _table(desk: Desk, lines: list[Entry]) -> Table:
    voice = desk.voice
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 1, 0))
    for column in ("time", "who", "what", "about"):
        table.add_column(voice.say(column), no_wrap=column in {"time", "about"})
    table.add_column(voice.say("why"), ratio=1)
    for entry in lines:
        refusal: RefusalRecorded = entry.recorded.data
        why = refusal.fr if voice.language is Language.FRENCH else refusal.en
        about = shown_short(refusal.about) if refusal.about else ""
        time, who = voice.instant(entry.recorded.time), voice.word(refusal.party)
        table.add_row(time, who, refusal.command, about, why)
    return table
