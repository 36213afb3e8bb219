"""The waits of a mission's sagas: what each one waits for, of whom, because of which event, until when."""

from datetime import date, datetime
from typing import Any

from rich.table import Table

from adapters.cli.cli_context import CliContext
from adapters.cli.stream_lookup import find_mission
from adapters.compose.followers import open_progress_finder
from adapters.engine.query.saga_waits import SagaWait, find_waits

WAIT_COLUMNS = ("story", "party", "what", "until", "because", "asked")


def list_waits(cli: CliContext, mission: str, *, json: bool) -> None:
    """Print what the sagas of a mission wait for."""
    with cli.read_archive() as archive, open_progress_finder(archive) as saga_rows:
        waits = list(find_waits(archive, find_mission(archive.store, mission), saga_rows))
    if json:
        cli.terminal.print_json([_wait_to_json(entry) for entry in waits])
    elif not waits:
        cli.terminal.print_note(cli.terminal.translate("waits_for_nothing"))
    else:
        cli.terminal.out.print(_build_table(cli, waits))


def _wait_to_json(entry: SagaWait) -> dict[str, Any]:
    wait = entry.wait
    of = {"about": wait.about, "party": wait.party, "what": wait.what, "of": wait.of}
    when = {"because_of": wait.because_of, "until": wait.until, "asked": wait.asked, "refused": wait.refused}
    return {"story": entry.saga, "key": entry.key, **of, **when}


def _build_table(cli: CliContext, waits: list[SagaWait]) -> Table:
    terminal = cli.terminal
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in WAIT_COLUMNS:
        table.add_column(terminal.translate(f"column_{column}"))
    for one in sorted(waits, key=lambda one: (one.saga, one.key, str(one.wait.until or ""))):
        wait = one.wait
        what = (
            f"{terminal.translate_word(wait.what)} {terminal.translate_word(wait.of)}"
            if wait.of
            else terminal.translate_word(wait.what)
        )
        answer_mark = f"✗ {wait.refused}" if wait.refused else "✓" if wait.asked else ""
        because = (one.because or "").rpartition(".v")[0].rpartition(".")[2]
        table.add_row(
            one.saga, terminal.translate_word(wait.party), what, _format_until(cli, one), because, answer_mark
        )
    return table


def _format_until(cli: CliContext, entry: SagaWait) -> str:
    match entry.wait.until:
        case datetime() as instant:
            return cli.terminal.format_instant(instant)
        case date() as day:
            return cli.terminal.format_date(day)
        case None:
            return ""
