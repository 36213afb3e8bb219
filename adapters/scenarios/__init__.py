"""Whole lives, written in YAML for people to read, and lived by a real engine.

Read `scenario.py` for what a scenario is, `reading.py` for the words of the file, `fields.py` for how the
fields of a command are written there, `running.py` for how its steps are carried out.
"""

from adapters.scenarios.scenario import Scenario, Step
from adapters.scenarios.scenario_execution import Engine, Sagas, Settle, run
from adapters.scenarios.scenario_faults import Fault, ScenarioMalformed
from adapters.scenarios.scenario_names import consultant_in, mission_in
from adapters.scenarios.scenario_parser import read, read_text
from adapters.scenarios.step_comparison import ScenarioFailed
from adapters.scenarios.step_results import Report, StepTold, Told

__all__ = [
    "Engine",
    "Fault",
    "Report",
    "Sagas",
    "Scenario",
    "ScenarioFailed",
    "ScenarioMalformed",
    "Settle",
    "Step",
    "StepTold",
    "Told",
    "consultant_in",
    "mission_in",
    "read",
    "read_text",
    "run",
]
