"""How far a scenario was lived on a store before: a second time it must be told the same."""

from adapters.engine.store.recorder import Store
from adapters.scenarios.scenario import Scenario, ScenarioStep
from adapters.scenarios.scenario_names import step_command_id


class EarlierRun:
    """The steps that were answered before this run, and where in the log."""

    def __init__(self, scenario: Scenario, store: Store) -> None:
        commands = {
            step_command_id(scenario.name, step.number, step.command): step.number for step in scenario.steps
        }
        answers = store.select_answers(list(commands))
        self._store = store
        self._first_positions = {
            commands[command]: answer.first
            for command, answer in answers.items()
            if answer.last >= answer.first
        }
        self.is_complete = len(answers) == len(commands)

    def last_position(self, step: ScenarioStep) -> int:
        """Return the position up to which the log may tell what came of a step."""
        later = (first for number, first in self._first_positions.items() if number > step.number)
        first = min(later, default=None)
        return self._store.head() if first is None else first - 1
