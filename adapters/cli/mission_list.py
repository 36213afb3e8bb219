"""Which missions there are, and where each one stands."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from rich.table import Table

from adapters.cli.cli_context import Desk
from adapters.compose import Archive
from adapters.engine.query.mission_list import Standing, line, standings
from domain.language import Kind, Stream

ID_SHOWN = 8


def shown_short(stream: str) -> str:
    """Write the name of a stream with the beginning of its id: `mission/f36e20e1`."""
    return stream[: stream.find("/") + ID_SHOWN + 1]


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


def name_of_company(archive: Archive, client: UUID) -> str:
    """Return the name of a client or of the umbrella company."""
    streams = (Stream(kind, client) for kind in (Kind.CLIENT, Kind.UMBRELLA))
    registered = next((found for one in streams if (found := _registered(archive, one)) is not None), None)
    return str(client)[:ID_SHOWN] if registered is None else registered.name


def name_of_consultant(desk: Desk, archive: Archive, consultant: UUID) -> str:
    """Return the name of a consultant, opened; a sign when it was erased."""
    registered = _registered(archive, Stream(Kind.CONSULTANT, consultant))
    return str(consultant)[:ID_SHOWN] if registered is None else desk.telling(archive).text(registered.name)


def _registered(archive: Archive, stream: Stream) -> Any:
    """Return the first fact of a company or a person, which names it."""
    facts = archive.store.stream(stream.key)
    return archive.codec.decode(facts[0].type, facts[0].body).data if facts else None


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
    yield name_of_consultant(desk, archive, mission.consultant)
    yield voice.say(standing.stage)
    yield from map(voice.euros, (standing.invoiced, standing.paid, standing.open))
