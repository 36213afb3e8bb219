"""A mission written with the eventsourcing library as its documentation shows (declarative syntax).

Its events store what ours do: the payload, grounds included, and the envelope beside it.
"""

from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

Values = dict[str, Any]


class StockMission(Aggregate):
    """A mission, as far as the comparison needs it."""

    @event("NeedStated")
    def __init__(self, client: UUID, consultant: UUID, umbrella: UUID, need: Values, envelope: Values):
        self.client, self.consultant, self.umbrella, self.need = client, consultant, umbrella, need
        self.proposed = self.verified = False
        self.scope: Values = {}
        self.consents: set[str | None] = set()
        self.signatures: set[tuple[str | None, str]] = set()
        self.signed_on = self.started_on = self.contract_due_on = ""
        self.milestones: set[str] = set()
        self.validated: set[str] = set()
        self.claims: dict[str, Values] = {}
        self.invoices: dict[str, tuple[int, int]] = {}
        self.billed: dict[tuple[str, str], int] = {}

    @event("ProposalMade")
    def propose(self, proposal: Values, envelope: Values) -> None:
        self.proposed = True

    @event("MissionScoped")
    def agree(self, scope: Values, grounds: list[Values], envelope: Values) -> None:
        self.scope = scope

    @event("MissionVerified")
    def verify(self, grounds: list[Values], envelope: Values) -> None:
        self.verified = True

    @event("ConsentGiven")
    def consent(self, change: str | None, envelope: Values) -> None:
        self.consents.add(change)

    @event("ContractSigned")
    def sign(self, contract: Values, change: str | None, party: str, envelope: Values) -> None:
        self.signatures.add((change, party))

    @event("MissionSigned")
    def become_signed(self, signed_on: str, grounds: list[Values], envelope: Values) -> None:
        self.signed_on = signed_on

    @event("MissionStarted")
    def start(self, first_day: str, contract_due_on: str, rest: Values, envelope: Values) -> None:
        self.started_on, self.contract_due_on = first_day, contract_due_on

    @event("MilestoneReached")
    def reach(self, milestone: str, evidence: str, envelope: Values) -> None:
        self.milestones.add(milestone)

    @event("MilestoneValidated")
    def validate(self, milestone: str, envelope: Values) -> None:
        self.validated.add(milestone)

    @event("ExpenseClaimed")
    def claim(self, expense: Values, envelope: Values) -> None:
        self.claims[expense["key"]] = expense

    @event("Invoiced")
    def invoice(self, number: str, net: int, total: int, lines: list[Values], rest: Values, envelope: Values):
        self.invoices[number] = (net, total)
        for line in lines:
            due = (line["trigger"], line["key"])
            self.billed[due] = self.billed.get(due, 0) + line["quantity"]


class StockMissions(Application[UUID]):
    """The application service of the documentation: get, act, save."""

    def reach(self, mission_id: UUID, milestone: str, evidence: str, envelope: Values) -> None:
        """Reach a milestone, once."""
        mission: StockMission = self.repository.get(mission_id)
        if milestone in mission.milestones:
            raise ValueError(milestone)
        mission.reach(milestone, evidence, envelope)
        self.save(mission)


def open_missions(path: str) -> StockMissions:
    """Return the application on a SQLite file; the library leaves `synchronous` at FULL."""
    return StockMissions({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": path})


def open_postgres_missions(database: str, port: int, connections: int) -> StockMissions:
    """Return the application in a PostgreSQL database, with a pool of so many connections."""
    return StockMissions(
        {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": database,
            "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(port),
            "POSTGRES_USER": "postgres",
            "POSTGRES_PASSWORD": "none",
            "POSTGRES_POOL_SIZE": str(connections),
            "POSTGRES_MAX_OVERFLOW": "0",
        }
    )
