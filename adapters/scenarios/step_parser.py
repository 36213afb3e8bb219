"""The steps of a scenario: who does what when, with which words, and what must come of it."""

from itertools import pairwise

from yaml.nodes import Node

from adapters.scenarios.expectation_parser import Expecting
from adapters.scenarios.field_parser import CommandFields
from adapters.scenarios.instant_parser import instant
from adapters.scenarios.node_parser import Margin, scalar
from adapters.scenarios.scenario import Step
from adapters.scenarios.scenario_names import Names
from adapters.scenarios.step_actors import company, speaker
from domain.commands import ORDER_NAMED
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
_COMMANDS = [name for name in ORDER_NAMED if name != AdvanceClock.__name__]


class Steps:
    """Reads steps one after the other; a label or a name means what the steps before it said."""

    def __init__(self, margin: Margin, names: Names) -> None:
        self._margin = margin
        self._names = names
        self._expecting = Expecting(margin, names)
        self.fields = CommandFields(margin, names)

    def of(self, node: Node) -> tuple[Step, ...]:
        """Return the steps that can be read; the faults of the others are noted."""
        items = self._margin.items(node)
        if not items:
            self._margin.note(node, "au moins une étape est attendue", "at least one step belongs here")
        read = [self._step(number, item) for number, item in enumerate(items, start=1)]
        steps = tuple(step for step in read if step is not None)
        for before, step in pairwise(steps):
            self._forward(before, step)
        return steps

    def settle(self) -> None:
        """Note the missions that no step begins, be it by a need or by a take-over."""
        for node, name in self.fields.missions_named:
            if name not in self._names.missions:
                self._margin.unknown(node, name, dict.fromkeys(sorted(self._names.missions)))

    def _step(self, number: int, node: Node) -> Step | None:
        if scalar(node, "advance") is not None:
            return self._advance(number, node)
        said = self._margin.words(node, _STEP)
        if any(word not in said for word, needed in _STEP.items() if needed):
            return None
        command = self._margin.choice(said["does"], _COMMANDS)
        if command not in ORDER_NAMED:
            return None
        by = speaker(self._margin, self._names, said["by"], second=said.get("and"), for_=said.get("for"))
        words = self.fields.of(ORDER_NAMED[command].command, said["with"], {})
        label = self._label(said.get("as"))
        shown = instant(self._margin, said["on"])
        self._learn(command, said["with"])
        expected = self._expecting.of(said)
        return by and Step(
            number=number,
            instant=shown,
            shown=shown,
            by=by,
            command=command,
            words=words,
            expected=expected,
            label=label,
            node=node,
            words_node=said["with"],
        )

    def _advance(self, number: int, node: Node) -> Step:
        """The clock is moved at the time it shows, so that it moves forward only."""
        said = self._margin.words(node, _ADVANCE)
        shown = instant(self._margin, said["advance"])
        return Step(
            number=number,
            instant=None,
            shown=shown,
            by=company(self._names),
            command=AdvanceClock.__name__,
            words={"to": shown.isoformat()},
            expected=self._expecting.of(said),
            node=node,
            words_node=node,
        )

    def _forward(self, before: Step, step: Step) -> None:
        """Time goes forward, save for another's act that the umbrella company records afterwards."""
        if step.shown < before.shown and step.by.on_behalf is None:
            self._margin.note(
                step.node,
                f"cette étape a lieu avant celle de la ligne {before.line}",
                f"this step happens before the one on line {before.line}",
            )

    def _learn(self, command: str, words: Node) -> None:
        mission = scalar(words, "mission")
        if command in _BEGIN and mission is not None:
            self._names.missions.add(mission)

    def _label(self, node: Node | None) -> str | None:
        if node is None:
            return None
        label = self._margin.text(node)
        if label in self._names.labels:
            self._margin.note(node, f"« {label} » nomme déjà une étape", f"“{label}” already names a step")
        self._names.labels.add(label)
        return label
