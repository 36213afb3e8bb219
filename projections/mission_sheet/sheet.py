"""The rows of a mission, with lookups by kind."""

from dataclasses import dataclass
from typing import TypeVar

from domain.language import Key, Party
from projections.mission_sheet.sheet_rows import Assent, Rows, Step
from projections.mission_sheet.states import SheetRow, Stage

R = TypeVar("R", bound=SheetRow)


@dataclass(frozen=True)
class Sheet:
    """The rows of the sheet, sorted by place."""

    rows: Rows

    def rows_of(self, kind: type[R]) -> tuple[R, ...]:
        """Return the rows of a kind."""
        return tuple(row for row in self.rows.values() if isinstance(row, kind))

    def row_of(self, kind: type[R]) -> R | None:
        """Return the single row of a kind, or `None`."""
        return next(iter(self.rows_of(kind)), None)

    def step_of(self, stage: Stage) -> Step | None:
        """Return the row of a stage, or `None` if the mission did not reach it."""
        return next((step for step in self.rows_of(Step) if step.stage is stage), None)

    def assent_of(self, party: Party, change: Key | None = None) -> Assent | None:
        """Return the consent or signature of a party, or `None`."""
        given = (
            assent for assent in self.rows_of(Assent) if (assent.party, assent.change) == (party, change)
        )
        return next(given, None)

    def last_assent(self, *parties: Party) -> Assent | None:
        """Return the last consent or signature of these parties, or `None` until each gave its own."""
        given = [assent for party in parties if (assent := self.assent_of(party)) is not None]
        return max(given, key=lambda assent: assent.since) if len(given) == len(parties) else None
