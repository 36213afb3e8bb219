"""Who acts in a step: `client acme`, `consultant claire`, `umbrella lea`; on whose behalf, and with whom."""

from collections.abc import Mapping
from dataclasses import replace

from yaml.nodes import Node

from adapters.scenarios.node_parser import Margin
from adapters.scenarios.scenario import DocumentText, OnBehalf, Speaker
from adapters.scenarios.scenario_names import Names, principal_of
from domain.language import NOBODY, Party, Role
from domain.record import Channel, Second

_FOR = {"party": True, "channel": True, "document": True}
_CHANNELS = [channel.value for channel in Channel]


def speaker(
    margin: Margin, names: Names, by: Node, *, second: Node | None = None, for_: Node | None = None
) -> Speaker | None:
    """Return who acts, or note who is unknown."""
    actor = _person(margin, names, by)
    on_behalf = _on_behalf(margin, names, for_) if for_ is not None else None
    other = _person(margin, names, second) if second is not None else None
    if actor is None:
        return None
    return replace(actor, on_behalf=on_behalf, second=_second(other) if other else None)


def company(names: Names) -> Speaker:
    """Return the umbrella company itself, which introduces the parties and moves the clock."""
    principal = principal_of(Party.UMBRELLA, names.umbrella or NOBODY)
    return Speaker(party=Party.UMBRELLA, name="", principal=principal, role=Role.DIRECTOR)


def roles(margin: Margin, node: Node) -> dict[str, Role]:
    """Return the people of the umbrella company, and what each is there for."""
    known = {role.value: role for role in Role}
    said = {name: margin.choice(value, known) for name, (_, value) in margin.named(node).items()}
    return {name: known.get(role, Role.ADVISER) for name, role in said.items()}


def _person(margin: Margin, names: Names, node: Node) -> Speaker | None:
    """Return a client, a consultant, or somebody of the umbrella company."""
    everybody = {
        Party.CLIENT: names.clients,
        Party.CONSULTANT: names.consultants,
        Party.UMBRELLA: names.people,
    }
    named = _party(margin, node, everybody)
    if named is None:
        return None
    party, name = named
    if party is Party.UMBRELLA:
        principal = principal_of(party, names.umbrella or NOBODY, name)
        return Speaker(party=party, name=name, principal=principal, role=names.people[name])
    known = names.clients if party is Party.CLIENT else names.consultants
    identity = known[name]
    principal = principal_of(party, identity)
    return Speaker(party=party, name=name, principal=principal, represents=identity)


def _second(other: Speaker) -> Second:
    return Second(principal=other.principal, party=other.party, role=other.role)


def _on_behalf(margin: Margin, names: Names, node: Node) -> OnBehalf | None:
    said = margin.words(node, _FOR)
    if said.keys() != _FOR.keys():
        return None
    others = {Party.CLIENT: names.clients, Party.CONSULTANT: names.consultants}
    named = _party(margin, said["party"], others)
    channel = margin.choice(said["channel"], _CHANNELS)
    if named is None or channel not in _CHANNELS:
        return None
    party, name = named
    document = DocumentText(margin.text(said["document"]), "on-behalf")
    return OnBehalf(party, others[party][name], Channel(channel), document)


def _party(
    margin: Margin, node: Node, known: Mapping[Party, Mapping[str, object]]
) -> tuple[Party, str] | None:
    word, _, name = margin.text(node).partition(" ")
    if word not in known:
        margin.unknown(node, word, [party.value for party in known])
    elif name not in known[Party(word)]:
        margin.unknown(node, name, known[Party(word)])
    else:
        return Party(word), name
    return None
