"""Reading a scenario file: its own words, each checked, and every fault at its line and column."""

from pathlib import Path

from adapters.scenarios.given_parser import Giving
from adapters.scenarios.node_parser import Margin, composed
from adapters.scenarios.scenario import Scenario
from adapters.scenarios.scenario_faults import Fault, Place, malformed
from adapters.scenarios.scenario_names import Names
from adapters.scenarios.step_parser import Steps

_SCENARIO = {"scenario": True, "title": True, "given": True, "steps": True}


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
    giving = Giving(margin, names)
    giving.introduce(said["given"])
    reader = Steps(margin, names)
    steps = reader.of(said["steps"])
    given = giving.steps(reader.fields, steps[0].shown) if steps else ()
    reader.settle()
    title = margin.text(said["title"])
    margin.settle()
    return Scenario(
        name=names.scenario,
        title=title,
        file=file,
        streams=names.streams,
        given=given,
        steps=steps,
    )
