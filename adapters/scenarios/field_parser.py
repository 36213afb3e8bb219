"""How the fields of a command are written in a scenario, read from the types of the command itself.

Names stand for ids, texts for documents, euros for cents. The validation of the command checks the rest.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from yaml.nodes import Node, ScalarNode

from adapters.scenarios.node_parser import BOOL, INT, NodeParser, is_null, place_of
from adapters.scenarios.scenario import DocumentText, EventReference, LastPosition
from adapters.scenarios.scenario_names import ScenarioNames, contact_id_in, mission_id_in
from domain.aggregates import EVENT_TYPES
from domain.language import ClientId, ConsultantId, ContactId, EventId, Form, MissionId

_EVENTS = [event.__name__ for event in EVENT_TYPES.values()]

Implied = Mapping[str, Any]

_EUROS = re.compile(r"(-?)(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{2}))?[ \u00a0\u202f]?€")
_SHARE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?[ \u00a0\u202f]?%")


class FieldParser:
    """Reads the fields of commands, and notes the faults in them."""

    def __init__(self, parser: NodeParser, names: ScenarioNames) -> None:
        self._parser = parser
        self._names = names
        self.missions_named: list[tuple[Node, str]] = []
        self._id_parsers: dict[Any, Callable[[Node], Any]] = {
            MissionId: self._parse_mission,
            ConsultantId: lambda node: self._parse_known(node, names.consultants),
            ClientId: lambda node: self._parse_known(node, names.clients),
            ContactId: lambda node: str(contact_id_in(names.scenario, parser.read_text(node))),
            EventId: self._parse_event,
        }
        self._form_parsers: dict[Any, Callable[[Node], Any]] = {
            Form.HASH: lambda node: DocumentText(parser.read_text(node), ""),
            Form.AMOUNT: self._parse_euros,
            Form.BASIS_POINTS: self._parse_share,
        }
        self._type_parsers: dict[type, Callable[[Node], Any]] = {
            bool: self._parse_bool,
            int: self._parse_int,
            date: self._parse_date,
        }

    def parse_fields(self, command: type[Any], node: Node, implied: Implied) -> dict[str, Any]:
        """Return the fields of a command; a field that is implied must not be written."""
        umbrella = {"umbrella": str(self._names.umbrella)}
        return self._parse_dataclass(node, command, {**umbrella, "position": LastPosition(), **implied})

    def _parse_dataclass(self, node: Node, kind: type[Any], implied: Implied) -> dict[str, Any]:
        hints = get_type_hints(kind, include_extras=True)
        own = {name: value for name, value in implied.items() if name in hints}
        known = {
            field.name: field.default is MISSING and field.default_factory is MISSING
            for field in fields(kind)
            if field.name not in own
        }
        entries = {
            word: self._parse_value(value, hints[word])
            for word, value in self._parser.read_mapping(node, known).items()
        }
        documents = {
            word: DocumentText(value.text, word)
            for word, value in entries.items()
            if isinstance(value, DocumentText)
        }
        return {**own, **entries, **documents}

    def _parse_value(self, node: Node, hint: Any) -> Any:
        base, forms = _split_annotated(hint)
        if get_origin(base) in (Union, UnionType):
            return None if is_null(node) else self._parse_value(node, _drop_none(base))
        if get_origin(base) is tuple:
            return [self._parse_value(item, get_args(base)[0]) for item in self._parser.read_items(node)]
        if is_dataclass(base) and isinstance(base, type):
            return self._parse_dataclass(node, base, {})
        named = self._id_parsers.get(base)
        return named(node) if named is not None else self._parse_scalar(node, base, forms)

    def _parse_scalar(self, node: Node, base: Any, forms: tuple[Any, ...]) -> Any:
        for form in forms:
            if isinstance(form, Form) and form in self._form_parsers:
                return self._form_parsers[form](node)
        if issubclass(base, StrEnum):
            return self._parser.read_choice(node, list(base))
        return self._type_parsers.get(base, self._parser.read_text)(node)

    def _parse_mission(self, node: Node) -> str:
        name = self._parser.read_text(node)
        self.missions_named.append((node, name))
        return str(mission_id_in(self._names.scenario, name))

    def _parse_known(self, node: Node, known: Mapping[str, Any]) -> str | None:
        name = self._parser.read_choice(node, known)
        return str(known[name]) if name in known else None

    def _parse_event(self, node: Node) -> EventReference:
        label, _, kind = self._parser.read_text(node).partition(".")
        for word, known in ((label, sorted(self._names.labels)), (kind, _EVENTS)):
            if word and word not in known:
                self._parser.note_unknown(node, word, known)
        return EventReference(label, kind or None, place_of(node))

    def _parse_bool(self, node: Node) -> bool:
        if isinstance(node, ScalarNode) and node.tag == BOOL:
            return node.value.lower() in ("yes", "true", "on")
        self._parser.note_fault(node, "yes ou no est attendu ici", "yes or no belongs here")
        return False

    def _parse_int(self, node: Node) -> int:
        if isinstance(node, ScalarNode) and node.tag == INT and node.value.lstrip("-").isdecimal():
            return int(node.value)
        if isinstance(node, ScalarNode) and _EUROS.fullmatch(node.value):
            return self._parse_euros(node)
        self._parser.note_fault(node, "un nombre entier est attendu ici", "a whole number belongs here")
        return 0

    def _parse_euros(self, node: Node) -> int:
        cents = cents_in(self._parser.read_text(node))
        if cents is None:
            self._parser.note_fault(
                node,
                "un montant en euros est attendu ici, tel que 650 € ou 1 234.56 €",
                "an amount in euros belongs here, such as 650 € or 1 234.56 €",
            )
        return cents or 0

    def _parse_share(self, node: Node) -> int:
        share = basis_points_in(self._parser.read_text(node))
        if share is None:
            self._parser.note_fault(
                node, "un pourcentage est attendu ici, tel que 8 %", "a percentage belongs here, such as 8 %"
            )
        return share or 0

    def _parse_date(self, node: Node) -> str:
        written = self._parser.read_text(node)
        try:
            return date.fromisoformat(written).isoformat()
        except ValueError:
            self._parser.note_fault(
                node,
                "une date est attendue ici, telle que 2026-01-05",
                "a date belongs here, such as 2026-01-05",
            )
            return written


def cents_in(written: str) -> int | None:
    """Return the cents of an amount such as 1 234.56 €."""
    matched = _EUROS.fullmatch(written)
    if matched is None:
        return None
    sign, euros, cents = matched.groups()
    whole = "".join(filter(str.isdecimal, euros))
    return int(f"{sign}{whole}{cents or '00'}")


def basis_points_in(written: str) -> int | None:
    """Return the basis points of a share such as 8 %."""
    matched = _SHARE.fullmatch(written)
    if matched is None:
        return None
    whole, decimals = matched.groups()
    return int(f"{whole}{(decimals or '').ljust(2, '0')}")


def _split_annotated(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(hint) is Annotated:
        base, *forms = get_args(hint)
        return base, tuple(forms)
    return hint, ()


def _drop_none(union: Any) -> Any:
    (only,) = (member for member in get_args(union) if member is not NoneType)
    return only
