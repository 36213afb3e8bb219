"""The parties that a scenario is given: the umbrella company, its clients, its consultants."""

from datetime import datetime
from typing import Any, NamedTuple

from yaml.nodes import Node

from adapters.scenarios.field_parser import FieldParser
from adapters.scenarios.instant_parser import read_instant
from adapters.scenarios.node_parser import NodeParser, find_scalar
from adapters.scenarios.scenario import ScenarioStep
from adapters.scenarios.scenario_names import ScenarioNames, consultant_id_in
from adapters.scenarios.step_actors import company_actor, read_roles
from domain.client.client import RegisterClient
from domain.commands import COMMAND_NAMED
from domain.consultant.hiring import RegisterConsultant
from domain.language import client_id_of, umbrella_id_of
from domain.umbrella.umbrella import RegisterCompany

_GIVEN = {"umbrella": True, "clients": True, "consultants": True}
_PARTY = {"on": False, "registered": True, "then": False}
_UMBRELLA = {**_PARTY, "people": True}


class _GivenParty(NamedTuple):
    """One party: the command that registers it, its words in the file, the id that its acts imply."""

    register: type[Any]
    words: dict[str, Node]
    implied: dict[str, str]


class GivenParser:
    """Reads `given` twice: first the names of the parties, then their acts, which may use any name."""

    def __init__(self, parser: NodeParser, names: ScenarioNames) -> None:
        self._parser = parser
        self._names = names
        self._parties: list[_GivenParty] = []

    def parse_names(self, node: Node) -> None:
        """Collect the names of the parties."""
        entries = self._parser.read_mapping(node, _GIVEN)
        if "umbrella" in entries:
            self._parse_umbrella(entries["umbrella"])
        for name, party in self._parse_parties(entries.get("clients")):
            self._names.clients[name] = client_id_of(self._read_siren(party))
            implied = {"client": str(self._names.clients[name])}
            self._parties.append(_GivenParty(RegisterClient, party, implied))
        for name, party in self._parse_parties(entries.get("consultants")):
            self._names.consultants[name] = consultant_id_in(self._names.scenario, name)
            implied = {"consultant": str(self._names.consultants[name])}
            self._parties.append(_GivenParty(RegisterConsultant, party, implied))

    def build_steps(self, fields: FieldParser, otherwise_on: datetime) -> tuple[ScenarioStep, ...]:
        """Return the acts by which the umbrella company ensures the parties, in the order of the file."""
        return tuple(
            step for party in self._parties for step in self._build_acts(party, fields, otherwise_on)
        )

    def _parse_umbrella(self, node: Node) -> None:
        party = self._parser.read_mapping(node, _UMBRELLA)
        self._names.umbrella = umbrella_id_of(self._read_siren(party))
        if "people" in party:
            self._names.people = read_roles(self._parser, party["people"])
        self._parties.append(_GivenParty(RegisterCompany, party, {}))

    def _parse_parties(self, node: Node | None) -> list[tuple[str, dict[str, Node]]]:
        named = self._parser.read_entries(node) if node is not None else {}
        return [(name, self._parser.read_mapping(party, _PARTY)) for name, (_, party) in named.items()]

    def _read_siren(self, party: dict[str, Node]) -> str:
        """Return the SIREN that names a company; one that is missing is noted with the other fields."""
        siren = find_scalar(party.get("registered"), "siren") or ""
        return "".join(siren.split())

    def _build_acts(
        self, party: _GivenParty, fields: FieldParser, otherwise_on: datetime
    ) -> list[ScenarioStep]:
        words = party.words
        shown = read_instant(self._parser, words["on"]) if "on" in words else otherwise_on
        registered = words.get("registered")
        acts = [(party.register.__name__, registered, registered)] if registered is not None else []
        acts += [act for item in self._list_then(words) if (act := self._parse_act(item))]
        return [
            ScenarioStep(
                number=0,
                instant=shown,
                shown=shown,
                by=company_actor(self._names),
                command=command,
                words=fields.parse_fields(COMMAND_NAMED[command].command_type, fields_node, party.implied),
                node=node,
                words_node=fields_node,
            )
            for command, node, fields_node in acts
        ]

    def _list_then(self, words: dict[str, Node]) -> list[Node]:
        return self._parser.read_items(words["then"]) if "then" in words else []

    def _parse_act(self, node: Node) -> tuple[str, Node, Node] | None:
        """Return one act of a party, written `Command: {its fields}`."""
        entries = self._parser.read_entries(node)
        if len(entries) != 1:
            self._parser.note_fault(node, "une seule commande est attendue ici", "one command belongs here")
            return None
        ((command, (key, words)),) = entries.items()
        if command not in COMMAND_NAMED:
            self._parser.note_unknown(key, command, dict.fromkeys(COMMAND_NAMED))
            return None
        return command, key, words
