"""Read a scenario file: every word is checked, and every fault has its line and column."""

from pathlib import Path

from adapters.scenarios.given_parser import GivenParser
from adapters.scenarios.node_parser import NodeParser, parse_yaml
from adapters.scenarios.scenario import Scenario
from adapters.scenarios.scenario_faults import FilePlace, ScenarioFault, make_malformed
from adapters.scenarios.scenario_names import ScenarioNames
from adapters.scenarios.step_parser import StepParser

_SCENARIO = {"scenario": True, "title": True, "given": True, "steps": True}


def read_scenario(path: Path) -> Scenario:
    """Read a scenario file; raises `ScenarioMalformed` with every fault, or `OSError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        fault_text = ("ce n’est pas un texte en UTF-8", "not a text in UTF-8")
        raise make_malformed(path.name, [ScenarioFault(FilePlace(1, 1), *fault_text)]) from wrong
    return parse_scenario(text, path.name)


def parse_scenario(text: str, file: str) -> Scenario:
    """Parse the text of a scenario; `file` names it in faults and failures. Raises `ScenarioMalformed`."""
    parser = NodeParser(file)
    entries = parser.read_mapping(parse_yaml(text, file), _SCENARIO)
    if entries.keys() != _SCENARIO.keys():
        parser.raise_faults()
    names = ScenarioNames(parser.read_text(entries["scenario"]))
    given_parser = GivenParser(parser, names)
    given_parser.parse_names(entries["given"])
    step_parser = StepParser(parser, names)
    steps = step_parser.parse_steps(entries["steps"])
    given = given_parser.build_steps(step_parser.fields, steps[0].shown) if steps else ()
    step_parser.note_unbegun_missions()
    title = parser.read_text(entries["title"])
    parser.raise_faults()
    return Scenario(
        name=names.scenario,
        title=title,
        file=file,
        streams=names.streams,
        given=given,
        steps=steps,
    )
