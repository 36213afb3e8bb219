"""The base of all rows of a sheet, and the states of milestones, deliverables, changes and expenses."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from domain.language import Audience


class Stage(StrEnum):
    """The stages of a mission, in their usual order; signing and work come in either order."""

    NEEDED = "needed"
    PROPOSED = "proposed"
    SCOPED = "scoped"
    VERIFIED = "verified"
    SIGNED = "signed"
    WORKING = "working"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    CLOSED = "closed"
    GIVEN_UP = "given_up"


class MilestoneState(StrEnum):
    """The states of a milestone."""

    PLANNED = "planned"
    REACHED = "reached"
    VALIDATED = "validated"


class DeliverableState(StrEnum):
    """The states of a deliverable."""

    PLANNED = "planned"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    WITH_RESERVATIONS = "accepted_with_reservations"
    IN_PART = "accepted_in_part"
    DEEMED = "deemed_accepted"


class ChangeState(StrEnum):
    """The states of a requested change."""

    OPEN = "open"
    COUNTERED = "countered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    AMENDED = "amended"


class ExpenseState(StrEnum):
    """The states of an expense."""

    CLAIMED = "claimed"
    APPROVED = "approved"
    DECLINED = "declined"
    REVERSED = "reversed"


class SheetRow(Struct, frozen=True, kw_only=True, tag_field="row", tag=str.lower):
    """The base of all rows: who may read the row, and the time of its last change."""

    NAMED_BY: ClassVar[tuple[str, ...]] = ()

    audience: Audience
    since: datetime

    @property
    def place(self) -> str:
        """The place of the row; a later row with the same place replaces it."""
        place = f"{self.__struct_config__.tag}"
        for name in self.NAMED_BY:
            place = f"{place}/{getattr(self, name) or ''}"
        return place
