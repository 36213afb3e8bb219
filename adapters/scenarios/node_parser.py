"""Parse the YAML of a scenario into nodes that have a line and a column, and collect the faults."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import yaml
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from adapters.scenarios.scenario_faults import FilePlace, ScenarioFault, make_malformed

NULL, BOOL, INT = (f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int"))

_TOO_DEEP = ScenarioFault(FilePlace(1, 1), "trop de niveaux imbriqués", "nested too deep")
_EMPTY = ScenarioFault(FilePlace(1, 1), "le fichier est vide", "the file is empty")
_ALIAS = ("un scénario s’écrit sans ancre ni alias", "a scenario is written without anchors and aliases")


def parse_yaml(text: str, file: str) -> Node:
    """Return the root of the file; raises `ScenarioMalformed`."""
    try:
        events = yaml.parse(text, Loader=yaml.SafeLoader)
        alias = next((event for event in events if isinstance(event, AliasEvent)), None)
        root = yaml.compose(text, Loader=yaml.SafeLoader) if alias is None else None
    except (yaml.YAMLError, RecursionError) as wrong:
        raise make_malformed(file, [_describe_error(wrong)]) from wrong
    if alias is not None:
        raise make_malformed(file, [ScenarioFault(_to_place(alias.start_mark), *_ALIAS)])
    if root is None:
        raise make_malformed(file, [_EMPTY])
    return root


def _describe_error(wrong: yaml.YAMLError | RecursionError) -> ScenarioFault:
    match wrong:
        case RecursionError():
            return _TOO_DEEP
        case yaml.MarkedYAMLError(problem=problem, problem_mark=mark):
            return ScenarioFault(_to_place(mark), f"YAML illisible : {problem}", f"not YAML: {problem}")
        case _:
            return ScenarioFault(FilePlace(1, 1), f"YAML illisible : {wrong}", f"not YAML: {wrong}")


def place_of(node: Node) -> FilePlace:
    """Return where a node begins."""
    return _to_place(node.start_mark)


def find_node(node: Node, path: tuple[str | int, ...]) -> Node:
    """Return the node that a path leads to, or the nearest one above it."""
    for step in path:
        if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif (
            isinstance(node, MappingNode) and (found := dict(_scalar_pairs(node)).get(str(step))) is not None
        ):
            node = found
    return node


def find_scalar(node: Node | None, word: str) -> str | None:
    """Return the text under a word of a mapping, or None; no fault is noted."""
    found = dict(_scalar_pairs(node)).get(word) if isinstance(node, MappingNode) else None
    return found.value if isinstance(found, ScalarNode) else None


def _to_place(mark: Any) -> FilePlace:
    return FilePlace(mark.line + 1, mark.column + 1) if mark is not None else FilePlace(1, 1)


def _scalar_pairs(node: MappingNode) -> list[tuple[str, Node]]:
    return [(key.value, value) for key, value in node.value if isinstance(key, ScalarNode)]


class NodeParser:
    """Reads nodes as the expected kind, notes a fault where one is of another kind, and goes on reading."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[ScenarioFault] = []

    def note_fault(self, node: Node, fr: str, en: str) -> None:
        """Note a fault at a node."""
        self.faults.append(ScenarioFault(place_of(node), fr, en))

    def raise_faults(self) -> None:
        """Raise `ScenarioMalformed` if any fault was noted."""
        if self.faults:
            raise make_malformed(self.file, self.faults)

    def read_mapping(self, node: Node, known: Mapping[str, bool]) -> dict[str, Node]:
        """Return the values of a mapping by word; `known` maps each word to whether it is required."""
        entries = self.read_entries(node)
        for word, key in {word: key for word, (key, _) in entries.items() if word not in known}.items():
            self.note_unknown(key, word, known)
        missing = [word for word, needed in known.items() if needed and word not in entries]
        if missing and isinstance(node, MappingNode):
            listed = ", ".join(missing)
            self.note_fault(node, f"il manque : {listed}", f"missing: {listed}")
        return {word: value for word, (_, value) in entries.items() if word in known}

    def read_entries(self, node: Node) -> dict[str, tuple[Node, Node]]:
        """Return the keys and values of a mapping by the word of the key; a repeated word is a fault."""
        entries: dict[str, tuple[Node, Node]] = {}
        if not isinstance(node, MappingNode):
            self.note_fault(
                node, "des mots suivis de « : » sont attendus ici", "words followed by “:” belong here"
            )
            return entries
        for key, value in node.value:
            word = self.read_text(key)
            if word in entries:
                first = place_of(entries[word][0]).line
                self.note_fault(
                    key,
                    f"« {word} » est déjà écrit à la ligne {first}",
                    f"“{word}” already stands on line {first}",
                )
            entries.setdefault(word, (key, value))
        return entries

    def read_items(self, node: Node) -> list[Node]:
        """Return the items of a list."""
        if isinstance(node, SequenceNode):
            return list(node.value)
        self.note_fault(node, "une liste est attendue ici", "a list belongs here")
        return []

    def read_text(self, node: Node) -> str:
        """Return a text exactly as it is written."""
        if isinstance(node, ScalarNode) and node.tag != NULL:
            return node.value
        self.note_fault(node, "un texte est attendu ici", "a text belongs here")
        return ""

    def read_choice(self, node: Node, known: Mapping[str, object] | list[str]) -> str:
        """Return a word, and note a fault if it is none of those known here."""
        word = self.read_text(node)
        if word and word not in known:
            self.note_unknown(node, word, known)
        return word

    def note_unknown(self, node: Node, word: str, known: Mapping[str, object] | list[str]) -> None:
        """Note an unknown word, with the known word that is nearest to it, if any."""
        near = get_close_matches(word, list(known), n=1)
        fr = f"voulait-on dire « {near[0]} » ?" if near else f"mots connus ici : {', '.join(known)}"
        en = f"did you mean “{near[0]}”?" if near else f"words known here: {', '.join(known)}"
        self.note_fault(node, f"mot inconnu : « {word} » ; {fr}", f"unknown word: “{word}”; {en}")


def is_null(node: Node) -> bool:
    """Say whether nothing is written here."""
    return isinstance(node, ScalarNode) and node.tag == NULL
