"""Parse the steps of a scenario: the instant, the actor, the command with its fields, the expectation."""

from itertools import pairwise

from yaml.nodes import Node

from adapters.scenarios.expectation_parser import ExpectationParser
from adapters.scenarios.field_parser import FieldParser
from adapters.scenarios.instant_parser import read_instant
from adapters.scenarios.node_parser import NodeParser, find_scalar
from adapters.scenarios.scenario import ScenarioStep
from adapters.scenarios.scenario_names import ScenarioNames
from adapters.scenarios.step_actors import company_actor, read_actor
from domain.commands import COMMAND_NAMED
from domain.mission.scoping import StateNeed
from domain.mission.taking_over import TakeOverMission
from domain.operations.operations import AdvanceClock

_STEP = {
    "on": True,
    "by": True,
    "and": False,
    "for": False,
    "does": True,
    "with": True,
    "as": False,
    "expect": False,
    "refused": False,
}
_ADVANCE = {"advance": True, "expect": False}
_BEGIN = (StateNeed.__name__, TakeOverMission.__name__)
_COMMANDS = [name for name in COMMAND_NAMED if name != AdvanceClock.__name__]


class StepParser:
    """Reads the steps in sequence; a label or a name must have been introduced by a step before."""

    def __init__(self, parser: NodeParser, names: ScenarioNames) -> None:
        self._parser = parser
        self._names = names
        self._expectations = ExpectationParser(parser, names)
        self.fields = FieldParser(parser, names)

    def parse_steps(self, node: Node) -> tuple[ScenarioStep, ...]:
        """Return the steps that can be read, and note the faults of the others."""
        items = self._parser.read_items(node)
        if not items:
            self._parser.note_fault(node, "au moins une étape est attendue", "at least one step belongs here")
        read = [self._parse_step(number, item) for number, item in enumerate(items, start=1)]
        steps = tuple(step for step in read if step is not None)
        for before, step in pairwise(steps):
            self._check_time_command(before, step)
        return steps

    def note_unbegun_missions(self) -> None:
        """Note the missions that no step begins, neither by a need nor by a take-over."""
        for node, name in self.fields.missions_named:
            if name not in self._names.missions:
                self._parser.note_unknown(node, name, dict.fromkeys(sorted(self._names.missions)))

    def _parse_step(self, number: int, node: Node) -> ScenarioStep | None:
        if find_scalar(node, "advance") is not None:
            return self._parse_advance(number, node)
        entries = self._parser.read_mapping(node, _STEP)
        if any(word not in entries for word, needed in _STEP.items() if needed):
            return None
        command = self._parser.read_choice(entries["does"], _COMMANDS)
        if command not in COMMAND_NAMED:
            return None
        by = read_actor(
            self._parser, self._names, entries["by"], second=entries.get("and"), for_=entries.get("for")
        )
        words = self.fields.parse_fields(COMMAND_NAMED[command].command_type, entries["with"], {})
        label = self._parse_label(entries.get("as"))
        shown = read_instant(self._parser, entries["on"])
        self._remember_mission(command, entries["with"])
        expected = self._expectations.parse_expectation(entries)
        return by and ScenarioStep(
            number=number,
            instant=shown,
            shown=shown,
            by=by,
            command=command,
            words=words,
            expected=expected,
            label=label,
            node=node,
            words_node=entries["with"],
        )

    def _parse_advance(self, number: int, node: Node) -> ScenarioStep:
        """Parse a step that advances the clock; without its own instant, the clock only moves forward."""
        entries = self._parser.read_mapping(node, _ADVANCE)
        shown = read_instant(self._parser, entries["advance"])
        return ScenarioStep(
            number=number,
            instant=None,
            shown=shown,
            by=company_actor(self._names),
            command=AdvanceClock.__name__,
            words={"to": shown.isoformat()},
            expected=self._expectations.parse_expectation(entries),
            node=node,
            words_node=node,
        )

    def _check_time_command(self, before: ScenarioStep, step: ScenarioStep) -> None:
        """Note a step that is before its predecessor, unless it records another party's act afterwards."""
        if step.shown < before.shown and step.by.on_behalf is None:
            self._parser.note_fault(
                step.node,
                f"cette étape a lieu avant celle de la ligne {before.line}",
                f"this step happens before the one on line {before.line}",
            )

    def _remember_mission(self, command: str, words: Node) -> None:
        mission = find_scalar(words, "mission")
        if command in _BEGIN and mission is not None:
            self._names.missions.add(mission)

    def _parse_label(self, node: Node | None) -> str | None:
        if node is None:
            return None
        label = self._parser.read_text(node)
        if label in self._names.labels:
            self._parser.note_fault(
                node, f"« {label} » nomme déjà une étape", f"“{label}” already names a step"
            )
        self._names.labels.add(label)
        return label
