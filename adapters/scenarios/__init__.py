"""Whole lives, written in YAML for people to read, and lived by a real engine.

Read `scenario.py` for what a scenario is, `reading.py` for the words of the file, `fields.py` for how the
fields of a command are written there, `running.py` for how its steps are carried out.
"""

from adapters.scenarios.scenario import Scenario, ScenarioStep
from adapters.scenarios.scenario_execution import FollowSagas, ScenarioEngine, SettleUntil, execute_scenario
from adapters.scenarios.scenario_faults import ScenarioFault, ScenarioMalformed
from adapters.scenarios.scenario_names import consultant_id_in, mission_id_in
from adapters.scenarios.scenario_parser import parse_scenario, read_scenario
from adapters.scenarios.step_comparison import ScenarioFailed
from adapters.scenarios.step_results import OnStep, ScenarioReport, StepResult

__all__ = [
    "ScenarioEngine",
    "ScenarioFault",
    "ScenarioReport",
    "FollowSagas",
    "Scenario",
    "ScenarioFailed",
    "ScenarioMalformed",
    "SettleUntil",
    "ScenarioStep",
    "StepResult",
    "OnStep",
    "consultant_id_in",
    "mission_id_in",
    "read_scenario",
    "parse_scenario",
    "execute_scenario",
]
