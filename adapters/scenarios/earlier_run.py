"""How far a scenario was lived on a store before: a second time it must be told the same."""

from adapters.engine.store.recorder import Store
from adapters.scenarios.scenario import Scenario, Step
from adapters.scenarios.scenario_names import command_of


class Lived:
    """The steps that were answered before this run, and where in the log."""

    def __init__(self, scenario: Scenario, store: Store) -> None:
        commands = {
            command_of(scenario.name, step.number, step.command): step.number for step in scenario.steps
        }
        answers = store.select_answers(list(commands))
        self._store = store
        self._firsts = {
            commands[command]: answer.first
            for command, answer in answers.items()
            if answer.last >= answer.first
        }
        self.whole = len(answers) == len(commands)

    def until(self, step: Step) -> int:
        """Return the position up to which the log may tell what came of a step."""
        later = (first for number, first in self._firsts.items() if number > step.number)
        first = min(later, default=None)
        return self._store.head() if first is None else first - 1
