"""The refusal journal: the refused commands, their party, and the rule that refused them."""

from rich.table import Table

from adapters.cli.cli_context import CliContext
from adapters.engine.query.refusal_journal import JournalEntry, make_refusal_line, read_journal
from adapters.rendering.names import shorten_stream
from domain.language import Language
from domain.refused import RefusalRecorded


def list_refusals(cli: CliContext, *, json: bool) -> None:
    """Print the refusal journal, one row a refusal."""
    terminal = cli.terminal
    with cli.read_archive() as archive:
        entries = list(read_journal(archive))
    if json:
        terminal.print_json([make_refusal_line(entry) for entry in entries])
    elif entries:
        terminal.out.print(_build_table(cli, entries))
    else:
        terminal.print_note(terminal.translate("no_refusals"))


def _build_table(cli: CliContext, entries: list[JournalEntry]) -> Table:
    terminal = cli.terminal
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 1, 0))
    for column in ("time", "who", "what", "about"):
        table.add_column(terminal.translate(column), no_wrap=column in {"time", "about"})
    table.add_column(terminal.translate("why"), ratio=1)
    for entry in entries:
        refusal: RefusalRecorded = entry.recorded.data
        why = refusal.fr if terminal.language is Language.FRENCH else refusal.en
        about = shorten_stream(refusal.about) if refusal.about else ""
        time, party = terminal.format_instant(entry.recorded.time), terminal.translate_word(refusal.party)
        table.add_row(time, party, refusal.command, about, why)
    return table
