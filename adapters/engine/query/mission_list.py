"""The list of missions, each with its stage and amounts."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from adapters.engine.query.readable_log import LogReader, ReadableLog
from domain.aggregates import AGGREGATES
from domain.language import Kind, Stream
from domain.mission.mission import Mission

AUDITOR = LogReader(None)


class ConcernedParties(msgspec.Struct, frozen=True):
    """The client and the consultant of a stored event; they can be read whatever its type and version."""

    clientid: UUID | None = None
    consultantid: UUID | None = None


_CONCERNED_PARTIES = msgspec.json.Decoder(ConcernedParties)


class MissionSummary(NamedTuple):
    """The current state of a mission; amounts in cents."""

    id: UUID
    mission: Mission

    @property
    def stage(self) -> str:
        """The last stage that the mission has reached."""
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
    def amount_invoiced(self) -> int:
        """The sum of the invoices, in cents, tax included."""
        return sum(invoice.total for invoice in self.mission.invoices.values())

    @property
    def amount_paid(self) -> int:
        """The sum of the client's payments, in cents, tax included."""
        return sum(invoice.paid for invoice in self.mission.invoices.values())

    @property
    def amount_open(self) -> int:
        """The sum that the client still owes, in cents, tax included."""
        return sum(invoice.amount_open for invoice in self.mission.invoices.values())


class MissionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of missions; amounts in cents, tax included."""

    mission: UUID
    stage: str
    client: UUID
    consultant: UUID
    starts_on: date | None
    ends_on: date | None
    invoiced: int
    paid: int
    open: int


def list_missions(log: ReadableLog, reader: LogReader = AUDITOR) -> list[MissionSummary]:
    """Return the missions of a reader, folded from the events that it may see and this version knows."""
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
    """Return the line of a mission for programs."""
    mission = summary.mission
    return MissionLine(
        mission=summary.id,
        stage=summary.stage,
        client=mission.client,
        consultant=mission.consultant,
        starts_on=mission.scope.starts_on if mission.scope else None,
        ends_on=mission.scope.ends_on if mission.scope else None,
        invoiced=summary.amount_invoiced,
        paid=summary.amount_paid,
        open=summary.amount_open,
    )


def find_parties(log: ReadableLog, mission: UUID) -> ConcernedParties | None:
    """Return the client and the consultant of a mission, None if it does not exist."""
    stored = log.store.select_states(Stream(Kind.MISSION, mission).key)
    return _CONCERNED_PARTIES.decode(stored[-1][1]) if stored else None
