"""Parse the actor of a step (`client acme`, `umbrella lea`), on whose behalf it acts, and with whom."""

from collections.abc import Mapping
from dataclasses import replace

from yaml.nodes import Node

from adapters.scenarios.node_parser import NodeParser
from adapters.scenarios.scenario import DocumentText, OnBehalf, StepActor
from adapters.scenarios.scenario_names import ScenarioNames, principal_of
from domain.language import NOBODY, Party, Role
from domain.record import Channel, Second

_FOR = {"party": True, "channel": True, "document": True}
_CHANNELS = [channel.value for channel in Channel]


def read_actor(
    parser: NodeParser,
    names: ScenarioNames,
    by: Node,
    *,
    second: Node | None = None,
    for_: Node | None = None,
) -> StepActor | None:
    """Return the actor of a step; note a fault if a name is unknown."""
    actor = _read_person(parser, names, by)
    on_behalf = _read_on_behalf(parser, names, for_) if for_ is not None else None
    other = _read_person(parser, names, second) if second is not None else None
    if actor is None:
        return None
    return replace(actor, on_behalf=on_behalf, second=_build_second(other) if other else None)


def company_actor(names: ScenarioNames) -> StepActor:
    """Return the umbrella company itself, which registers the parties and moves the clock."""
    principal = principal_of(Party.UMBRELLA, names.umbrella or NOBODY)
    return StepActor(party=Party.UMBRELLA, name="", principal=principal, role=Role.DIRECTOR)


def read_roles(parser: NodeParser, node: Node) -> dict[str, Role]:
    """Return the people of the umbrella company, with the role of each."""
    known = {role.value: role for role in Role}
    entries = {
        name: parser.read_choice(value, known) for name, (_, value) in parser.read_entries(node).items()
    }
    return {name: known.get(role, Role.ADVISER) for name, role in entries.items()}


def _read_person(parser: NodeParser, names: ScenarioNames, node: Node) -> StepActor | None:
    """Return a client, a consultant, or a person of the umbrella company."""
    everybody = {
        Party.CLIENT: names.clients,
        Party.CONSULTANT: names.consultants,
        Party.UMBRELLA: names.people,
    }
    named = _read_party(parser, node, everybody)
    if named is None:
        return None
    party, name = named
    if party is Party.UMBRELLA:
        principal = principal_of(party, names.umbrella or NOBODY, name)
        return StepActor(party=party, name=name, principal=principal, role=names.people[name])
    known = names.clients if party is Party.CLIENT else names.consultants
    identity = known[name]
    principal = principal_of(party, identity)
    return StepActor(party=party, name=name, principal=principal, represents=identity)


def _build_second(other: StepActor) -> Second:
    return Second(principal=other.principal, party=other.party, role=other.role)


def _read_on_behalf(parser: NodeParser, names: ScenarioNames, node: Node) -> OnBehalf | None:
    entries = parser.read_mapping(node, _FOR)
    if entries.keys() != _FOR.keys():
        return None
    others = {Party.CLIENT: names.clients, Party.CONSULTANT: names.consultants}
    named = _read_party(parser, entries["party"], others)
    channel = parser.read_choice(entries["channel"], _CHANNELS)
    if named is None or channel not in _CHANNELS:
        return None
    party, name = named
    document = DocumentText(parser.read_text(entries["document"]), "on-behalf")
    return OnBehalf(party, others[party][name], Channel(channel), document)


def _read_party(
    parser: NodeParser, node: Node, known: Mapping[Party, Mapping[str, object]]
) -> tuple[Party, str] | None:
    word, _, name = parser.read_text(node).partition(" ")
    if word not in known:
        parser.note_unknown(node, word, [party.value for party in known])
    elif name not in known[Party(word)]:
        parser.note_unknown(node, name, known[Party(word)])
    else:
        return Party(word), name
    return None
