"""What must come of a step, as a scenario writes it: facts, asks, deadlines, what pages say."""

import re
from datetime import date
from typing import Any, get_args, get_type_hints

import msgspec
from yaml.nodes import Node, ScalarNode, SequenceNode

from adapters.engine.follow.registry import PROJECTIONS_BY_NAME
from adapters.scenarios.field_parser import basis_points_in, cents_in
from adapters.scenarios.node_parser import BOOL, INT, Margin, is_null
from adapters.scenarios.scenario import Due, Expected, PageExpected
from adapters.scenarios.scenario_names import Names
from domain.aggregates import FACTS
from domain.commands import ORDER_NAMED
from domain.language import Audience, Kind, Party, Stream
from domain.law.register import rules
from domain.mission.course_terms import AskedFor
from projections import EVERYBODY

_EXPECT = {"facts": False, "asks": False, "deadline": False, "page": False}
_PAGE = {"show": True, "of": True, "to": False, "says": True}
_FACTS = [fact.__name__ for fact in FACTS.values()]
_RULES = sorted(rules())
_PARTIES = [Party.CLIENT, Party.CONSULTANT, Party.UMBRELLA]
_READERS: dict[str, Audience | None] = {
    "client": Audience.CLIENT,
    "consultant": Audience.CONSULTANT,
    "umbrella": Audience.UMBRELLA,
    "auditor": None,
}
_DUE = re.compile(r"(?P<party>\S+) (?P<what>\S+)(?: of (?P<of>.+?))?(?: by (?P<by>\d{4}-\d{2}-\d{2}))?")


class Expecting:
    """Reads `expect` and `refused`, and notes what cannot be expected."""

    def __init__(self, margin: Margin, names: Names) -> None:
        self._margin = margin
        self._names = names

    def of(self, said: dict[str, Node]) -> Expected:
        """Return what a step expects; `expect` alone, as a list, names the facts that it states."""
        expect = said.get("expect")
        if expect is None:
            return Expected(refused=self._rule(said))
        if isinstance(expect, SequenceNode):
            return Expected(facts=self._facts(expect, said), refused=self._rule(said))
        words = self._margin.words(expect, _EXPECT)
        return Expected(
            facts=self._facts(words["facts"], said) if "facts" in words else None,
            refused=self._rule(said),
            asks=self._dues(words["asks"], _PARTIES) if "asks" in words else None,
            deadlines=self._dues(words["deadline"], list(Party)) if "deadline" in words else (),
            pages=self._pages(words["page"]) if "page" in words else (),
        )

    def _rule(self, said: dict[str, Node]) -> str | None:
        return self._margin.choice(said["refused"], _RULES) if "refused" in said else None

    def _facts(self, node: Node, said: dict[str, Node]) -> tuple[str, ...]:
        if "refused" in said:
            self._margin.note(
                said["refused"],
                "« refused » ou des faits, pas les deux",
                "“refused” or facts, not both",
            )
        return tuple(self._margin.choice(item, _FACTS) for item in self._margin.items(node))

    def _dues(self, node: Node, parties: list[Party]) -> tuple[Due, ...]:
        dues = (self._due(item, parties) for item in self._margin.items(node))
        return tuple(due for due in dues if due is not None)

    def _due(self, node: Node, parties: list[Party]) -> Due | None:
        """Return what is due; the system is waited for where time alone brings an act about."""
        matched = _DUE.fullmatch(self._margin.text(node))
        if matched is None:
            self._margin.note(
                node,
                "qui, quoi, puis « of … » et « by … » sont attendus ici : client signature by 2026-03-04",
                "who, what, then “of …” and “by …” belong here, such as client signature by 2026-03-04",
            )
            return None
        party, what, of, by = matched.groups()
        acts = list(ORDER_NAMED) if party == Party.SYSTEM else [str(one) for one in AskedFor]
        for word, known in ((party, list(map(str, parties))), (what, acts)):
            if word not in known:
                self._margin.unknown(node, word, known)
                return None
        return Due(Party(party), what, of, self._day(node, by))

    def _day(self, node: Node, written: str | None) -> date | None:
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            self._margin.note(node, f"{written} n’est pas une date", f"{written} is not a date")
            return None

    def _pages(self, node: Node) -> tuple[PageExpected, ...]:
        pages = (self._page(item) for item in self._margin.items(node))
        return tuple(page for page in pages if page is not None)

    def _page(self, node: Node) -> PageExpected | None:
        words = self._margin.words(node, _PAGE)
        if any(word not in words for word, needed in _PAGE.items() if needed):
            return None
        page = self._margin.choice(words["show"], PROJECTIONS_BY_NAME)
        reader = self._margin.choice(words["to"], _READERS) if "to" in words else Party.UMBRELLA
        projection = PROJECTIONS_BY_NAME.get(page)
        known = dict.fromkeys(_words_of(projection.view_type), False) if projection is not None else {}
        says = tuple(
            {word: self._value(value) for word, value in self._margin.words(item, known).items()}
            for item in self._margin.items(words["says"])
        )
        return PageExpected(page, self._key(words["of"]), _READERS.get(reader), says)

    def _key(self, node: Node) -> str:
        """Return the key that is written `mission audit`, `consultant claire`, `month 2026-01`, `all`."""
        kind, _, name = self._margin.text(node).partition(" ")
        if kind == EVERYBODY:
            return EVERYBODY
        if kind == "month":
            return name
        known = self._known()
        if kind not in known:
            self._margin.unknown(node, kind, [*known, "month", EVERYBODY])
        elif name not in known[Kind(kind)]:
            self._margin.unknown(node, name, dict.fromkeys(sorted(known[Kind(kind)])))
        else:
            return str(known[Kind(kind)][name])
        return ""

    def _known(self) -> dict[Kind, dict[str, Stream]]:
        known = dict[Kind, dict[str, Stream]]()
        for name, stream in self._names.streams:
            known.setdefault(stream.kind, {})[name] = stream
        return known

    def _value(self, node: Node) -> Any:
        """Return a value as pages hold it: cents, basis points, numbers, yes or no, otherwise the text."""
        if is_null(node):
            return None
        written = self._margin.text(node)
        if isinstance(node, ScalarNode) and node.tag == BOOL:
            return written.lower() in ("yes", "true", "on")
        if isinstance(node, ScalarNode) and node.tag == INT:
            return int(written)
        for read in (cents_in, basis_points_in):
            if (number := read(written)) is not None:
                return number
        return written


def _words_of(kind: Any) -> list[str]:
    """Return the words that a page is made of, its own and those within it."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        within = get_type_hints(kind)
        return sorted({*within, *(word for hint in within.values() for word in _words_of(hint))})
    return [word for one in get_args(kind) for word in _words_of(one)]
