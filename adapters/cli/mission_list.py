"""Which missions there are, and where each one stands."""

from collections.abc import Iterator

from rich.table import Table

from adapters.cli.cli_context import Desk
from adapters.compose import Archive
from adapters.engine.query.mission_list import Standing, line, standings
from adapters.rendering.names import ID_SHOWN, name_of_company, name_of_consultant


def missions(desk: Desk, *, json: bool) -> None:
    """List the missions."""
    with desk.archive() as archive:
        found = standings(archive)
        if json:
            desk.voice.json([line(standing) for standing in found])
        elif found:
            desk.voice.out.print(_table(desk, archive, found))
        else:
            desk.voice.note(desk.voice.say("no_missions"))


def _table(desk: Desk, archive: Archive, found: list[Standing]) -> Table:
    voice = desk.voice
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("mission", "client", "consultant", "stage"):
        table.add_column(voice.say(column))
    for column in ("invoiced", "paid", "open"):
        table.add_column(voice.say(column), justify="right", no_wrap=True)
    for standing in found:
        table.add_row(*_row(desk, archive, standing))
    return table


def _row(desk: Desk, archive: Archive, standing: Standing) -> Iterator[str]:
    voice, mission = desk.voice, standing.mission
    yield str(standing.id)[:ID_SHOWN]
    yield name_of_company(archive, mission.client)
    yield name_of_consultant(archive, desk.telling(archive), mission.consultant)
    yield voice.say(standing.stage)
    yield from map(voice.euros, (standing.invoiced, standing.paid, standing.open))
