"""Scenarios: whole missions, written in YAML for people to read, and executed by a real engine.

Read `scenario.py` for what a scenario is, `scenario_parser.py` for the words of the file, `field_parser.py`
for how the fields of a command are written there, `scenario_execution.py` for how its steps are executed.
"""

from adapters.scenarios.scenario import Scenario, ScenarioStep
from adapters.scenarios.scenario_execution import FollowSagas, ScenarioEngine, SettleUntil, execute_scenario
from adapters.scenarios.scenario_faults import ScenarioFault, ScenarioMalformed
from adapters.scenarios.scenario_names import consultant_id_in, mission_id_in
from adapters.scenarios.scenario_parser import parse_scenario, read_scenario
from adapters.scenarios.step_comparison import ScenarioFailed
from adapters.scenarios.step_results import OnStep, ScenarioReport, StepResult

__all__ = [
    "FollowSagas",
    "OnStep",
    "Scenario",
    "ScenarioEngine",
    "ScenarioFailed",
    "ScenarioFault",
    "ScenarioMalformed",
    "ScenarioReport",
    "ScenarioStep",
    "SettleUntil",
    "StepResult",
    "consultant_id_in",
    "execute_scenario",
    "mission_id_in",
    "parse_scenario",
    "read_scenario",
]
