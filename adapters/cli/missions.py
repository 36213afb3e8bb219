"""Which missions there are, and where each one stands."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from rich.table import Table

from adapters.cli.desk import Desk
from adapters.compose import Archive
from domain.language import Kind, Stream
from domain.mission.mission import Mission
from domain.world import LIVES

ID_SHOWN = 8


class Standing(NamedTuple):
    """A mission as it stands; amounts in cents."""

    id: UUID
    mission: Mission

    @property
    def stage(self) -> str:
        """The stage that the mission has reached."""
        reached = {
            "closed": self.mission.closed,
            "given_up": self.mission.given_up,
            "completed": self.mission.completed_on or self.mission.ended,
            "started": self.mission.started_on,
            "signed": self.mission.signed_on,
            "verified": self.mission.verified,
            "scoped": self.mission.scope,
        }
        return next((stage for stage, said in reached.items() if said), "stated")

    @property
    def invoiced(self) -> int:
        """What was invoiced, tax included."""
        return sum(invoice.total for invoice in self.mission.invoices.values())

    @property
    def paid(self) -> int:
        """What the client paid, tax included."""
        return sum(invoice.paid for invoice in self.mission.invoices.values())

    @property
    def open(self) -> int:
        """What the client still owes, tax included."""
        return sum(invoice.open for invoice in self.mission.invoices.values())


def missions(desk: Desk, *, json: bool) -> None:
    """List the missions."""
    with desk.archive() as archive:
        standings = [Standing(mission, state) for mission, state in _states(archive)]
        if json:
            desk.voice.json([_for_programs(standing) for standing in standings])
        elif standings:
            desk.voice.out.print(_table(desk, archive, standings))
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


def _states(archive: Archive) -> list[tuple[UUID, Mission]]:
    """Return each mission as far as this version can read its facts."""
    life = LIVES[Kind.MISSION]
    known = {event.TYPE for event in life.events}
    states: dict[UUID, Mission] = {}
    for fact in archive.store.facts():
        if fact.type in known:
            recorded = archive.codec.decode(fact.type, fact.body)
            mission = recorded.stream.id
            states[mission] = life.evolve(states.get(mission, life.blank), recorded)
    return list(states.items())


def _for_programs(standing: Standing) -> dict[str, Any]:
    mission = standing.mission
    return {
        "mission": standing.id,
        "stage": standing.stage,
        "client": mission.client,
        "consultant": mission.consultant,
        "starts_on": mission.scope.starts_on if mission.scope else None,
        "ends_on": mission.scope.ends_on if mission.scope else None,
        "invoiced": standing.invoiced,
        "paid": standing.paid,
        "open": standing.open,
    }


def _table(desk: Desk, archive: Archive, standings: list[Standing]) -> Table:
    voice = desk.voice
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("mission", "client", "consultant", "stage"):
        table.add_column(voice.say(column))
    for column in ("invoiced", "paid", "open"):
        table.add_column(voice.say(column), justify="right", no_wrap=True)
    for standing in standings:
        table.add_row(*_row(desk, archive, standing))
    return table


def _row(desk: Desk, archive: Archive, standing: Standing) -> Iterator[str]:
    voice, mission = desk.voice, standing.mission
    yield str(standing.id)[:ID_SHOWN]
    yield name_of_company(archive, mission.client)
    yield name_of_consultant(desk, archive, mission.consultant)
    yield voice.say(standing.stage)
    yield from map(voice.euros, (standing.invoiced, standing.paid, standing.open))
