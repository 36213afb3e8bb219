"""What every row of a sheet has, and where the thing that it tells of may stand."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from domain.language import Audience


class Stage(StrEnum):
    """How far a mission has come, in the order of its life; signing and work come in either order."""

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
    """Where a milestone stands."""

    PLANNED = "planned"
    REACHED = "reached"
    VALIDATED = "validated"


class DeliverableState(StrEnum):
    """Where a deliverable stands."""

    PLANNED = "planned"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    WITH_RESERVATIONS = "accepted_with_reservations"
    IN_PART = "accepted_in_part"
    DEEMED = "deemed_accepted"


class ChangeState(StrEnum):
    """Where a change that was asked for stands."""

    OPEN = "open"
    COUNTERED = "countered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    AMENDED = "amended"


class ExpenseState(StrEnum):
    """Where an expense stands."""

    CLAIMED = "claimed"
    APPROVED = "approved"
    DECLINED = "declined"
    REVERSED = "reversed"


class SheetRow(Struct, frozen=True, kw_only=True, tag_field="row", tag=str.lower):
    """What every row has: who may read it, and since when it stands as it does."""

    NAMED_BY: ClassVar[tuple[str, ...]] = ()

    audience: Audience
    since: datetime

    @property
    def place(self) -> str:
        """Where the row stands on the sheet; a later row of that place takes this one's."""
        place = f"{self.__struct_config__.tag}"
        for name in self.NAMED_BY:
            place = f"{place}/{getattr(self, name) or ''}"
        return place
