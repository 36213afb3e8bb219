"""The expectations of a step as a scenario writes them: events, asks, deadlines, the content of views."""

import re
from datetime import date
from typing import Any, get_args, get_type_hints

import msgspec
from yaml.nodes import Node, ScalarNode, SequenceNode

from adapters.engine.follow.registry import PROJECTIONS_BY_NAME
from adapters.scenarios.field_parser import basis_points_in, cents_in
from adapters.scenarios.node_parser import BOOL, INT, NodeParser, is_null
from adapters.scenarios.scenario import DueAct, Expectation, ViewExpectation
from adapters.scenarios.scenario_names import ScenarioNames
from domain.aggregates import EVENT_TYPES
from domain.commands import COMMAND_NAMED
from domain.language import Audience, Kind, Party, Stream
from domain.law.register import all_rules
from domain.mission.course_terms import AskedFor
from projections import EVERYBODY

_EXPECT = {"facts": False, "asks": False, "deadline": False, "page": False}
_VIEW = {"show": True, "of": True, "to": False, "says": True}
_EVENTS = [event.__name__ for event in EVENT_TYPES.values()]
_RULES = sorted(all_rules())
_PARTIES = [Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA]
_READERS: dict[str, Audience | None] = {
    "client": Audience.CLIENT,
    "consultant": Audience.CONSULTANT,
    "umbrella": Audience.UMBRELLA,
    "auditor": None,
}
_DUE = re.compile(r"(?P<party>\S+) (?P<what>\S+)(?: of (?P<of>.+?))?(?: by (?P<by>\d{4}-\d{2}-\d{2}))?")


class ExpectationParser:
    """Reads `expect` and `refused`, and notes the faults in them."""

    def __init__(self, parser: NodeParser, names: ScenarioNames) -> None:
        self._parser = parser
        self._names = names

    def parse_expectation(self, entries: dict[str, Node]) -> Expectation:
        """Return what a step expects; an `expect` that is a list names the events that the step states."""
        expect = entries.get("expect")
        if expect is None:
            return Expectation(refused=self._parse_refusal(entries))
        if isinstance(expect, SequenceNode):
            return Expectation(
                facts=self._parse_events(expect, entries), refused=self._parse_refusal(entries)
            )
        words = self._parser.read_mapping(expect, _EXPECT)
        return Expectation(
            facts=self._parse_events(words["facts"], entries) if "facts" in words else None,
            refused=self._parse_refusal(entries),
            asks=self._parse_dues(words["asks"], _PARTIES) if "asks" in words else None,
            deadlines=self._parse_dues(words["deadline"], list(Party)) if "deadline" in words else (),
            views=self._parse_views(words["page"]) if "page" in words else (),
        )

    def _parse_refusal(self, entries: dict[str, Node]) -> str | None:
        return self._parser.read_choice(entries["refused"], _RULES) if "refused" in entries else None

    def _parse_events(self, node: Node, entries: dict[str, Node]) -> tuple[str, ...]:
        if "refused" in entries:
            self._parser.note_fault(
                entries["refused"],
                "« refused » ou des faits, pas les deux",
                "“refused” or events, not both",
            )
        return tuple(self._parser.read_choice(item, _EVENTS) for item in self._parser.read_items(node))

    def _parse_dues(self, node: Node, parties: list[Party]) -> tuple[DueAct, ...]:
        dues = (self._parse_due(item, parties) for item in self._parser.read_items(node))
        return tuple(due for due in dues if due is not None)

    def _parse_due(self, node: Node, parties: list[Party]) -> DueAct | None:
        """Return what is due; the system is the party of an act that time alone brings about."""
        matched = _DUE.fullmatch(self._parser.read_text(node))
        if matched is None:
            self._parser.note_fault(
                node,
                "qui, quoi, puis « of … » et « by … » sont attendus ici : client signature by 2026-03-04",
                "who, what, then “of …” and “by …” belong here, such as client signature by 2026-03-04",
            )
            return None
        party, what, of, by = matched.groups()
        acts = list(COMMAND_NAMED) if party == Party.SYSTEM else [str(matter) for matter in AskedFor]
        for word, known in ((party, list(map(str, parties))), (what, acts)):
            if word not in known:
                self._parser.note_unknown(node, word, known)
                return None
        return DueAct(Party(party), what, of, self._parse_day(node, by))

    def _parse_day(self, node: Node, written: str | None) -> date | None:
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            self._parser.note_fault(node, f"{written} n’est pas une date", f"{written} is not a date")
            return None

    def _parse_views(self, node: Node) -> tuple[ViewExpectation, ...]:
        views = (self._parse_view(item) for item in self._parser.read_items(node))
        return tuple(view for view in views if view is not None)

    def _parse_view(self, node: Node) -> ViewExpectation | None:
        words = self._parser.read_mapping(node, _VIEW)
        if any(word not in words for word, needed in _VIEW.items() if needed):
            return None
        view = self._parser.read_choice(words["show"], PROJECTIONS_BY_NAME)
        reader = self._parser.read_choice(words["to"], _READERS) if "to" in words else Party.UMBRELLA
        projection = PROJECTIONS_BY_NAME.get(view)
        known = dict.fromkeys(_list_view_words(projection.view_type), False) if projection is not None else {}
        says = tuple(
            {word: self._parse_value(value) for word, value in self._parser.read_mapping(item, known).items()}
            for item in self._parser.read_items(words["says"])
        )
        return ViewExpectation(view, self._parse_key(words["of"]), _READERS.get(reader), says)

    def _parse_key(self, node: Node) -> str:
        """Return the key that is written `mission audit`, `consultant claire`, `month 2026-01`, `all`."""
        kind, _, name = self._parser.read_text(node).partition(" ")
        if kind == EVERYBODY:
            return EVERYBODY
        if kind == "month":
            return name
        known = self._named_streams()
        if kind not in known:
            self._parser.note_unknown(node, kind, [*known, "month", EVERYBODY])
        elif name not in known[Kind(kind)]:
            self._parser.note_unknown(node, name, dict.fromkeys(sorted(known[Kind(kind)])))
        else:
            return str(known[Kind(kind)][name])
        return ""

    def _named_streams(self) -> dict[Kind, dict[str, Stream]]:
        known = dict[Kind, dict[str, Stream]]()
        for name, stream in self._names.streams:
            known.setdefault(stream.kind, {})[name] = stream
        return known

    def _parse_value(self, node: Node) -> Any:
        """Return a value as views hold it: cents, basis points, integers, booleans, otherwise the text."""
        if is_null(node):
            return None
        written = self._parser.read_text(node)
        if isinstance(node, ScalarNode) and node.tag == BOOL:
            return written.lower() in ("yes", "true", "on")
        if isinstance(node, ScalarNode) and node.tag == INT:
            return int(written)
        for read in (cents_in, basis_points_in):
            if (number := read(written)) is not None:
                return number
        return written


def _list_view_words(kind: Any) -> list[str]:
    """Return the field names of a view and of the structs within it."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        within = get_type_hints(kind)
        return sorted({*within, *(word for hint in within.values() for word in _list_view_words(hint))})
    return [word for inner in get_args(kind) for word in _list_view_words(inner)]
