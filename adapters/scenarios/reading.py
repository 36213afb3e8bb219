"""Reading a scenario file: its own words, each checked, and every fault at its line and column."""

from pathlib import Path
from typing import Any

from yaml.nodes import Node

from adapters.scenarios.faults import Fault, Place, ScenarioMalformed, malformed
from adapters.scenarios.fields import CommandFields
from adapters.scenarios.giving import Giving
from adapters.scenarios.naming import Names
from adapters.scenarios.nodes import Margin, composed
from adapters.scenarios.scenario import Expected, Scenario, Step
from adapters.scenarios.speaking import company, speaker
from adapters.scenarios.when import instant
from domain.operations.operations import AdvanceClock
from domain.orders import ORDER_NAMED
from domain.world import FACTS

_SCENARIO = {"scenario": True, "title": True, "given": True, "steps": True}
_STEP = {
    "on": True,
    "by": True,
    "for": False,
    "does": True,
    "with": True,
    "as": False,
    "expect": False,
    "refused": False,
}
_ADVANCE = {"advance": True}
_COMMANDS = [name for name in ORDER_NAMED if name != AdvanceClock.__name__]
_FACT_NAMES = [fact.__name__ for fact in FACTS.values()]


def read(path: Path) -> Scenario:
    """Read a scenario file; raises `ScenarioMalformed` with every fault, or `OSError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        said = ("ce n’est pas un texte en UTF-8", "not a text in UTF-8")
        raise malformed(path.name, [Fault(Place(1, 1), *said)]) from wrong
    return read_text(text, path.name)


def read_text(text: str, file: str) -> Scenario:
    """Read the text of a scenario; `file` names it in what is said of it."""
    margin = Margin(file)
    said = margin.words(composed(text, file), _SCENARIO)
    if said.keys() != _SCENARIO.keys():
        margin.settle()
    names = Names(margin.text(said["scenario"]))
    reader = _StepReader(margin, names)
    giving = Giving(margin, names, reader.fields)
    parties = giving.parties(said["given"])
    steps = tuple(reader.step(number, node) for number, node in enumerate(margin.items(said["steps"]), start=1))
    reader.settle()
    known = tuple(step for step in steps if step is not None)
    return Scenario(
        name=names.scenario,
        title=margin.text(said["title"]),
        file=file,
        given=giving.steps(parties, known[0].shown),
        steps=known,
    )
