"""How far an earlier run of a scenario came on this store; a second run must report the same."""

from adapters.engine.store.recorder import Store
from adapters.scenarios.scenario import Scenario, ScenarioStep
from adapters.scenarios.scenario_names import step_command_id


class EarlierRun:
    """The steps that an earlier run had answered, and the positions of their events."""

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
        """Return the position up to which the log is read for the results of a step.

        A later step that was answered already ends it: what follows in the log belongs to that step.
        """
        later = (first for number, first in self._first_positions.items() if number > step.number)
        first = min(later, default=None)
        return self._store.head() if first is None else first - 1
