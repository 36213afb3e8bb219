"""The rows of a mission's sheet: one small row for each thing that can stand somewhere.

A row has a place, which is its key, and keeps the audience and the time of the fact that last
changed it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from domain.language import Audience, Key, Month, Party, Sealed
from domain.mission.terms import Instalment, PriceMode, RecourseGround, Trigger


class Stage(StrEnum):
    """How far a mission has come, in the order of its life; signing and work come in either order."""

    NEEDED = "needed"
    PROPOSED = "proposed"
    SCOPED = "scoped"
    VERIFIED = "verified"
    SIGNED = "signed"
    WORKING = "working"
    COMPLETED = "completed"
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


class ChangeState(StrEnum):
    """Where a change that was asked for stands."""

    OPEN = "open"
    COUNTERED = "countered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    AMENDED = "amended"


class ExpenseState(StrEnum):
    """Where an expense stands."""

    CLAIMED = "claimed"
    APPROVED = "approved"
    DECLINED = "declined"


class Row(Struct, frozen=True, kw_only=True, tag_field="row", tag=str.lower):
    """What every row has: who may read it, and since when it stands as it does."""

    NAMED_BY: ClassVar[tuple[str, ...]] = ()

    audience: Audience
    since: datetime

    @property
    def place(self) -> str:
        """Where the row stands on the sheet; a later row of that place takes this one's."""
        names = (str(getattr(self, name) or "") for name in self.NAMED_BY)
        return "/".join((type(self).__name__.lower(), *names))


class Need(Row, frozen=True, kw_only=True):
    """The three parties, and what the client needs."""

    mission: UUID
    client: UUID
    consultant: UUID
    umbrella: UUID
    what: Sealed
    ground: RecourseGround


class Step(Row, frozen=True, kw_only=True):
    """A stage that was come to; `on` is the day that its fact names, if it names one."""

    NAMED_BY = ("stage",)

    stage: Stage
    on: date | None = None


class Offer(Row, frozen=True, kw_only=True):
    """The last price of the negotiation, and whose it is; cents before tax."""

    by: Party
    price: int


class Agreement(Row, frozen=True, kw_only=True):
    """What the scope says of object, price and dates; cents before tax."""

    object: Sealed
    mode: PriceMode
    price: int
    schedule: tuple[Instalment, ...]
    starts_on: date
    ends_on: date | None


class Assent(Row, frozen=True, kw_only=True):
    """The consultant's consent, or another party's signature; `change` names the amendment, if one."""

    NAMED_BY = ("change", "party")

    party: Party
    change: Key | None


class Start(Row, frozen=True, kw_only=True):
    """The first day worked, and the day by which the law wants the contract signed and copied."""

    first_day: date
    contract_due_on: date


class Copy(Row, frozen=True, kw_only=True):
    """The consultant has a copy of the signed contract."""

    delivered_on: date


class Milestone(Row, frozen=True, kw_only=True):
    """A milestone of the scope."""

    NAMED_BY = ("key",)

    key: Key
    title: Sealed
    due_on: date
    state: MilestoneState = MilestoneState.PLANNED


class Deliverable(Row, frozen=True, kw_only=True):
    """A deliverable of the scope, and how many times it was handed over."""

    NAMED_BY = ("key",)

    key: Key
    title: Sealed
    due_on: date
    state: DeliverableState = DeliverableState.PLANNED
    attempts: int = 0


class Change(Row, frozen=True, kw_only=True):
    """A change asked for, and who has agreed to it."""

    NAMED_BY = ("key",)

    key: Key
    by: Party
    what: Sealed
    agreed: tuple[Party, ...] = ()
    state: ChangeState = ChangeState.OPEN


class Days(Row, frozen=True, kw_only=True):
    """The half-days of a month, from the approved report."""

    NAMED_BY = ("month",)

    month: Month
    half_days: int
    acknowledged: bool = False


class Expense(Row, frozen=True, kw_only=True):
    """An expense claimed; cents before tax."""

    NAMED_BY = ("key",)

    key: Key
    net: int
    rebilled: bool
    state: ExpenseState = ExpenseState.CLAIMED


class Billed(Struct, frozen=True):
    """What an invoice line bills, and how much of it."""

    trigger: Trigger
    key: Key
    quantity: int


class Issued(Row, frozen=True, kw_only=True):
    """An invoice, and what was paid on it; cents."""

    NAMED_BY = ("number",)

    number: str
    issued_on: date
    due_on: date
    net: int
    total: int
    billed: tuple[Billed, ...]
    paid: int = 0
    transmitted: bool = False


class Salary(Row, frozen=True, kw_only=True):
    """This mission's share of a month's salary, as paid; cents."""

    NAMED_BY = ("month",)

    month: Month
    gross: int
    net_paid: int


class Breach(Row, frozen=True, kw_only=True):
    """A rule that was broken, and whether what it lacked was supplied."""

    NAMED_BY = ("fact",)

    fact: UUID
    rule: Key
    article: str
    broken_since: date
    cured: bool = False


class Refusal(Row, frozen=True, kw_only=True):
    """An act that was refused."""

    NAMED_BY = ("fact",)

    fact: UUID
    asked: Key
    party: Party
    rule: Key


AnyRow = (
    Need
    | Step
    | Offer
    | Agreement
    | Assent
    | Start
    | Copy
    | Milestone
    | Deliverable
    | Change
    | Days
    | Expense
    | Issued
    | Salary
    | Breach
    | Refusal
)
Rows = Mapping[str, AnyRow]

NOTHING: Rows = {}
"""The sheet of a mission before its first fact."""


def put(rows: Rows, *lines: AnyRow) -> Rows:
    """Return the rows with these in their places."""
    return {**rows, **{line.place: line for line in lines}}
