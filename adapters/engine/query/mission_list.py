"""Which missions there are, and where each one stands."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from adapters.engine.query.readable_log import ReadableLog, Reader
from domain.aggregates import AGGREGATES
from domain.language import Kind, Stream
from domain.mission.mission import Mission

AUDITOR = Reader(None)


class ConcernedParties(msgspec.Struct, frozen=True):
    """The client and the consultant that a stored event concerns; any version can read them."""

    clientid: UUID | None = None
    consultantid: UUID | None = None


_CONCERNED_PARTIES = msgspec.json.Decoder(ConcernedParties)


class MissionSummary(NamedTuple):
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
        return next((stage for stage, value in reached.items() if value), "stated")

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
        return sum(invoice.amount_open for invoice in self.mission.invoices.values())


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


def list_missions(log: ReadableLog, reader: Reader = AUDITOR) -> list[MissionSummary]:
    """Return each mission as its reader may know it, and as far as this version can read its events."""
    aggregate = AGGREGATES[Kind.MISSION]
    known_types = {event_type.TYPE for event_type in aggregate.events}
    states: dict[UUID, Mission] = {}
    for event in log.store.read_log():
        if event.topic in known_types and reader.may_see(
            recorded := log.codec.decode(event.topic, event.state)
        ):
            mission = recorded.stream.id
            states[mission] = aggregate.evolve(states.get(mission, aggregate.initial_state), recorded)
    return [MissionSummary(mission, state) for mission, state in states.items()]


def make_mission_line(summary: MissionSummary) -> MissionLine:
    """Return what programs are told of a mission."""
    mission = summary.mission
    return MissionLine(
        mission=summary.id,
        stage=summary.stage,
        client=mission.client,
        consultant=mission.consultant,
        starts_on=mission.scope.starts_on if mission.scope else None,
        ends_on=mission.scope.ends_on if mission.scope else None,
        invoiced=summary.invoiced,
        paid=summary.paid,
        open=summary.open,
    )


def find_parties(log: ReadableLog, mission: UUID) -> ConcernedParties | None:
    """Return the client and the consultant of a mission; none where there is no such mission."""
    stored = log.store.select_states(Stream(Kind.MISSION, mission).key)
    return _CONCERNED_PARTIES.decode(stored[-1][1]) if stored else None
