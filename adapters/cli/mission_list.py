"""The list of missions, with the stage and the amounts of each."""

from collections.abc import Iterator

from rich.table import Table

from adapters.cli.cli_context import CliContext
from adapters.compose import Archive
from adapters.engine.query.mission_list import MissionSummary, list_missions, make_mission_line
from adapters.rendering.names import ID_SHOWN, find_company_name, find_consultant_name


def show_missions(cli: CliContext, *, json: bool) -> None:
    """Print the missions, one row each."""
    with cli.read_archive() as archive:
        missions = list_missions(archive)
        if json:
            cli.terminal.print_json([make_mission_line(summary) for summary in missions])
        elif missions:
            cli.terminal.out.print(_build_table(cli, archive, missions))
        else:
            cli.terminal.print_note(cli.terminal.translate("no_missions"))


def _build_table(cli: CliContext, archive: Archive, missions: list[MissionSummary]) -> Table:
    terminal = cli.terminal
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("mission", "client", "consultant", "stage"):
        table.add_column(terminal.translate(column))
    for column in ("invoiced", "paid", "open"):
        table.add_column(terminal.translate(column), justify="right", no_wrap=True)
    for summary in missions:
        table.add_row(*_format_row(cli, archive, summary))
    return table


def _format_row(cli: CliContext, archive: Archive, summary: MissionSummary) -> Iterator[str]:
    terminal, mission = cli.terminal, summary.mission
    yield str(summary.id)[:ID_SHOWN]
    yield find_company_name(archive, mission.client)
    yield find_consultant_name(archive, cli.make_renderer(archive), mission.consultant)
    yield terminal.translate(summary.stage)
    yield from map(
        terminal.format_amount, (summary.amount_invoiced, summary.amount_paid, summary.amount_open)
    )
