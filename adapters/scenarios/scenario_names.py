"""The names of a scenario and their ids; the same name in the same scenario always gives the same id."""

from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.language import ClientId, ConsultantId, ContactId, Kind, MissionId, Role, Stream, UmbrellaId


def mission_id_in(scenario: str, name: str) -> MissionId:
    """Return the id of the mission that a scenario calls by this name."""
    return MissionId(_derive_id(scenario, Kind.MISSION, name))


def consultant_id_in(scenario: str, name: str) -> ConsultantId:
    """Return the id of the consultant whom a scenario calls by this name."""
    return ConsultantId(_derive_id(scenario, Kind.CONSULTANT, name))


def contact_id_in(scenario: str, name: str) -> ContactId:
    """Return the id of the contact whom a scenario calls by this name."""
    return ContactId(_derive_id(scenario, "contact", name))


def principal_of(party: str, identity: UUID, name: str = "") -> str:
    """Return the opaque principal of a party, or of one of its people."""
    return f"{party}:{_derive_id('principal', party, str(identity), name).hex[:16]}"


def step_command_id(scenario: str, number: int, command: str) -> UUID:
    """Return the id of the command of a step."""
    return _derive_id("scenario", scenario, str(number), command)


def person_command_id(scenario: str, name: str, line: int, command: str) -> UUID:
    """Return the id of a command that ensures a person; it is made of no personal data."""
    return _derive_id("person", scenario, name, str(line), command)


def party_command_id(command: str, body: dict[str, object]) -> UUID:
    """Return the id of a command that ensures a company; the same content gives the same id."""
    content = msgspec.json.encode([command, body], order="sorted")
    return _derive_id("party", content.decode())


def _derive_id(*parts: str) -> UUID:
    return uuid5(NAMESPACE_URL, "/".join(("jalon", "scenario", *parts)))


class ScenarioNames:
    """The names that a scenario uses, by kind."""

    def __init__(self, scenario: str) -> None:
        self.scenario = scenario
        self.umbrella: UmbrellaId | None = None
        self.people: dict[str, Role] = {}
        self.clients: dict[str, ClientId] = {}
        self.consultants: dict[str, ConsultantId] = {}
        self.missions: set[str] = set()
        self.labels: set[str] = set()

    @property
    def streams(self) -> tuple[tuple[str, Stream], ...]:
        """The missions, consultants and clients of the scenario, by name."""
        return (
            *((name, Stream(Kind.MISSION, mission_id_in(self.scenario, name))) for name in self.missions),
            *((name, Stream(Kind.CONSULTANT, id_)) for name, id_ in self.consultants.items()),
            *((name, Stream(Kind.CLIENT, id_)) for name, id_ in self.clients.items()),
        )
