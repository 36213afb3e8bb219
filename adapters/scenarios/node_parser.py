"""The YAML of a scenario as nodes that know their line and column; what is wrong is noted in a margin."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import yaml
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from adapters.scenarios.scenario_faults import Fault, Place, malformed

NULL, BOOL, INT = (f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int"))

_TOO_DEEP = Fault(Place(1, 1), "trop de niveaux imbriqués", "nested too deep")
_EMPTY = Fault(Place(1, 1), "le fichier est vide", "the file is empty")
_ALIAS = ("un scénario s’écrit sans ancre ni alias", "a scenario is written without anchors and aliases")


def composed(text: str, file: str) -> Node:
    """Return the root of the file; raises `ScenarioMalformed`."""
    try:
        events = yaml.parse(text, Loader=yaml.SafeLoader)
        alias = next((event for event in events if isinstance(event, AliasEvent)), None)
        root = yaml.compose(text, Loader=yaml.SafeLoader) if alias is None else None
    except (yaml.YAMLError, RecursionError) as wrong:
        raise malformed(file, [_unreadable(wrong)]) from wrong
    if alias is not None:
        raise malformed(file, [Fault(_at(alias.start_mark), *_ALIAS)])
    if root is None:
        raise malformed(file, [_EMPTY])
    return root


def _unreadable(wrong: yaml.YAMLError | RecursionError) -> Fault:
    match wrong:
        case RecursionError():
            return _TOO_DEEP
        case yaml.MarkedYAMLError(problem=said, problem_mark=mark):
            return Fault(_at(mark), f"YAML illisible : {said}", f"not YAML: {said}")
        case _:
            return Fault(Place(1, 1), f"YAML illisible : {wrong}", f"not YAML: {wrong}")


def place_of(node: Node) -> Place:
    """Return where a node begins."""
    return _at(node.start_mark)


def within(node: Node, path: tuple[str | int, ...]) -> Node:
    """Return the node that a path leads to, or the nearest one above it."""
    for step in path:
        if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, MappingNode) and (found := dict(_pairs(node)).get(str(step))) is not None:
            node = found
    return node


def scalar(node: Node | None, word: str) -> str | None:
    """Return what a mapping says of a word, if it is a text; nothing is noted."""
    said = dict(_pairs(node)).get(word) if isinstance(node, MappingNode) else None
    return said.value if isinstance(said, ScalarNode) else None


def _at(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark is not None else Place(1, 1)


def _pairs(node: MappingNode) -> list[tuple[str, Node]]:
    return [(key.value, value) for key, value in node.value if isinstance(key, ScalarNode)]


class Margin:
    """Reads nodes as what they should be, and notes each that is not; reading then goes on."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def note(self, node: Node, fr: str, en: str) -> None:
        """Note what is wrong here."""
        self.faults.append(Fault(place_of(node), fr, en))

    def settle(self) -> None:
        """Raise everything that was noted."""
        if self.faults:
            raise malformed(self.file, self.faults)

    def words(self, node: Node, known: Mapping[str, bool]) -> dict[str, Node]:
        """Return a mapping's values by their words; `known` says of each word whether it is needed."""
        said = self.named(node)
        for word, key in {word: key for word, (key, _) in said.items() if word not in known}.items():
            self.unknown(key, word, known)
        missing = [word for word, needed in known.items() if needed and word not in said]
        if missing and isinstance(node, MappingNode):
            listed = ", ".join(missing)
            self.note(node, f"il manque : {listed}", f"missing: {listed}")
        return {word: value for word, (_, value) in said.items() if word in known}

    def named(self, node: Node) -> dict[str, tuple[Node, Node]]:
        """Return a mapping's keys and values by the word of the key; each word stands once."""
        said: dict[str, tuple[Node, Node]] = {}
        if not isinstance(node, MappingNode):
            self.note(node, "des mots suivis de « : » sont attendus ici", "words followed by “:” belong here")
            return said
        for key, value in node.value:
            word = self.text(key)
            if word in said:
                first = place_of(said[word][0]).line
                self.note(
                    key,
                    f"« {word} » est déjà écrit à la ligne {first}",
                    f"“{word}” already stands on line {first}",
                )
            said.setdefault(word, (key, value))
        return said

    def items(self, node: Node) -> list[Node]:
        """Return the items of a list."""
        if isinstance(node, SequenceNode):
            return list(node.value)
        self.note(node, "une liste est attendue ici", "a list belongs here")
        return []

    def text(self, node: Node) -> str:
        """Return what was written, as it was written."""
        if isinstance(node, ScalarNode) and node.tag != NULL:
            return node.value
        self.note(node, "un texte est attendu ici", "a text belongs here")
        return ""

    def choice(self, node: Node, known: Mapping[str, object] | list[str]) -> str:
        """Return a word that is one of those known here."""
        word = self.text(node)
        if word and word not in known:
            self.unknown(node, word, known)
        return word

    def unknown(self, node: Node, word: str, known: Mapping[str, object] | list[str]) -> None:
        """Note a word that means nothing here, with the one that was perhaps meant."""
        near = get_close_matches(word, list(known), n=1)
        fr = f"voulait-on dire « {near[0]} » ?" if near else f"mots connus ici : {', '.join(known)}"
        en = f"did you mean “{near[0]}”?" if near else f"words known here: {', '.join(known)}"
        self.note(node, f"mot inconnu : « {word} » ; {fr}", f"unknown word: “{word}”; {en}")


def is_null(node: Node) -> bool:
    """Was nothing written here?"""
    return isinstance(node, ScalarNode) and node.tag == NULL
