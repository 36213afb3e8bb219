"""The parties that a scenario is given: the umbrella company, its clients, its consultants."""

from datetime import datetime
from typing import Any, NamedTuple

from yaml.nodes import Node

from adapters.scenarios.field_parser import CommandFields
from adapters.scenarios.instant_parser import instant
from adapters.scenarios.node_parser import Margin, scalar
from adapters.scenarios.scenario import Step
from adapters.scenarios.scenario_names import Names, consultant_in
from adapters.scenarios.step_actors import company, roles
from domain.client.client import RegisterClient
from domain.commands import ORDER_NAMED
from domain.consultant.hiring import RegisterConsultant
from domain.language import client_of, umbrella_of
from domain.umbrella.umbrella import RegisterCompany

_GIVEN = {"umbrella": True, "clients": True, "consultants": True}
_PARTY = {"on": False, "registered": True, "then": False}
_UMBRELLA = {**_PARTY, "people": True}


class _Given(NamedTuple):
    """One party: how it is registered, its words in the file, and the id that its acts imply."""

    register: type[Any]
    words: dict[str, Node]
    implied: dict[str, str]


class Giving:
    """Reads `given` twice: first who there is, so that all may be named; then their acts."""

    def __init__(self, margin: Margin, names: Names) -> None:
        self._margin = margin
        self._names = names
        self._parties: list[_Given] = []

    def introduce(self, node: Node) -> None:
        """Learn the names of the parties."""
        said = self._margin.words(node, _GIVEN)
        if "umbrella" in said:
            self._umbrella(said["umbrella"])
        for name, party in self._each(said.get("clients")):
            self._names.clients[name] = client_of(self._siren(party))
            implied = {"client": str(self._names.clients[name])}
            self._parties.append(_Given(RegisterClient, party, implied))
        for name, party in self._each(said.get("consultants")):
            self._names.consultants[name] = consultant_in(self._names.scenario, name)
            implied = {"consultant": str(self._names.consultants[name])}
            self._parties.append(_Given(RegisterConsultant, party, implied))

    def steps(self, fields: CommandFields, otherwise_on: datetime) -> tuple[Step, ...]:
        """Return the acts by which the umbrella company ensures the parties, in the order of the file."""
        return tuple(step for party in self._parties for step in self._acts(party, fields, otherwise_on))

    def _umbrella(self, node: Node) -> None:
        party = self._margin.words(node, _UMBRELLA)
        self._names.umbrella = umbrella_of(self._siren(party))
        if "people" in party:
            self._names.people = roles(self._margin, party["people"])
        self._parties.append(_Given(RegisterCompany, party, {}))

    def _each(self, node: Node | None) -> list[tuple[str, dict[str, Node]]]:
        named = self._margin.named(node) if node is not None else {}
        return [(name, self._margin.words(party, _PARTY)) for name, (_, party) in named.items()]

    def _siren(self, party: dict[str, Node]) -> str:
        """Return the SIREN that names a company; one that is missing is noted with the other fields."""
        siren = scalar(party.get("registered"), "siren") or ""
        return "".join(siren.split())

    def _acts(self, party: _Given, fields: CommandFields, otherwise_on: datetime) -> list[Step]:
        words = party.words
        shown = instant(self._margin, words["on"]) if "on" in words else otherwise_on
        registered = words.get("registered")
        acts = [(party.register.__name__, registered, registered)] if registered is not None else []
        acts += [act for item in self._then(words) if (act := self._act(item))]
        return [
            Step(
                number=0,
                instant=shown,
                shown=shown,
                by=company(self._names),
                command=command,
                words=fields.of(ORDER_NAMED[command].command, said, party.implied),
                node=node,
                words_node=said,
            )
            for command, node, said in acts
        ]

    def _then(self, words: dict[str, Node]) -> list[Node]:
        return self._margin.items(words["then"]) if "then" in words else []

    def _act(self, node: Node) -> tuple[str, Node, Node] | None:
        """Return one act of a party, written `Command: {its fields}`."""
        said = self._margin.named(node)
        if len(said) != 1:
            self._margin.note(node, "une seule commande est attendue ici", "one command belongs here")
            return None
        ((command, (key, words)),) = said.items()
        if command not in ORDER_NAMED:
            self._margin.unknown(key, command, dict.fromkeys(ORDER_NAMED))
            return None
        return command, key, words
