"""The rows of a mission as a page reads them: by kind, in the order of their places."""

from dataclasses import dataclass
from typing import TypeVar

from domain.language import Key, Party
from projections.mission_sheet.sheet_rows import Assent, Rows, Step
from projections.mission_sheet.states import SheetRow, Stage

R = TypeVar("R", bound=SheetRow)


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheet of a mission."""

    rows: Rows

    def rows_of(self, kind: type[R]) -> tuple[R, ...]:
        """Return the rows of a kind."""
        return tuple(row for row in self.rows.values() if isinstance(row, kind))

    def row_of(self, kind: type[R]) -> R | None:
        """Return the one row of a kind, if it is there."""
        return next(iter(self.rows_of(kind)), None)

    def step_of(self, stage: Stage) -> Step | None:
        """Return the row of a stage, if the mission came to it."""
        return next((step for step in self.rows_of(Step) if step.stage is stage), None)

    def assent_of(self, party: Party, change: Key | None = None) -> Assent | None:
        """Return the consent or signature of a party, if it was given."""
        given = (one for one in self.rows_of(Assent) if (one.party, one.change) == (party, change))
        return next(given, None)

    def last_assent(self, *parties: Party) -> Assent | None:
        """Return the last consent or signature of the contract, once each of these parties gave its own."""
        given = [one for party in parties if (one := self.assent_of(party)) is not None]
        return max(given, key=lambda one: one.since) if len(given) == len(parties) else None
