"""Which missions there are, and where each one stands."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from adapters.engine.query.readable_log import Log, Reader
from domain.aggregates import LIVES
from domain.language import Kind, Stream
from domain.mission.mission import Mission

EVERYTHING = Reader(None)


class Parties(msgspec.Struct, frozen=True):
    """The client and the consultant that a stored fact concerns; any version can read them."""

    clientid: UUID | None = None
    consultantid: UUID | None = None


_PARTIES = msgspec.json.Decoder(Parties)


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


class MissionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of missions; cents, tax included."""

    mission: UUID
    stage: str
    client: UUID
    consultant: UUID
    starts_on: date | None
    ends_on: date | None
    invoiced: int
    paid: int
    open: int


def standings(log: Log, reader: Reader = EVERYTHING) -> list[Standing]:
    """Return each mission as its reader may know it, and as far as this version can read its facts."""
    life = LIVES[Kind.MISSION]
    known = {event.TYPE for event in life.events}
    states: dict[UUID, Mission] = {}
    for fact in log.store.read_log():
        if fact.topic in known and reader.may_see(recorded := log.codec.decode(fact.topic, fact.state)):
            mission = recorded.stream.id
            states[mission] = life.evolve(states.get(mission, life.blank), recorded)
    return [Standing(mission, state) for mission, state in states.items()]


def line(standing: Standing) -> MissionLine:
    """Return what programs are told of a mission."""
    mission = standing.mission
    return MissionLine(
        mission=standing.id,
        stage=standing.stage,
        client=mission.client,
        consultant=mission.consultant,
        starts_on=mission.scope.starts_on if mission.scope else None,
        ends_on=mission.scope.ends_on if mission.scope else None,
        invoiced=standing.invoiced,
        paid=standing.paid,
        open=standing.open,
    )


def parties_of(log: Log, mission: UUID) -> Parties | None:
    """Return the client and the consultant of a mission; none where there is no such mission."""
    told = log.store.select_states(Stream(Kind.MISSION, mission).key)
    return _PARTIES.decode(told[-1][1]) if told else None
