"""The names of a scenario and the ids they stand for: the same name in the same scenario, for ever."""

from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.language import ClientId, ConsultantId, ContactId, Kind, MissionId, Role, Stream, UmbrellaId


def mission_in(scenario: str, name: str) -> MissionId:
    """Return the id of the mission that a scenario calls so."""
    return MissionId(_derived(scenario, Kind.MISSION, name))


def consultant_in(scenario: str, name: str) -> ConsultantId:
    """Return the id of the consultant whom a scenario calls so."""
    return ConsultantId(_derived(scenario, Kind.CONSULTANT, name))


def contact_in(scenario: str, name: str) -> ContactId:
    """Return the id of the contact whom a scenario calls so."""
    return ContactId(_derived(scenario, "contact", name))


def principal_of(party: str, identity: UUID, name: str = "") -> str:
    """Return the opaque principal of a party, or of one of its people."""
    return f"{party}:{_derived('principal', party, str(identity), name).hex[:16]}"


def command_of(scenario: str, number: int, command: str) -> UUID:
    """Return the id of the command of a step."""
    return _derived("scenario", scenario, str(number), command)


def command_of_person(scenario: str, name: str, line: int, command: str) -> UUID:
    """Return the id of a command that ensures a person: by where it is asked, never by what it says."""
    return _derived("person", scenario, name, str(line), command)


def command_of_party(command: str, body: dict[str, object]) -> UUID:
    """Return the id of a command that ensures a company: the same content, the same command."""
    content = msgspec.json.encode([command, body], order="sorted")
    return _derived("party", content.decode())


def _derived(*parts: str) -> UUID:
    return uuid5(NAMESPACE_URL, "/".join(("jalon", "scenario", *parts)))


class Names:
    """Who and what a scenario speaks of."""

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
        """The missions, the consultants and the clients that are spoken of, by their names."""
        return (
            *((name, Stream(Kind.MISSION, mission_in(self.scenario, name))) for name in self.missions),
            *((name, Stream(Kind.CONSULTANT, one)) for name, one in self.consultants.items()),
            *((name, Stream(Kind.CLIENT, one)) for name, one in self.clients.items()),
        )
